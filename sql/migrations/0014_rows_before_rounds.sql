-- A rule of its own for each column costs more to begin with than to evaluate. Rules on codes, places and measures
-- become one each; what is allowed is the same: of a conjunction a check takes all but false.
alter table sojourn.assessment
  drop constraint assessment_area_pcode_check,
  drop constraint assessment_area_level_check,
  drop constraint assessment_lon_check,
  drop constraint assessment_lat_check,
  drop constraint position_is_whole,
  drop constraint assessment_location_id_check,
  drop constraint assessment_unit_check,
  drop constraint assessment_setting_check,
  drop constraint assessment_figure_status_check,
  drop constraint assessment_idps_basis_check,
  drop constraint assessment_sadd_basis_check,
  drop constraint assessment_origin_basis_check,
  drop constraint assessment_placement_check,
  drop constraint assessment_point_check,
  drop constraint assessment_access_location_check,
  drop constraint assessment_household_size_check,
  drop constraint assessment_origin_level_check,
  drop constraint assessment_placement_confidence_check,
  add constraint place_is_sound check (
    location_id <> '' and area_pcode <> '' and area_level between 0 and 4
    and lon between -180 and 180 and lat between -90 and 90 and (lon is null) = (lat is null)),
  add constraint codes_are_known check (
    unit in ('site', 'settlement', 'admin_area')
    and setting in ('camp', 'collective_centre', 'informal_site', 'host_community', 'transit', 'return', 'other', 'mixed')
    and figure_status in ('assessed', 'carried_forward', 'provisional', 'mixed')
    and idps_basis in ('registered', 'counted', 'key_informant', 'derived', 'mixed')
    and sadd_basis in ('observed', 'sample', 'mixed')
    and origin_basis in ('all', 'groups', 'majority')
    and placement in ('code', 'name', 'coordinates')
    and point in ('measured', 'in_area')
    and access_location in ('yes', 'limited', 'no')),
  add constraint measures_are_in_range check (
    household_size > 0 and household_size < 1000 and origin_level between 0 and 4
    and placement_confidence between 0 and 1);

-- What a round's rows add up to, and the areas that they name, were found in two scans of a table that was just read for
-- its rules and its key; one does for both, and several processes share it. Statistics are taken only where there are
-- origins: they are for checking the key of those.

-- Compares what is stored with the control totals that were stated at import; then the first code that the round's
-- boundary set lacks.
create function sojourn.check_totals_and_areas(of_operation text, of_round bigint) returns text
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  stated record;
  stored record;
  found_code text;
begin
  select locations, individuals, households, returnees, rows_rejected, country, boundary_version
  into strict stated
  from sojourn.round
  where operation = of_operation and round_id = of_round;
  execute format(
    $query$
      select coalesce(sum(locations), 0) as locations,
             coalesce(sum(individuals), 0) as individuals,
             coalesce(sum(households), 0) as households,
             coalesce(sum(returnees), 0) as returnees,
             (select count(*) from sojourn.rejected_row where operation = $1 and round_id = $2) as rows_rejected,
             array_agg(area_pcode) as codes
      from (
        select area_pcode,
               count(*) as locations,
               sum(idps_individuals) as individuals,
               sum(idps_households) as households,
               sum(returnees_individuals) as returnees
        from sojourn.%I
        group by area_pcode) as area
    $query$, format('assessment_%s', of_round))
  into stored using of_operation, of_round;
  if stored.locations <> stated.locations or stored.individuals <> stated.individuals
     or stored.households <> stated.households or stored.returnees <> stated.returnees
     or stored.rows_rejected <> stated.rows_rejected then
    raise exception
      'the stored rows differ from the control totals: locations % (stated %), individuals % (%), households % (%), returnees % (%), rejected rows % (%)',
      stored.locations, stated.locations, stored.individuals, stated.individuals, stored.households,
      stated.households, stored.returnees, stated.returnees, stored.rows_rejected, stated.rows_rejected
      using errcode = 'SJ001';
  end if;
  execute format(
    $query$
      select used.code
      from (
        select unnest($3) as code
        union
        select distinct pcode from sojourn.%I where pcode is not null
        union
        select area_pcode from sojourn.area_figure where operation = $1 and round_id = $2
      ) as used
      where case
        when $5 is null then used.code <> $4
        else not exists (
          select from sojourn.area
          where area.country = $4 and area.version = $5 and area.pcode = used.code)
      end
      limit 1
    $query$, format('origin_share_%s', of_round))
  into found_code using of_operation, of_round, stored.codes, stated.country, stated.boundary_version;
  return found_code;
end
$$;

create or replace function sojourn.check_assessments(of_operation text, of_round bigint) returns text
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  locations text := format('assessment_%s', of_round);
  origins text := format('origin_share_%s', of_round);
  has_origins boolean;
begin
  perform sojourn.seal_round_table('assessment', of_operation, of_round, 'location_id, round_id, operation');
  perform sojourn.seal_round_table('origin_share', of_operation, of_round, 'operation, round_id, ordinal');
  execute format('select exists (select from sojourn.%I)', origins) into has_origins;
  if has_origins then
    execute format('analyze sojourn.%I (operation, round_id, location_id), sojourn.%I (operation, round_id, location_id)',
                   locations, origins);
  end if;
  execute format(
    'alter table sojourn.%I add foreign key (operation, round_id, location_id) references sojourn.%I (operation, round_id, location_id)',
    origins, locations);
  return sojourn.check_totals_and_areas(of_operation, of_round);
end
$$;

drop function sojourn.check_control_totals(text, bigint);
drop function sojourn.unknown_area_of(text, bigint);

-- Rows are copied while the rest of the file is checked, before anybody knows what the round adds up to. So its tables
-- are made first, under the number that it will have; a round that does not come about takes them with its transaction.
create function sojourn.reserve_round_tables(of_operation text, of_method text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  of_round bigint := nextval(pg_get_serial_sequence('sojourn.round', 'round_id'));
  parent text;
  part text;
begin
  foreach parent in array sojourn.tables_of(of_method) loop
    part := format('%s_%s', parent, of_round);
    execute format('create table sojourn.%I (like sojourn.%I)', part, parent);
    execute format('alter table sojourn.%I alter operation set default %L, alter round_id set default %s',
                   part, of_operation, of_round);
    execute format('grant insert on sojourn.%I to sojourn_writer', part);
  end loop;
  return of_round;
end
$$;

drop function sojourn.create_round_tables(text, bigint);
revoke execute on all functions in schema sojourn from public;
grant execute on function sojourn.reserve_round_tables(text, text), sojourn.attach_round_tables(text, bigint)
  to sojourn_writer;
