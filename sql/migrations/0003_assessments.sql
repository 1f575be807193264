-- What rounds say: one partition for each round, filled by COPY, then checked, then attached.
-- The columns between `area_level` and `restricted` are the stored fields of model/schema.cpp.

create table sojourn.assessment (
  operation text not null,
  round_id bigint not null,
  area_pcode text not null check (area_pcode <> ''),
  area_level smallint not null check (area_level between 0 and 4),
  lon double precision check (lon between -180 and 180),
  lat double precision check (lat between -90 and 90),
  location_id text not null check (location_id <> ''),
  source_id text,
  name text,
  name_local text,
  unit text not null check (unit in ('site', 'settlement', 'admin_area')),
  setting text check (
    setting in ('camp', 'collective_centre', 'informal_site', 'host_community', 'transit', 'return', 'other', 'mixed')),
  assessed_on date,
  figure_status text check (figure_status in ('assessed', 'carried_forward', 'provisional', 'mixed')),
  idps_individuals bigint check (idps_individuals >= 0),
  idps_households bigint check (idps_households >= 0),
  idps_basis text check (idps_basis in ('registered', 'counted', 'key_informant', 'derived', 'mixed')),
  household_size double precision check (household_size > 0 and household_size < 1000),
  returnees_individuals bigint check (returnees_individuals >= 0),
  returnees_households bigint check (returnees_households >= 0),
  returnees_abroad_individuals bigint check (returnees_abroad_individuals >= 0),
  relocated_individuals bigint check (relocated_individuals >= 0),
  migrants_individuals bigint check (migrants_individuals >= 0),
  host_individuals bigint check (host_individuals >= 0),
  arrivals_individuals bigint check (arrivals_individuals >= 0),
  departures_individuals bigint check (departures_individuals >= 0),
  female bigint check (female >= 0),
  male bigint check (male >= 0),
  women bigint check (women >= 0),
  men bigint check (men >= 0),
  children bigint check (children >= 0),
  elderly bigint check (elderly >= 0),
  sadd_basis text check (sadd_basis in ('observed', 'sample', 'mixed')),
  reason_main text,
  conflict_individuals bigint check (conflict_individuals >= 0),
  disaster_individuals bigint check (disaster_individuals >= 0),
  mixed_individuals bigint check (mixed_individuals >= 0),
  other_individuals bigint check (other_individuals >= 0),
  unknown_reason_individuals bigint check (unknown_reason_individuals >= 0),
  displaced_period text,
  origin_pcode text,
  origin_name text,
  origin_level smallint check (origin_level between 0 and 4),
  origin_basis text check (origin_basis in ('all', 'groups', 'majority')),
  origin_individuals bigint check (origin_individuals >= 0),
  shelter_main text,
  priority_need_1 text,
  priority_need_2 text,
  priority_need_3 text,
  access_shl text check (access_shl in ('yes', 'limited', 'no')),
  access_ccm text check (access_ccm in ('yes', 'limited', 'no')),
  access_fsc text check (access_fsc in ('yes', 'limited', 'no')),
  access_wsh text check (access_wsh in ('yes', 'limited', 'no')),
  access_hea text check (access_hea in ('yes', 'limited', 'no')),
  access_edu text check (access_edu in ('yes', 'limited', 'no')),
  access_nut text check (access_nut in ('yes', 'limited', 'no')),
  access_liv text check (access_liv in ('yes', 'limited', 'no')),
  severity_shl smallint check (severity_shl between 1 and 5),
  severity_ccm smallint check (severity_ccm between 1 and 5),
  severity_fsc smallint check (severity_fsc between 1 and 5),
  severity_wsh smallint check (severity_wsh between 1 and 5),
  severity_hea smallint check (severity_hea between 1 and 5),
  severity_edu smallint check (severity_edu between 1 and 5),
  severity_nut smallint check (severity_nut between 1 and 5),
  severity_liv smallint check (severity_liv between 1 and 5),
  placement text check (placement in ('code', 'name', 'coordinates')),
  placement_confidence double precision check (placement_confidence between 0 and 1),
  point text check (point in ('measured', 'in_area')),
  restricted jsonb check (jsonb_typeof(restricted) = 'object'),
  primary key (operation, round_id, location_id),
  constraint position_is_whole check ((lon is null) = (lat is null)),
  -- A breakdown by reason is complete or not there.
  constraint reasons_add_up check (
    num_nulls(conflict_individuals, disaster_individuals, mixed_individuals, other_individuals,
              unknown_reason_individuals) = 5
    or idps_individuals is not distinct from conflict_individuals + disaster_individuals + mixed_individuals
                                             + other_individuals + unknown_reason_individuals)
) partition by list (round_id);
comment on column sojourn.assessment.area_pcode is 'the deepest area known, in the round''s boundary set';
comment on column sojourn.assessment.restricted is
  'values of columns whose sensitivity is above low: an array of texts for each field; never published';

