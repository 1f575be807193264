select pg_advisory_xact_lock(hashtextextended('sojourn.boundaries:' || $1, 0))
