// The published rows as PostGIS would serve them itself: points with an index, apart from each round's figures.

export const properties = ['operation', 'name', 'unit', 'admin2_pcode', 'method', 'round', 'period_end', 'idps_individuals', 'idps_basis', 'returnees_individuals', 'priority_need_1'];

/** Tables bench.location (every place once) and bench.newest (places of the newest round); an index on rounds' figures is the store's own. */
export function prepareRows(store) {
  store.sql(`create schema bench;
    create table bench.location as
      select distinct on (location_id) operation, location_id, name, unit, area_pcode, st_transform(st_setsrid(st_makepoint(lon, lat), 4326), 3857) as mercator
      from sojourn.assessment where lon is not null order by location_id, round_id desc;
    alter table bench.location add primary key (location_id);
    create index on bench.location using gist (mercator);
    create table bench.newest as
      select location.*, st_setsrid(st_makepoint(lon, lat), 4326) as geom, assessment.idps_individuals, assessment.idps_basis,
             assessment.returnees_individuals, assessment.priority_need_1, assessment.setting, round.number as round, round.period_end
      from sojourn.assessment join sojourn.round using (operation, round_id) join bench.location using (location_id)
      where round_id = (select round_id from sojourn.round where operation = 'XS' and status = 'published' order by period_end desc limit 1) and lon is not null;
    create index on bench.newest using gist (mercator);
    `);
  store.sql('vacuum analyze bench.location');
  store.sql('vacuum analyze bench.newest');
  store.sql('analyze sojourn.assessment');
}

/** A pgbench script for one of these tiles by chance: the same date, filter and properties as ours. */
export function tileScript(store, tiles, date, least) {
  store.sql(`drop table if exists bench.tile;
    create table bench.tile (i int primary key, z int, x int, y int);
    insert into bench.tile values ${tiles.map((tile, i) => `(${i + 1}, ${tile.join(', ')})`).join(', ')};
    analyze bench.tile;`);
  // The round in force then is looked up once, not for each tile: what PostGIS is good at is what it is compared by.
  const [round] = store.sql(`select round_id from sojourn.round where operation = 'XS' and status = 'published' and period_end <= date '${date}' order by period_end desc limit 1`).split('\n');
  return `\\set i random(1, ${tiles.length})
select st_asmvt(feature, 'locations') from (
  select st_asmvtgeom(location.mercator, st_tileenvelope(z, x, y)) as geom, location.operation, location.name, location.unit, location.area_pcode,
         'location' as method, ${round} as round, date '${date}' as period_end, figures.idps_individuals, figures.idps_basis, figures.returnees_individuals, figures.priority_need_1
  from bench.tile
  join bench.location on location.mercator && st_tileenvelope(z, x, y)
  join sojourn.assessment as figures on figures.operation = 'XS' and figures.round_id = ${round} and figures.location_id = location.location_id
  where tile.i = :i and figures.idps_individuals >= ${least}) as feature;
`;
}
