-- That show rounds of a country.
select distinct operation
from sojourn.round
where country = $1 and status = 'published'
order by operation
