insert into sojourn.operation (operation, name, country, source, licence, ends_on, synthetic)
values ($1, $2, $3, $4, $5, $6::date, $7::boolean)
