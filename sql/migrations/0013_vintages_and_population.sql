-- A public round can be shown on any vintage of its country, so all of them are published with it; and a vintage can
-- get its population later, while its areas stay as they are.

create or replace view published.boundary_set with (security_barrier) as
select country, version, source, content_hash
from sojourn.boundary_set
where exists (
  select from published.round
  where round.country = boundary_set.country);

alter table sojourn.edition drop constraint edition_action_check;
alter table sojourn.edition
add constraint edition_action_check check (action in ('publish', 'withdraw', 'describe', 'boundaries'));

grant update (population, population_year) on sojourn.area to sojourn_writer;
grant update (content_hash) on sojourn.boundary_set to sojourn_writer;
