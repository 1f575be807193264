select sojourn.reserve_round_tables($1, $2)
