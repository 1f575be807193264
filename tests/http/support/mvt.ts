// What a vector tile has to be by MVT 2.1, read byte by byte: https://github.com/mapbox/vector-tile-spec/tree/master/2.1
import { PbfReader } from 'pbf';

const varint = 0;
const delimited = 2;

class Invalid extends Error {}

function demand(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Invalid(what);
}

/** Calls visit for each field of a message; visit has to read or skip it. */
function fields(pbf: PbfReader, end: number, visit: (tag: number, wire: number) => void): void {
  while (pbf.pos < end) {
    const key = pbf.readVarint();
    visit(key >> 3, key & 7);
    demand(pbf.pos <= end, 'a field reaches beyond its message');
  }
}

function extent(pbf: PbfReader, wire: number, what: string): number {
  demand(wire === delimited, `${what} is of another wire type`);
  const length = pbf.readVarint();
  return pbf.pos + length;
}

function numberField(pbf: PbfReader, wire: number, what: string): number {
  demand(wire === varint, `${what} is of another wire type`);
  return pbf.readVarint();
}

function packed(pbf: PbfReader, wire: number, what: string): number[] {
  const end = extent(pbf, wire, what);
  const numbers: number[] = [];
  while (pbf.pos < end) numbers.push(pbf.readVarint());
  demand(pbf.pos === end, `${what} ends within a number`);
  return numbers;
}

export interface Point {
  x: number;
  y: number;
}

/** Twice the area, positive for exterior rings (section 4.3.4.4). */
export function twiceArea(ring: readonly Point[]): number {
  return ring.reduce((sum, { x, y }, i) => {
    const before = ring.at(i - 1)!;
    return sum + before.x * y - x * before.y;
  }, 0);
}

/** Reads the commands of one feature. */
class Geometry {
  private next = 0;
  private cursor: Point = { x: 0, y: 0 };

  constructor(private readonly commands: readonly number[]) {
    demand(commands.length > 0, 'a geometry without commands');
  }

  get done(): boolean {
    return this.next === this.commands.length;
  }

  command(wanted: number): number {
    demand(!this.done, 'a command is missing');
    const command = this.commands[this.next++]!;
    demand((command & 7) === wanted, `command ${command & 7} where ${wanted} was due`);
    const count = command >>> 3;
    // ClosePath has no parameters, the others two for each repetition.
    demand(wanted === 7 || 2 * count <= this.commands.length - this.next, 'fewer positions than a command says');
    return count;
  }

  private parameter(): number {
    const number = this.commands[this.next++]!;
    return (number >>> 1) ^ -(number & 1);
  }

  position(): Point {
    const x = this.cursor.x + this.parameter();
    const y = this.cursor.y + this.parameter();
    this.cursor = { x, y };
    return this.cursor;
  }

  points(): Point[] {
    const count = this.command(1);
    demand(count > 0, 'a MoveTo of no position');
    const points = Array.from({ length: count }, () => this.position());
    demand(this.done, 'a point has another command after MoveTo');
    return points;
  }

  line(least: number): Point[] {
    demand(this.command(1) === 1, 'a line or ring begins with one MoveTo');
    const points = [this.position()];
    const count = this.command(2);
    demand(count >= least, 'too short a line or ring');
    for (let i = 0; i < count; i++) {
      const { x, y } = this.cursor;
      points.push(this.position());
      demand(this.cursor.x !== x || this.cursor.y !== y, 'a LineTo of no length');
    }
    return points;
  }

  ring(): Point[] {
    const ring = this.line(2);
    demand(this.command(7) === 1, 'a ring ends with one ClosePath');
    demand(twiceArea(ring) !== 0, 'a ring without area');
    return ring;
  }
}

function parts(type: number, commands: number[]): Point[][] {
  if (type === 0) return []; // unknown: up to the decoder
  const geometry = new Geometry(commands);
  if (type === 1) return [geometry.points()];
  const all: Point[][] = [];
  while (!geometry.done) all.push(type === 2 ? geometry.line(1) : geometry.ring());
  if (type === 3) demand(twiceArea(all[0]!) > 0, 'a polygon begins with a hole');
  return all;
}