create table sojourn.origin_share (
  operation text not null,
  round_id bigint not null,
  ordinal bigint not null,
  location_id text not null,
  pcode text,
  name text not null,
  level smallint check (level between 0 and 4),
  basis text not null check (basis in ('all', 'groups', 'majority')),
  individuals bigint not null check (individuals >= 0),
  primary key (operation, round_id, ordinal),
  check ((pcode is null) = (level is null))
) partition by list (round_id);
comment on column sojourn.origin_share.pcode is 'null: unknown, or known by name only';

-- Tables of their own for a round that is being stored; the writer may fill them.
create function sojourn.create_round_tables(of_operation text, of_round bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  parent text;
  part text;
begin
  perform from sojourn.round
  where operation = of_operation and round_id = of_round and status = 'draft';
  if not found then
    raise exception 'round % of % is not a draft', of_round, of_operation using errcode = 'SJ003';
  end if;
  foreach parent in array array['assessment', 'origin_share'] loop
    part := format('%s_%s', parent, of_round);
    execute format('create table sojourn.%I (like sojourn.%I)', part, parent);
    execute format('alter table sojourn.%I alter operation set default %L, alter round_id set default %s',
                   part, of_operation, of_round);
    execute format('grant insert on sojourn.%I to sojourn_writer', part);
  end loop;
end
$$;

-- The rules of the parent table, all in one scan, with the key and what binds the table to its round.
-- There is no foreign key to `round`: adding one locks `round` against every other import, and this check says
-- as much, because rounds are never deleted.
create function sojourn.seal_round_table(parent text, of_operation text, of_round bigint, key text) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  part text := format('%s_%s', parent, of_round);
  rules text;
begin
  select string_agg(format('add constraint %I %s', conname, pg_get_constraintdef(oid)), ', ' order by conname)
  into rules
  from pg_constraint
  where conrelid = format('sojourn.%I', parent)::regclass and contype = 'c';
  execute format('alter table sojourn.%I %s, add check (operation = %L and round_id = %s), add primary key (%s)',
                 part, rules, of_operation, of_round, key);
end
$$;

-- Codes that the round's boundary set lacks, the first of them.
create function sojourn.unknown_area_of(of_operation text, of_round bigint) returns text
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  found_code text;
begin
  execute format(
    $query$
      select used.code
      from (
        select distinct area_pcode as code from sojourn.%I
        union
        select distinct pcode from sojourn.%I where pcode is not null
        union
        select area_pcode from sojourn.area_figure where operation = $1 and round_id = $2
      ) as used
      cross join (select country, boundary_version from sojourn.round where operation = $1 and round_id = $2) as round
      where case
        when round.boundary_version is null then used.code <> round.country
        else not exists (
          select from sojourn.area
          where area.country = round.country and area.version = round.boundary_version and area.pcode = used.code)
      end
      limit 1
    $query$, format('assessment_%s', of_round), format('origin_share_%s', of_round))
  into found_code using of_operation, of_round;
  return found_code;
end
$$;

-- Compares what is stored with the control totals that were stated at import.
create function sojourn.check_control_totals(of_operation text, of_round bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  stated record;
  stored record;
begin
  select locations, individuals, households, returnees, rows_rejected
  into strict stated
  from sojourn.round
  where operation = of_operation and round_id = of_round;
  execute format(
    $query$
      select count(*) as locations,
             coalesce(sum(idps_individuals), 0) as individuals,
             coalesce(sum(idps_households), 0) as households,
             coalesce(sum(returnees_individuals), 0) as returnees,
             (select count(*) from sojourn.rejected_row where operation = $1 and round_id = $2) as rows_rejected
      from sojourn.%I
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
end
$$;

-- The end of storing: rules, totals, areas; then the tables join the others and nobody writes to them any more.
create function sojourn.attach_round_tables(of_operation text, of_round bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  parent text;
  part text;
  unknown_code text;
begin
  perform sojourn.seal_round_table('assessment', of_operation, of_round, 'operation, round_id, location_id');
  perform sojourn.seal_round_table('origin_share', of_operation, of_round, 'operation, round_id, ordinal');
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

revoke execute on all functions in schema sojourn from public;
grant execute on function sojourn.create_round_tables(text, bigint), sojourn.attach_round_tables(text, bigint)
  to sojourn_writer;
