-- Datasets of places with shapes of their own: relocation areas and services.

alter table sojourn.round drop constraint round_method_check;
alter table sojourn.round add constraint round_method_check
  check (method in ('baseline', 'site', 'location', 'event', 'people-in-need', 'relocation-areas', 'services'));
comment on column sojourn.round.individuals is
  'of assessments displaced people; of people in need those in need at the highest level that says any; else capacity';

-- The columns between `geometry` and `restricted` are the stored fields of model/site_fields.hpp.
create table sojourn.relocation_area (
  operation text not null,
  round_id bigint not null,
  area_pcode text not null check (area_pcode <> ''),
  area_level smallint not null check (area_level between 0 and 4),
  lon double precision check (lon between -180 and 180),
  lat double precision check (lat between -90 and 90),
  geometry public.geometry(MultiPolygon, 4326),
  site_id text not null check (site_id <> ''),
  name text,
  assessed_on date,
  status text check (status in ('proposed', 'planned', 'ready', 'in_use', 'full', 'rejected')),
  capacity_individuals bigint check (capacity_individuals >= 0),
  capacity_households bigint check (capacity_households >= 0),
  occupied_individuals bigint check (occupied_individuals >= 0),
  hectares double precision check (hectares > 0),
  tenure text check (tenure in ('public', 'private', 'communal', 'disputed', 'other')),
  hazards text,
  hazard_level text check (hazard_level in ('none', 'low', 'moderate', 'high')),
  services text,
  placement text check (placement in ('code', 'name', 'coordinates')),
  placement_confidence double precision check (placement_confidence between 0 and 1),
  point text check (point in ('measured', 'in_area')),
  restricted jsonb check (jsonb_typeof(restricted) = 'object'),
  primary key (operation, round_id, site_id),
  constraint position_is_whole check ((lon is null) = (lat is null))
) partition by list (round_id);
comment on table sojourn.relocation_area is 'places that could receive people who choose them';
comment on column sojourn.relocation_area.geometry is 'null: a point';

create table sojourn.service (
  operation text not null,
  round_id bigint not null,
  area_pcode text not null check (area_pcode <> ''),
  area_level smallint not null check (area_level between 0 and 4),
  lon double precision check (lon between -180 and 180),
  lat double precision check (lat between -90 and 90),
  geometry public.geometry(MultiPolygon, 4326),
  site_id text not null check (site_id <> ''),
  name text,
  assessed_on date,
  sector text,
  service_type text,
  status text check (status in ('working', 'partly', 'closed', 'planned')),
  capacity_individuals bigint check (capacity_individuals >= 0),
  placement text check (placement in ('code', 'name', 'coordinates')),
  placement_confidence double precision check (placement_confidence between 0 and 1),
  point text check (point in ('measured', 'in_area')),
  restricted jsonb check (jsonb_typeof(restricted) = 'object'),
  primary key (operation, round_id, site_id),
  constraint position_is_whole check ((lon is null) = (lat is null))
) partition by list (round_id);
comment on table sojourn.service is 'schools, clinics, water points and other services';
comment on column sojourn.service.geometry is 'null: a point';

create or replace function sojourn.tables_of(of_method text) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
as $$
  select case of_method
    when 'people-in-need' then array['people_in_need']
    when 'relocation-areas' then array['relocation_area']
    when 'services' then array['service']
    else array['assessment', 'origin_share']
  end
$$;

create function sojourn.check_sites(parent text, of_operation text, of_round bigint) returns text
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  part text := format('%s_%s', parent, of_round);
begin
  perform sojourn.seal_round_table(parent, of_operation, of_round, 'operation, round_id, site_id');
  perform sojourn.check_dataset_totals(part, 'sum(capacity_individuals)', of_operation, of_round);
  return sojourn.unknown_area_of_dataset(part, of_operation, of_round);
end
$$;

create or replace function sojourn.attach_round_tables(of_operation text, of_round bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  of_method text;
  parent text;
  part text;
  unknown_code text;
begin
  select method into of_method from sojourn.round where operation = of_operation and round_id = of_round;
  unknown_code := case of_method
    when 'people-in-need' then sojourn.check_people_in_need(of_operation, of_round)
    when 'relocation-areas' then sojourn.check_sites('relocation_area', of_operation, of_round)
    when 'services' then sojourn.check_sites('service', of_operation, of_round)
    else sojourn.check_assessments(of_operation, of_round)
  end;
  if unknown_code is not null then
    raise exception 'the area % is not in the boundary set of the round', unknown_code using errcode = 'SJ002';
  end if;
  foreach parent in array sojourn.tables_of(of_method) loop
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

create view published.relocation_area with (security_barrier) as
select s.operation,
       s.round_id,
       s.area_pcode,
       s.area_level,
       s.lon,
       s.lat,
       s.geometry,
       s.site_id,
       s.name,
       s.assessed_on,
       s.status,
       s.capacity_individuals,
       s.capacity_households,
       s.occupied_individuals,
       s.hectares,
       s.tenure,
       s.hazards,
       s.hazard_level,
       s.services,
       s.placement,
       s.placement_confidence,
       s.point
from sojourn.relocation_area as s
join published.round using (operation, round_id);

create view published.service with (security_barrier) as
select s.operation,
       s.round_id,
       s.area_pcode,
       s.area_level,
       s.lon,
       s.lat,
       s.geometry,
       s.site_id,
       s.name,
       s.assessed_on,
       s.sector,
       s.service_type,
       s.status,
       s.capacity_individuals,
       s.placement,
       s.placement_confidence,
       s.point
from sojourn.service as s
join published.round using (operation, round_id);

grant select on published.relocation_area, published.service to sojourn_reader;
