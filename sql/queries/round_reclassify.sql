update sojourn.round
set sensitivity = $3
where operation = $1 and round_id = $2::bigint
