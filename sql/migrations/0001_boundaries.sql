-- Reference tables: a country's areas, one set for each vintage, side by side.

create table sojourn.boundary_set (
  country text not null check (country ~ '^[A-Z]{2,3}$'),
  version text not null check (version ~ '^\d{4}-\d\d-\d\d$'),
  source text not null,
  content_hash text not null,
  stored_at timestamptz not null default now(),
  primary key (country, version)
);
comment on column sojourn.boundary_set.version is 'the day since which the areas are valid';

create table sojourn.area (
  country text not null,
  version text not null,
  pcode text not null check (pcode <> ''),
  level smallint not null check (level between 0 and 4),
  parent_pcode text,
  name text not null,
  name_local text not null,
  other_names text[] not null,
  population bigint check (population >= 0),
  population_year integer check (population_year between 1800 and 2200),
  geometry public.geometry(MultiPolygon, 4326),
  primary key (country, version, pcode),
  foreign key (country, version) references sojourn.boundary_set on delete cascade,
  foreign key (country, version, parent_pcode) references sojourn.area deferrable initially deferred,
  check ((level = 0) = (parent_pcode is null))
);
comment on column sojourn.area.geometry is 'null: known by its code only';
create index area_geometry on sojourn.area using gist (geometry);
create index area_parent on sojourn.area (country, version, parent_pcode);

grant usage on schema sojourn to sojourn_writer, sojourn_publisher;
grant select, insert, delete on sojourn.boundary_set, sojourn.area to sojourn_writer;
