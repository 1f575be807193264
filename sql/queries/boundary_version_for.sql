-- The latest valid at the date, else the earliest.
select version
from sojourn.boundary_set
where country = $1
order by version <= $2 desc,
         case when version <= $2 then version end desc,
         version
limit 1
