-- The extension and what the roles may do in this database. By the administrator; again changes nothing.
create extension if not exists postgis with schema public;

do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to sojourn_owner, sojourn_writer, sojourn_publisher, sojourn_reader',
                 current_database());
  execute format('grant create on database %I to sojourn_owner', current_database());
end
$$;

-- Types and functions of PostGIS, but none of its tables for the reader: it selects from `published` alone.
revoke all on schema public from public;
grant usage on schema public to sojourn_owner, sojourn_writer, sojourn_publisher, sojourn_reader;
revoke all on table public.spatial_ref_sys, public.geometry_columns, public.geography_columns from public;
grant select on table public.spatial_ref_sys to sojourn_owner, sojourn_writer, sojourn_publisher;

-- Functions of PostGIS that tell of a table's content from its statistics, without asking for the right to select.
do $$
declare
  talkative regprocedure;
begin
  for talkative in
    select pg_proc.oid::regprocedure
    from pg_proc
    where pronamespace = 'public'::regnamespace
      and proname in ('st_estimatedextent', '_postgis_stats', '_postgis_selectivity', '_postgis_join_selectivity',
                      '_postgis_index_extent')
  loop
    execute format('revoke execute on function %s from public', talkative);
  end loop;
end
$$;
