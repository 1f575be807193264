-- A year of -1: not known.
update sojourn.area
set population = given.population,
    population_year = nullif(given.year, -1)
from unnest($3::text[], $4::bigint[], $5::integer[]) as given (pcode, population, year)
where area.country = $1 and area.version = $2 and area.pcode = given.pcode
