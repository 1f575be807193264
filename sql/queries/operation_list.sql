select operation, name, country, source, licence, ends_on, synthetic
from sojourn.operation
where $1 = '' or operation = $1
order by operation
