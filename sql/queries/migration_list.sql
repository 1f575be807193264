select version, name, checksum
from sojourn.migration
order by version
