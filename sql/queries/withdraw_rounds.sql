update sojourn.round
set status = 'withdrawn', withdrawn_reason = $3, withdrawn_by = $4, withdrawn_at = now()
where operation = $1 and round_id = any ($2::bigint[])
