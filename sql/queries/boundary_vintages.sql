select country,
       version,
       (select count(*) from sojourn.area
        where area.country = boundary_set.country and area.version = boundary_set.version),
       (select count(*) from sojourn.round
        where round.country = boundary_set.country and round.boundary_version = boundary_set.version),
       source
from sojourn.boundary_set
where $1 = '' or country = $1
order by country, version
