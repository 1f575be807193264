-- The newest revision of each round selected. Datasets are meant only if they are named.
select distinct on (method, number) round_id, method, number, status, sensitivity, withdrawn_reason
from sojourn.round
where operation = $1
  and (method = $2 or ($2::text is null and method not in ('people-in-need', 'relocation-areas', 'services')))
  and ($3::integer is null or number = $3)
order by method, number, revision desc
