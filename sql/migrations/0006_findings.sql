-- Findings name the cell as spreadsheets do. They are for those who import: the schema `published`, which is all that
-- servers may read, has no view of them.

alter table sojourn.finding add column cell text not null default '';
comment on column sojourn.finding.cell is 'as spreadsheets call it (C14); empty: about a row, or the file';

-- A new round is compared with the one before: what that takes, and no more.
grant select (operation, round_id, location_id, name, area_pcode, idps_individuals) on sojourn.assessment
  to sojourn_writer;
