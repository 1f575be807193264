-- Moves after the first: what a source says of people who were displaced again. Kept apart from origins, which are
-- about the first move, and from stocks, to which nothing of it adds.

create table sojourn.secondary_displacement (
  operation text not null,
  round_id bigint not null,
  ordinal integer not null,
  location_id text not null check (location_id <> ''),
  of_area boolean not null,
  kind text not null check (kind in ('times', 'group')),
  rank smallint not null check (rank between 1 and 9),
  or_more boolean not null,
  share double precision check (share between 0 and 1),
  individuals bigint check (individuals >= 0),
  households bigint check (households >= 0),
  previous_pcode text,
  previous_name text not null,
  previous_level smallint check (previous_level between 0 and 4),
  period text not null,
  basis text not null check (basis in ('', 'registered', 'counted', 'key_informant', 'derived', 'mixed')),
  primary key (operation, round_id, ordinal),
  foreign key (operation, round_id) references sojourn.round,
  check ((previous_pcode is null) = (previous_level is null)),
  check (kind = 'times' or not or_more)
);
comment on table sojourn.secondary_displacement is 'what rounds say of people who were displaced more than once';
comment on column sojourn.secondary_displacement.of_area is
  'about all people of the area that the location lies in, not of the location alone';
comment on column sojourn.secondary_displacement.rank is
  'times displaced, or the place of a group that came together in their order by size';
comment on column sojourn.secondary_displacement.previous_pcode is
  'where they had been displaced to before; null: unknown, or known by name only';

grant select, insert on sojourn.secondary_displacement to sojourn_writer;

create view published.secondary_displacement with (security_barrier) as
select s.operation, s.round_id, s.ordinal, s.location_id, s.of_area, s.kind, s.rank, s.or_more, s.share,
       s.individuals, s.households, s.previous_pcode, s.previous_name, s.previous_level, s.period, s.basis
from sojourn.secondary_displacement as s
join published.round using (operation, round_id);
grant select on published.secondary_displacement to sojourn_reader;
