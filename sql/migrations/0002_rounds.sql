-- Operations, their rounds and the history of what was public. `operation` comes first in
-- every key, so that operations can be spread over machines.

create table sojourn.operation (
  operation text primary key check (operation ~ '^[A-Z][A-Z0-9-]{1,39}$'),
  name text not null check (name <> ''),
  country text not null check (country ~ '^[A-Z]{2,3}$'),
  source text not null,
  licence text not null,
  ends_on date,
  synthetic boolean not null default false,
  created_at timestamptz not null default now()
);
comment on column sojourn.operation.ends_on is 'none of its rounds is in force after this day';
comment on column sojourn.operation.synthetic is 'made up; every output says so';

create table sojourn.round (
  operation text not null references sojourn.operation,
  round_id bigint not null generated always as identity,
  method text not null check (method in ('baseline', 'site', 'location', 'event')),
  number integer not null check (number >= 0),
  revision integer not null check (revision >= 1),
  status text not null default 'draft' check (status in ('draft', 'validated', 'published', 'superseded', 'withdrawn')),
  sensitivity text not null check (sensitivity in ('low', 'moderate', 'high', 'severe')),
  period_start date not null,
  period_end date not null,
  source text not null,
  source_method text not null,
  country text not null,
  boundary_version text,
  content_hash text not null check (content_hash <> ''),
  profile text not null,
  erratum text not null,
  reported_fields text[] not null,
  rows_read bigint not null check (rows_read >= 0),
  rows_accepted bigint not null check (rows_accepted >= 0),
  rows_rejected bigint not null check (rows_rejected >= 0),
  locations bigint not null check (locations >= 0),
  individuals_read bigint not null check (individuals_read >= 0),
  households_read bigint not null check (households_read >= 0),
  individuals bigint not null check (individuals >= 0),
  households bigint not null check (households >= 0),
  returnees bigint not null check (returnees >= 0),
  imported_at timestamptz not null default now(),
  cleared_by text,
  cleared_at timestamptz,
  published_at timestamptz,
  withdrawn_by text,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  primary key (operation, round_id),
  unique (operation, method, number, revision),
  foreign key (country, boundary_version) references sojourn.boundary_set,
  check (period_start <= period_end),
  check (revision = 1 or erratum <> ''),
  -- Only what somebody cleared is public.
  constraint published_is_low_and_cleared
    check (status <> 'published' or (sensitivity = 'low' and cleared_by <> '' and published_at is not null)),
  constraint withdrawn_says_why
    check (status <> 'withdrawn' or (withdrawn_by <> '' and withdrawn_reason <> '' and withdrawn_at is not null))
);
comment on column sojourn.round.reported_fields is 'the fields that have a value in at least one row';
comment on column sojourn.round.boundary_version is 'null: placed before any boundaries were there';
create unique index one_public_revision on sojourn.round (operation, method, number) where status = 'published';

create table sojourn.edition (
  operation text not null references sojourn.operation,
  number bigint not null check (number >= 1),
  action text not null check (action in ('publish', 'withdraw', 'describe')),
  round_ids bigint[] not null,
  made_by text not null,
  reason text not null,
  made_at timestamptz not null default now(),
  primary key (operation, number)
);
comment on table sojourn.edition is 'who changed what is public, when and why; the highest number is the edition now';

create table sojourn.finding (
  operation text not null,
  round_id bigint not null,
  ordinal integer not null,
  rule text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  sheet text not null,
  row_number bigint not null check (row_number >= 0),
  column_name text not null,
  message text not null,
  advice text not null,
  primary key (operation, round_id, ordinal),
  foreign key (operation, round_id) references sojourn.round
);

create table sojourn.rejected_row (
  operation text not null,
  round_id bigint not null,
  ordinal integer not null,
  sheet text not null,
  row_number bigint not null check (row_number >= 0),
  rule text not null,
  reason text not null,
  individuals bigint not null,
  primary key (operation, round_id, ordinal),
  foreign key (operation, round_id) references sojourn.round
);

create table sojourn.area_figure (
  operation text not null,
  round_id bigint not null,
  ordinal integer not null,
  area_pcode text not null,
  field text not null,
  value bigint not null check (value >= 0),
  primary key (operation, round_id, ordinal),
  foreign key (operation, round_id) references sojourn.round
);
comment on table sojourn.area_figure is 'breakdowns that the source gives for an area, not for one of its rows';

-- Rounds do not change once stored: the writer adds, the publisher moves them through their life.
grant select, insert on sojourn.operation, sojourn.round, sojourn.finding, sojourn.rejected_row, sojourn.area_figure
  to sojourn_writer;
grant update (name, country, source, licence, ends_on, synthetic) on sojourn.operation to sojourn_writer;
grant update (sensitivity) on sojourn.round to sojourn_writer;
grant select on sojourn.edition to sojourn_writer;
grant select on sojourn.operation, sojourn.round, sojourn.edition to sojourn_publisher;
grant update (status, cleared_by, cleared_at, published_at, withdrawn_by, withdrawn_at, withdrawn_reason)
  on sojourn.round to sojourn_publisher;
grant insert on sojourn.edition to sojourn_publisher;
