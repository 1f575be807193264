-- Revisions before the one withdrawn held what was withdrawn, too: the backup may know them as public.
update sojourn.round
set status = 'withdrawn', withdrawn_by = $5, withdrawn_at = $6::timestamptz, withdrawn_reason = $7
from (
  select round_id, status as was
  from sojourn.round
  where operation = $1 and method = $2 and number = $3::integer and revision <= $4::integer and status <> 'withdrawn'
) as before
where operation = $1 and round.round_id = before.round_id
returning before.was
