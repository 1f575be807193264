select round_id
from published.round
where operation = $1
