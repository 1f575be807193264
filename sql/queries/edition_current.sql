select max(number)
from sojourn.edition
where operation = $1
