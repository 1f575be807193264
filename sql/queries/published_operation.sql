select operation.operation, name, country, source, licence, ends_on, synthetic, edition.number
from published.operation
join published.edition using (operation)
where operation = $1
