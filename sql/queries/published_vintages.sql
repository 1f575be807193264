-- On which the operation's public rounds can be shown.
select country, version, content_hash
from published.boundary_set
where country in (select country from published.round where operation = $1)
order by country, version
