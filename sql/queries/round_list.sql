select operation, round_id, method, number, revision, status, sensitivity, period_start, period_end, source,
       source_method, coalesce(boundary_version, ''), content_hash, profile, erratum, rows_read, rows_accepted,
       rows_rejected, locations, individuals_read, households_read, individuals, households, returnees,
       coalesce(to_char(imported_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''), coalesce(cleared_by, ''),
       coalesce(to_char(published_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''),
       coalesce(to_char(withdrawn_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''), coalesce(withdrawn_by, ''),
       coalesce(withdrawn_reason, '')
from sojourn.round
where $1 = '' or operation = $1
order by operation, method, number, revision
