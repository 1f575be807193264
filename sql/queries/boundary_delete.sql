delete from sojourn.boundary_set
where country = $1 and version = $2
