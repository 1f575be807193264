// The field's own fixtures define what a valid vector tile is: they judge the check that judges our tiles.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkedTile } from './support/mvt.ts';

describe('the definition of validity', () => {
  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('@mapbox/mvt-fixtures')), 'fixtures');
  // It is listed as valid for the sake of decoders that must not reserve memory for 536 million positions, of
  // which it has one.
  const countsTooFar = '057';
  const fixtures = readdirSync(folder).map((name) => {
    const { validity, description } = JSON.parse(readFileSync(path.join(folder, name, 'info.json'), 'utf8'));
    return { name, valid: validity.v2 as boolean && name !== countsTooFar, description: description as string };
  });

  test.each(fixtures)('fixture $name is judged as its authors do: $description', ({ name, valid }) => {
    const bytes = new Uint8Array(readFileSync(path.join(folder, name, 'tile.mvt')));
    if (valid) expect(() => checkedTile(bytes)).not.toThrow();
    else expect(() => checkedTile(bytes)).toThrow();
  });
});
