select sojourn.create_round_tables($1, $2::bigint)
