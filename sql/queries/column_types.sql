-- Names and types of a table's columns.
select attname, atttypid::regtype::text
from pg_attribute
where attrelid = to_regclass($1) and attnum > 0 and not attisdropped
