-- Datasets that are no rounds of assessments: they have rounds, a life and a clearance as these have, and tables of
-- their own. First of them: people in need by area and cluster.

alter table sojourn.round drop constraint round_method_check;
alter table sojourn.round add constraint round_method_check
  check (method in ('baseline', 'site', 'location', 'event', 'people-in-need'));
comment on column sojourn.round.method is 'of assessments how they were made; else the collection that the rows are of';
comment on column sojourn.round.individuals is
  'of assessments displaced people; of people in need those in need at the highest level that says any';

-- The columns between `area_level` and `restricted` are the stored fields of model/need_fields.hpp.
create table sojourn.people_in_need (
  operation text not null,
  round_id bigint not null,
  area_pcode text not null check (area_pcode <> ''),
  area_level smallint not null check (area_level between 0 and 4),
  pcode text not null check (pcode <> ''),
  name text,
  parent_pcode text,
  level smallint not null check (level between 0 and 4),
  population bigint check (population >= 0),
  affected_individuals bigint check (affected_individuals >= 0),
  in_need_individuals bigint check (in_need_individuals >= 0),
  targeted_individuals bigint check (targeted_individuals >= 0),
  reached_individuals bigint check (reached_individuals >= 0),
  in_need_shl_individuals bigint check (in_need_shl_individuals >= 0),
  targeted_shl_individuals bigint check (targeted_shl_individuals >= 0),
  reached_shl_individuals bigint check (reached_shl_individuals >= 0),
  in_need_ccm_individuals bigint check (in_need_ccm_individuals >= 0),
  targeted_ccm_individuals bigint check (targeted_ccm_individuals >= 0),
  reached_ccm_individuals bigint check (reached_ccm_individuals >= 0),
  in_need_fsc_individuals bigint check (in_need_fsc_individuals >= 0),
  targeted_fsc_individuals bigint check (targeted_fsc_individuals >= 0),
  reached_fsc_individuals bigint check (reached_fsc_individuals >= 0),
  in_need_wsh_individuals bigint check (in_need_wsh_individuals >= 0),
  targeted_wsh_individuals bigint check (targeted_wsh_individuals >= 0),
  reached_wsh_individuals bigint check (reached_wsh_individuals >= 0),
  in_need_hea_individuals bigint check (in_need_hea_individuals >= 0),
  targeted_hea_individuals bigint check (targeted_hea_individuals >= 0),
  reached_hea_individuals bigint check (reached_hea_individuals >= 0),
  in_need_edu_individuals bigint check (in_need_edu_individuals >= 0),
  targeted_edu_individuals bigint check (targeted_edu_individuals >= 0),
  reached_edu_individuals bigint check (reached_edu_individuals >= 0),
  in_need_nut_individuals bigint check (in_need_nut_individuals >= 0),
  targeted_nut_individuals bigint check (targeted_nut_individuals >= 0),
  reached_nut_individuals bigint check (reached_nut_individuals >= 0),
  in_need_liv_individuals bigint check (in_need_liv_individuals >= 0),
  targeted_liv_individuals bigint check (targeted_liv_individuals >= 0),
  reached_liv_individuals bigint check (reached_liv_individuals >= 0),
  in_need_ms_individuals bigint check (in_need_ms_individuals >= 0),
  targeted_ms_individuals bigint check (targeted_ms_individuals >= 0),
  reached_ms_individuals bigint check (reached_ms_individuals >= 0),
  in_need_pro_individuals bigint check (in_need_pro_individuals >= 0),
  targeted_pro_individuals bigint check (targeted_pro_individuals >= 0),
  reached_pro_individuals bigint check (reached_pro_individuals >= 0),
  in_need_pro_gen_individuals bigint check (in_need_pro_gen_individuals >= 0),
  targeted_pro_gen_individuals bigint check (targeted_pro_gen_individuals >= 0),
  reached_pro_gen_individuals bigint check (reached_pro_gen_individuals >= 0),
  in_need_pro_cpn_individuals bigint check (in_need_pro_cpn_individuals >= 0),
  targeted_pro_cpn_individuals bigint check (targeted_pro_cpn_individuals >= 0),
  reached_pro_cpn_individuals bigint check (reached_pro_cpn_individuals >= 0),
  in_need_pro_gbv_individuals bigint check (in_need_pro_gbv_individuals >= 0),
  targeted_pro_gbv_individuals bigint check (targeted_pro_gbv_individuals >= 0),
  reached_pro_gbv_individuals bigint check (reached_pro_gbv_individuals >= 0),
  in_need_pro_hlp_individuals bigint check (in_need_pro_hlp_individuals >= 0),
  targeted_pro_hlp_individuals bigint check (targeted_pro_hlp_individuals >= 0),
  reached_pro_hlp_individuals bigint check (reached_pro_hlp_individuals >= 0),
  in_need_pro_min_individuals bigint check (in_need_pro_min_individuals >= 0),
  targeted_pro_min_individuals bigint check (targeted_pro_min_individuals >= 0),
  reached_pro_min_individuals bigint check (reached_pro_min_individuals >= 0),
  placement text check (placement in ('code', 'name', 'coordinates')),
  placement_confidence double precision check (placement_confidence between 0 and 1),
  restricted jsonb check (jsonb_typeof(restricted) = 'object'),
  primary key (operation, round_id, pcode)
) partition by list (round_id);
comment on table sojourn.people_in_need is 'of all population groups; neither sectors nor levels are ever added';
comment on column sojourn.people_in_need.area_pcode is
  'the deepest area known in the round''s boundary set; other than pcode where that is not in it';

