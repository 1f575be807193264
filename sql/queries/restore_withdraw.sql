update sojourn.round
set status = 'withdrawn', withdrawn_by = $6, withdrawn_at = $7::timestamptz, withdrawn_reason = $8
where operation = $1 and method = $2 and number = $3::integer and revision = $4::integer and content_hash = $5
  and status <> 'withdrawn'
returning status
