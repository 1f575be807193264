update sojourn.boundary_set
set content_hash = $3
where country = $1 and version = $2
