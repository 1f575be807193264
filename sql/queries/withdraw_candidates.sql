-- $4 is a whole second: all of it counts, so that nothing imported just before is missed.
select round_id, method, number, status
from sojourn.round
where operation = $1
  and ($2::text is null or method = $2)
  and number = $3::integer
  and ($4::timestamptz is null or imported_at < $4::timestamptz + interval '1 second')
order by method, revision desc
