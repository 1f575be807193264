-- In an external database one user logs in for all roles.
do $$
begin
  execute format('grant sojourn_owner, sojourn_writer, sojourn_publisher, sojourn_reader to %I', current_user);
end
$$;
