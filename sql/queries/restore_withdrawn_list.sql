-- What the public may not get back. Each revision keeps the reason of the first withdrawal after it.
select operation, method, number, revision, withdrawn_by, withdrawn_at, withdrawn_reason
from sojourn.round
where status = 'withdrawn'
order by operation, method, number, revision
