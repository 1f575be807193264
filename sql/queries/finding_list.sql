select rule, severity, sheet, row_number, column_name, cell, message, advice
from sojourn.finding
where operation = $1 and round_id = $2
order by ordinal
