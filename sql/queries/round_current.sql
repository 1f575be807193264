-- The newest revision of a round.
select round_id, revision, status, sensitivity, content_hash
from sojourn.round
where operation = $1 and method = $2 and number = $3::integer
order by revision desc
limit 1
