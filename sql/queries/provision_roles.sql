-- Roles of the whole cluster. By the administrator; again changes nothing.
-- The writer may turn into the publisher, for `import --publish`, but only by saying so.
do $$
begin
  if to_regrole('sojourn_owner') is null then
    create role sojourn_owner login;
  end if;
  if to_regrole('sojourn_publisher') is null then
    create role sojourn_publisher login;
  end if;
  if to_regrole('sojourn_reader') is null then
    create role sojourn_reader login;
    alter role sojourn_reader set default_transaction_read_only = on;
  end if;
  if to_regrole('sojourn_writer') is null then
    create role sojourn_writer login noinherit;
  end if;
  if not pg_has_role('sojourn_writer', 'sojourn_publisher', 'member') then
    grant sojourn_publisher to sojourn_writer;
  end if;
end
$$;
