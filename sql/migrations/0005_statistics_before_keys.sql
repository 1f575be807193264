-- Checking a foreign key is a join, and a table that was just filled has no statistics: with many
-- origins the planner chose a nested loop over all of them, and storing took time that grew with the square of the
-- rows. The columns of the key are looked at first; all else is as before.
create or replace function sojourn.attach_round_tables(of_operation text, of_round bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  parent text;
  part text;
  unknown_code text;
begin
  perform sojourn.seal_round_table('assessment', of_operation, of_round, 'operation, round_id, location_id');
  perform sojourn.seal_round_table('origin_share', of_operation, of_round, 'operation, round_id, ordinal');
  foreach parent in array array['assessment', 'origin_share'] loop
    execute format('analyze sojourn.%I (operation, round_id, location_id)', format('%s_%s', parent, of_round));
  end loop;
  execute format(
    'alter table sojourn.%I add foreign key (operation, round_id, location_id) references sojourn.%I',
    format('origin_share_%s', of_round), format('assessment_%s', of_round));
  perform sojourn.check_control_totals(of_operation, of_round);
  unknown_code := sojourn.unknown_area_of(of_operation, of_round);
  if unknown_code is not null then
    raise exception 'the area % is not in the boundary set of the round', unknown_code using errcode = 'SJ002';
  end if;
  foreach parent in array array['assessment', 'origin_share'] loop
    part := format('%s_%s', parent, of_round);
    execute format('alter table sojourn.%I attach partition sojourn.%I for values in (%s)', parent, part, of_round);
    execute format('revoke insert on sojourn.%I from sojourn_writer', part);
  end loop;
  update sojourn.round set status = 'validated'
  where operation = of_operation and round_id = of_round and status = 'draft';
  if not found then
    raise exception 'round % of % is not a draft', of_round, of_operation using errcode = 'SJ003';
  end if;
end
$$;
