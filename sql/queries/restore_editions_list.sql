select operation, coalesce(max(number), 0)
from sojourn.operation
left join sojourn.edition using (operation)
group by operation
