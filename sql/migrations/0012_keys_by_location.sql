-- Making the key of a million rows took three times as long as it needs: PostgreSQL sorts by the first eight bytes
-- of the first column alone as long as they differ, and that column was the operation, the same in all rows of a
-- round. What is unique stays the same.
do $$
declare
  -- Origins of stored rounds refer to the keys of their rounds' tables.
  keys constant jsonb := (
    select coalesce(jsonb_agg(jsonb_build_object('origins', conrelid::regclass, 'name', conname, 'locations', confrelid::regclass)), '[]')
    from pg_constraint
    where contype = 'f' and conrelid in (select inhrelid from pg_inherits where inhparent = 'sojourn.origin_share'::regclass));
  key jsonb;
begin
  for key in select jsonb_array_elements(keys) loop
    execute format('alter table %s drop constraint %I', key ->> 'origins', key ->> 'name');
  end loop;
  alter table sojourn.assessment drop constraint assessment_pkey;
  alter table sojourn.assessment add primary key (location_id, round_id, operation);
  for key in select jsonb_array_elements(keys) loop
    execute format(
      'alter table %s add foreign key (operation, round_id, location_id) references %s (operation, round_id, location_id)',
      key ->> 'origins', key ->> 'locations');
  end loop;
end
$$;

create or replace function sojourn.check_assessments(of_operation text, of_round bigint) returns text
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  parent text;
begin
  perform sojourn.seal_round_table('assessment', of_operation, of_round, 'location_id, round_id, operation');
  perform sojourn.seal_round_table('origin_share', of_operation, of_round, 'operation, round_id, ordinal');
  foreach parent in array array['assessment', 'origin_share'] loop
    execute format('analyze sojourn.%I (operation, round_id, location_id)', format('%s_%s', parent, of_round));
  end loop;
  execute format(
    'alter table sojourn.%I add foreign key (operation, round_id, location_id) references sojourn.%I (operation, round_id, location_id)',
    format('origin_share_%s', of_round), format('assessment_%s', of_round));
  perform sojourn.check_control_totals(of_operation, of_round);
  return sojourn.unknown_area_of(of_operation, of_round);
end
$$;
