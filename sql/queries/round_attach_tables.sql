select sojourn.attach_round_tables($1, $2::bigint)
