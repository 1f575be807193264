select round_id, method, number, status
from sojourn.round
where operation = $1
  and ($2::text is null or method = $2)
  and number = $3::integer
order by method, revision desc
