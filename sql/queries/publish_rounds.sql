update sojourn.round
set status = 'published', cleared_by = $3, cleared_at = now(), published_at = now()
where operation = $1 and round_id = any ($2::bigint[])
