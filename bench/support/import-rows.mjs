// Tables to import: made by the database, row by row into a file, so that ten million need no memory here.
import { createReadStream, createWriteStream, rmSync, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const header = 'code,place,lat,lon,people,households,female,male,shelter,need';
const tags = '#adm4+code,#loc+name,#geo+lat,#geo+lon,#affected+idps+ind,#affected+idps+hh,#affected+idps+f,#affected+idps+m,,';

/** Operation and boundaries for them: a made-up country and its deepest areas. */
export function prepareImports(store) {
  store.sojourn('demo', '--locations', '300', '--rounds', '1');
  store.sojourn('operation', 'XSB', '--country', 'XSX', '--name', 'Benchmark', '--source', 'Synthetic');
}

/** Points inside the deepest areas, by PostGIS, with names of their own and figures: `tagged` for us, with HXL tags, `plain` for others. */
export async function writeRows(store, rows, name) {
  const lines = store.file(`${name}.lines`);
  store.psql('-o', lines, '-c', `copy (
    select pcode, 'P' || i, st_y(geom), st_x(geom), i * 7919 % 900, i * 7919 % 900 / 5, i * 7919 % 900 / 2, i * 7919 % 900 - i * 7919 % 900 / 2,
           (array['tent', 'house', 'school'])[i % 3 + 1], (array['food', 'water', 'health', 'shelter'])[i % 4 + 1]
    from (select pcode, point.geom, row_number() over () as i
          from sojourn.area cross join lateral st_dump(st_generatepoints(geometry, ${rows} / (select count(*)::int from sojourn.area where country = 'XSX' and level = 4) + 1, 7)) as point
          where country = 'XSX' and level = 4 limit ${rows}) as numbered) to stdout (format csv)`);
  const files = { tagged: store.file(`${name}.tagged.csv`), plain: store.file(`${name}.plain.csv`) };
  writeFileSync(files.plain, `${header}\n`);
  writeFileSync(files.tagged, `${header}\n${tags}\n`);
  for (const file of Object.values(files)) await pipeline(createReadStream(lines), createWriteStream(file, { flags: 'a' }));
  rmSync(lines);
  return files;
}

export const importArguments = (file, round) => ['import', file, '--profile', 'hxl', '--operation', 'XSB', '--method', 'site', '--round', `${round}`, '--from', '2021-01-01', '--to', '2021-01-31', '--sensitivity', 'low'];
