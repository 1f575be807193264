select content_hash,
       (select count(*) from sojourn.round
        where round.country = boundary_set.country and round.boundary_version = boundary_set.version)
from sojourn.boundary_set
where country = $1 and version = $2
