-- The newest revision of each round selected.
select distinct on (method, number) round_id, method, number, status, sensitivity, withdrawn_reason
from sojourn.round
where operation = $1
  and ($2::text is null or method = $2)
  and ($3::integer is null or number = $3)
order by method, number, revision desc
