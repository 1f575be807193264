-- Arrives when the transaction commits.
select pg_notify('sojourn_edition', $1)
