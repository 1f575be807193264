create schema if not exists sojourn;
create table if not exists sojourn.migration (
  version integer primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now()
);
