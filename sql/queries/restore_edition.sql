-- An edition later than any that servers have loaded, before or after the restore.
insert into sojourn.edition (operation, number, action, round_ids, made_by, reason)
select operation, greatest(coalesce(max(edition.number), 0), $2::bigint) + 1, 'describe', '{}', '', 'restored'
from sojourn.operation
left join sojourn.edition using (operation)
where operation = $1
group by operation
having count(edition.number) > 0
