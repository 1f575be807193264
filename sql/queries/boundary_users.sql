-- Operations that may place rounds on the boundaries of a country.
select operation
from sojourn.operation
where country = $1
union
select operation
from sojourn.round
where country = $1
order by operation
