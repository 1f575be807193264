-- Datasets are meant only if they are named. $4 is a whole second: all of it counts, so that nothing imported just before is missed.
select round_id, method, number, status
from sojourn.round
where operation = $1
  and (method = $2 or ($2::text is null and method not in ('people-in-need', 'relocation-areas', 'services')))
  and number = $3::integer
  and ($4::timestamptz is null or imported_at < $4::timestamptz + interval '1 second')
order by method, revision desc
