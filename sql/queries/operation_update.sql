update sojourn.operation
set name = $2, country = $3, source = $4, licence = $5, ends_on = $6::date, synthetic = $7::boolean
where operation = $1
