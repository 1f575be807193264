-- What the public may not get back.
select operation, method, number, revision, content_hash, withdrawn_by, withdrawn_at, withdrawn_reason
from sojourn.round
where status = 'withdrawn'
