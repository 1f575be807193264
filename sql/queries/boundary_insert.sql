insert into sojourn.boundary_set (country, version, source, content_hash)
values ($1, $2, $3, $4)
