select location_id, coalesce(name, ''), area_pcode, idps_individuals
from sojourn.assessment
where operation = $1 and round_id = $2
order by location_id
