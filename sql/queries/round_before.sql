-- The newest revision of the round with the highest number below this one's; withdrawn rounds are no measure.
select round_id, number, period_end
from sojourn.round
where operation = $1 and method = $2 and number < $3::integer and status in ('validated', 'published')
order by number desc, revision desc
limit 1
