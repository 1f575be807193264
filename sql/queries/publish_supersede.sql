-- Older revisions of the rounds that are about to be public.
update sojourn.round as old
set status = 'superseded'
from sojourn.round as new
where new.operation = $1
  and new.round_id = any ($2::bigint[])
  and old.operation = new.operation
  and old.method = new.method
  and old.number = new.number
  and old.revision < new.revision
  and old.status in ('draft', 'validated', 'published')
