select sheet, row_number, rule, reason, individuals
from sojourn.rejected_row
where operation = $1 and round_id = $2
order by ordinal
