insert into sojourn.edition (operation, number, action, round_ids, made_by, reason)
select $1, coalesce(max(number), 0) + 1, $2, $3::bigint[], $4, $5
from sojourn.edition
where operation = $1
returning number
