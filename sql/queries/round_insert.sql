insert into sojourn.round (
  operation, method, number, revision, sensitivity, period_start, period_end, source, source_method, country,
  boundary_version, content_hash, profile, erratum, reported_fields, rows_read, rows_accepted, rows_rejected,
  locations, individuals_read, households_read, individuals, households, returnees, round_id)
overriding system value
values (
  $1, $2, $3::integer, $4::integer, $5, $6::date, $7::date, $8, $9, $10, $11, $12, $13, $14, $15::text[], $16::bigint,
  $17::bigint, $18::bigint, $19::bigint, $20::bigint, $21::bigint, $22::bigint, $23::bigint, $24::bigint,
  $25::bigint)