function value(pbf: PbfReader, end: number): void {
  const wires: Record<number, number> = { 1: delimited, 2: 5, 3: 1, 4: varint, 5: varint, 6: varint, 7: varint };
  let count = 0;
  fields(pbf, end, (tag, wire) => {
    demand(wires[tag] === wire, 'a value of an unknown kind');
    count++;
    pbf.skip((tag << 3) | wire);
  });
  demand(count === 1, 'a value has not exactly one field');
}

export interface CheckedFeature {
  id: number | null;
  type: number;
  tags: number[];
  parts: Point[][];
}

function feature(pbf: PbfReader, end: number): CheckedFeature {
  const found: CheckedFeature = { id: null, type: -1, tags: [], parts: [] };
  let commands: number[] | null = null;
  fields(pbf, end, (tag, wire) => {
    if (tag === 1) found.id = numberField(pbf, wire, 'an id');
    else if (tag === 2) found.tags = packed(pbf, wire, 'tags');
    else if (tag === 3) found.type = numberField(pbf, wire, 'a type');
    else if (tag === 4) {
      demand(commands === null, 'two geometries');
      commands = packed(pbf, wire, 'a geometry');
    } else throw new Invalid('an unknown field of a feature');
  });
  demand(found.type >= 0 && found.type <= 3, 'a feature without a known type');
  demand(commands !== null, 'a feature without geometry');
  found.parts = parts(found.type, commands);
  return found;
}

export interface CheckedLayer {
  name: string;
  version: number;
  extent: number;
  keys: string[];
  values: number;
  features: CheckedFeature[];
}

function checkTags(layer: CheckedLayer): void {
  for (const { tags } of layer.features) {
    demand(tags.length % 2 === 0, 'a key without a value');
    const keys = tags.filter((_, i) => i % 2 === 0);
    demand(keys.every((key) => key < layer.keys.length), 'a key that is not there');
    demand(tags.every((tag, i) => i % 2 === 0 || tag < layer.values), 'a value that is not there');
    demand(new Set(keys.map((key) => layer.keys[key])).size === keys.length, 'a key twice in one feature');
  }
}

function layer(pbf: PbfReader, end: number): CheckedLayer {
  const found: CheckedLayer = { name: '', version: 0, extent: 4096, keys: [], values: 0, features: [] };
  fields(pbf, end, (tag, wire) => {
    if (tag === 15) found.version = numberField(pbf, wire, 'a version');
    else if (tag === 5) found.extent = numberField(pbf, wire, 'an extent');
    else {
      const last = extent(pbf, wire, `field ${tag} of a layer`);
      if (tag === 1 || tag === 3) {
        const text = Buffer.from(pbf.buf.subarray(pbf.pos, last)).toString('utf8');
        pbf.pos = last;
        if (tag === 1) found.name = text;
        else found.keys.push(text);
      } else if (tag === 2) found.features.push(feature(pbf, last));
      else if (tag === 4) {
        value(pbf, last);
        found.values++;
      } else throw new Invalid('an unknown field of a layer');
    }
  });
  demand(found.version === 1 || found.version === 2, 'a layer of no known version');
  demand(found.name !== '', 'a layer without a name');
  checkTags(found);
  return found;
}

/** The layers of a valid tile; throws where it is none. */
export function checkedTile(bytes: Uint8Array): CheckedLayer[] {
  const pbf = new PbfReader(bytes);
  const layers: CheckedLayer[] = [];
  fields(pbf, bytes.length, (tag, wire) => {
    demand(tag === 3, 'an unknown field of a tile');
    layers.push(layer(pbf, extent(pbf, wire, 'a layer')));
  });
  demand(new Set(layers.map(({ name }) => name)).size === layers.length, 'two layers of one name');
  return layers;
}
