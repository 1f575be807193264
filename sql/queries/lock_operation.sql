-- One change of an operation at a time, until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('sojourn.operation:' || $1, 0))
