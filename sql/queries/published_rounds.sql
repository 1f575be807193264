select round_id, method, number, revision, period_start, period_end, round.source, source_method, round.country,
       coalesce(boundary_version, ''), erratum, array_to_string(reported_fields, ','), rows_read, rows_accepted,
       rows_rejected, locations, individuals_read, households_read, individuals, households, returnees,
       coalesce(boundary_set.content_hash, ''),
       to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
from published.round
left join published.boundary_set on boundary_set.country = round.country
                                 and boundary_set.version = round.boundary_version
where operation = $1
order by period_end, number
