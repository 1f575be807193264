-- What an external database lacks, as one text per line; no rows: it is ready.
select 'the role ' || wanted as lacking
from unnest(array['sojourn_owner', 'sojourn_writer', 'sojourn_publisher', 'sojourn_reader']) as wanted
where to_regrole(wanted) is null or not pg_has_role(current_user, to_regrole(wanted)::oid, 'member')
union all
select 'the extension postgis'
where not exists (select from pg_extension where extname = 'postgis')
union all
select 'the owner''s right to create schemas'
where to_regrole('sojourn_owner') is not null
  and not has_database_privilege('sojourn_owner', current_database(), 'create')