-- The tables whose rows a round of this method consists of.
create function sojourn.tables_of(of_method text) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
as $$
  select case of_method
    when 'people-in-need' then array['people_in_need']
    else array['assessment', 'origin_share']
  end
$$;

create or replace function sojourn.create_round_tables(of_operation text, of_round bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  of_method text;
  parent text;
  part text;
begin
  select method into of_method
  from sojourn.round
  where operation = of_operation and round_id = of_round and status = 'draft';
  if not found then
    raise exception 'round % of % is not a draft', of_round, of_operation using errcode = 'SJ003';
  end if;
  foreach parent in array sojourn.tables_of(of_method) loop
    part := format('%s_%s', parent, of_round);
    execute format('create table sojourn.%I (like sojourn.%I)', part, parent);
    execute format('alter table sojourn.%I alter operation set default %L, alter round_id set default %s',
                   part, of_operation, of_round);
    execute format('grant insert on sojourn.%I to sojourn_writer', part);
  end loop;
end
$$;

-- Compares a dataset's rows with the control totals stated at import. `people_sum` is an expression over its table.
create function sojourn.check_dataset_totals(part text, people_sum text, of_operation text, of_round bigint)
returns void
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  stated record;
  stored record;
begin
  select locations, individuals, rows_rejected
  into strict stated
  from sojourn.round
  where operation = of_operation and round_id = of_round;
  execute format(
    $query$
      select count(*) as locations,
             coalesce(%s, 0)::bigint as individuals,
             (select count(*) from sojourn.rejected_row where operation = $1 and round_id = $2) as rows_rejected
      from sojourn.%I
    $query$, people_sum, part)
  into stored using of_operation, of_round;
  if stored is distinct from stated then
    raise exception 'the stored rows differ from the control totals: rows % (stated %), people % (%), rejected rows % (%)',
      stored.locations, stated.locations, stored.individuals, stated.individuals, stored.rows_rejected,
      stated.rows_rejected
      using errcode = 'SJ001';
  end if;
end
$$;

-- The first code of a dataset's rows that the round's boundary set lacks.
create function sojourn.unknown_area_of_dataset(part text, of_operation text, of_round bigint) returns text
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  found_code text;
begin
  execute format(
    $query$
      select part.area_pcode
      from sojourn.%I as part
      cross join (select country, boundary_version from sojourn.round where operation = $1 and round_id = $2) as round
      where case
        when round.boundary_version is null then part.area_pcode <> round.country
        else not exists (
          select from sojourn.area
          where area.country = round.country and area.version = round.boundary_version
            and area.pcode = part.area_pcode)
      end
      limit 1
    $query$, part)
  into found_code using of_operation, of_round;
  return found_code;
end
$$;

create function sojourn.check_assessments(of_operation text, of_round bigint) returns text
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  parent text;
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
  return sojourn.unknown_area_of(of_operation, of_round);
end
$$;

create function sojourn.check_people_in_need(of_operation text, of_round bigint) returns text
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  part text := format('people_in_need_%s', of_round);
begin
  perform sojourn.seal_round_table('people_in_need', of_operation, of_round, 'operation, round_id, pcode');
  perform sojourn.check_dataset_totals(
    part,
    format('sum(in_need_individuals) filter (where level = (
              select min(level) from sojourn.%I where in_need_individuals is not null))', part),
    of_operation, of_round);
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

create view published.people_in_need with (security_barrier) as
select n.operation,
       n.round_id,
       n.area_pcode,
       n.area_level,
       n.pcode,
       n.name,
       n.parent_pcode,
       n.level,
       n.population,
       n.affected_individuals,
       n.in_need_individuals,
       n.targeted_individuals,
       n.reached_individuals,
       n.in_need_shl_individuals,
       n.targeted_shl_individuals,
       n.reached_shl_individuals,
       n.in_need_ccm_individuals,
       n.targeted_ccm_individuals,
       n.reached_ccm_individuals,
       n.in_need_fsc_individuals,
       n.targeted_fsc_individuals,
       n.reached_fsc_individuals,
       n.in_need_wsh_individuals,
       n.targeted_wsh_individuals,
       n.reached_wsh_individuals,
       n.in_need_hea_individuals,
       n.targeted_hea_individuals,
       n.reached_hea_individuals,
       n.in_need_edu_individuals,
       n.targeted_edu_individuals,
       n.reached_edu_individuals,
       n.in_need_nut_individuals,
       n.targeted_nut_individuals,
       n.reached_nut_individuals,
       n.in_need_liv_individuals,
       n.targeted_liv_individuals,
       n.reached_liv_individuals,
       n.in_need_ms_individuals,
       n.targeted_ms_individuals,
       n.reached_ms_individuals,
       n.in_need_pro_individuals,
       n.targeted_pro_individuals,
       n.reached_pro_individuals,
       n.in_need_pro_gen_individuals,
       n.targeted_pro_gen_individuals,
       n.reached_pro_gen_individuals,
       n.in_need_pro_cpn_individuals,
       n.targeted_pro_cpn_individuals,
       n.reached_pro_cpn_individuals,
       n.in_need_pro_gbv_individuals,
       n.targeted_pro_gbv_individuals,
       n.reached_pro_gbv_individuals,
       n.in_need_pro_hlp_individuals,
       n.targeted_pro_hlp_individuals,
       n.reached_pro_hlp_individuals,
       n.in_need_pro_min_individuals,
       n.targeted_pro_min_individuals,
       n.reached_pro_min_individuals,
       n.placement,
       n.placement_confidence
from sojourn.people_in_need as n
join published.round using (operation, round_id);

grant select on published.people_in_need to sojourn_reader;
