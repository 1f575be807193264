-- All that the reader may see: published rounds of low sensitivity, without restricted values, and the boundaries
-- they stand on. Barriers, so that no function of a query sees rows before these conditions do.

create schema published;

create view published.edition with (security_barrier) as
select operation, max(number) as number
from sojourn.edition
group by operation;

create view published.operation with (security_barrier) as
select operation, name, country, source, licence, ends_on, synthetic
from sojourn.operation
where exists (select from sojourn.edition where edition.operation = operation.operation);

create view published.round with (security_barrier) as
select operation, round_id, method, number, revision, period_start, period_end, source, source_method, country,
       boundary_version, erratum, reported_fields, rows_read, rows_accepted, rows_rejected, locations,
       individuals_read, households_read, individuals, households, returnees, published_at
from sojourn.round
where status = 'published' and sensitivity = 'low';

create view published.assessment with (security_barrier) as
select a.operation,
       a.round_id,
       a.area_pcode,
       a.area_level,
       a.lon,
       a.lat,
       public.st_setsrid(public.st_makepoint(a.lon, a.lat), 4326)::public.geometry(Point, 4326) as geometry,
       a.location_id,
       a.source_id,
       a.name,
       a.name_local,
       a.unit,
       a.setting,
       a.assessed_on,
       a.figure_status,
       a.idps_individuals,
       a.idps_households,
       a.idps_basis,
       a.household_size,
       a.returnees_individuals,
       a.returnees_households,
       a.returnees_abroad_individuals,
       a.relocated_individuals,
       a.migrants_individuals,
       a.host_individuals,
       a.arrivals_individuals,
       a.departures_individuals,
       a.female,
       a.male,
       a.women,
       a.men,
       a.children,
       a.elderly,
       a.sadd_basis,
       a.reason_main,
       a.conflict_individuals,
       a.disaster_individuals,
       a.mixed_individuals,
       a.other_individuals,
       a.unknown_reason_individuals,
       a.displaced_period,
       a.origin_pcode,
       a.origin_name,
       a.origin_level,
       a.origin_basis,
       a.origin_individuals,
       a.shelter_main,
       a.priority_need_1,
       a.priority_need_2,
       a.priority_need_3,
       a.access_shl,
       a.access_ccm,
       a.access_fsc,
       a.access_wsh,
       a.access_hea,
       a.access_edu,
       a.access_nut,
       a.access_liv,
       a.severity_shl,
       a.severity_ccm,
       a.severity_fsc,
       a.severity_wsh,
       a.severity_hea,
       a.severity_edu,
       a.severity_nut,
       a.severity_liv,
       a.placement,
       a.placement_confidence,
       a.point
from sojourn.assessment as a
join published.round using (operation, round_id);

create view published.origin_share with (security_barrier) as
select s.operation, s.round_id, s.ordinal, s.location_id, s.pcode, s.name, s.level, s.basis, s.individuals
from sojourn.origin_share as s
join published.round using (operation, round_id);

create view published.area_figure with (security_barrier) as
select f.operation, f.round_id, f.ordinal, f.area_pcode, f.field, f.value
from sojourn.area_figure as f
join published.round using (operation, round_id);

create view published.boundary_set with (security_barrier) as
select country, version, source, content_hash
from sojourn.boundary_set
where exists (
  select from published.round
  where round.country = boundary_set.country and round.boundary_version = boundary_set.version);

create view published.area with (security_barrier) as
select a.country, a.version, a.pcode, a.level, a.parent_pcode, a.name, a.name_local, a.other_names, a.population,
       a.population_year, a.geometry
from sojourn.area as a
join published.boundary_set using (country, version);

grant usage on schema published to sojourn_reader;
grant select on all tables in schema published to sojourn_reader;
