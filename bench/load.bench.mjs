// The server under load: random tiles while editions are published, slow clients beside fast ones, and three times
// what it can do. What must hold is checked (no error, no mixed edition, no leak); times are reported beside those
// of the same run without the disturbance. SOJOURN_BENCH_SECONDS shortens or lengthens each phase.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './support/measure.mjs';
import { BenchStore, figure, has, times } from './support/store.mjs';

const locations = Number(process.env.SOJOURN_BENCH_LOCATIONS ?? 20_000);
const duration = Number(process.env.SOJOURN_BENCH_SECONDS ?? 10);

const store = new BenchStore();
const failures = [];
const must = (holds, what) => {
  if (!holds) failures.push(what);
  console.log(`${holds ? 'holds' : 'FAILS'}: ${what}`);
};

const milliseconds = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

if (!has('wrk')) {
  console.log('load: skipped, wrk is not installed');
  process.exit(0);
}
try {
  store.sojourn('demo', '--locations', `${locations}`, '--rounds', '3');
  await store.serve({ SOJOURN_SERVER_CONNECTIONS_PER_CLIENT: '2000' });
  const { bounds } = await store.json('/tiles/locations.json?operation=XS');
  writeFileSync(store.file('tiles.lua'), randomTiles(bounds));
  const places = writePlaces();
  await whilePublishing(places);
  await besideSlowClients();
  await store.stop();
  await overloaded();
} finally {
  await store.remove();
}
if (failures.length > 0) {
  console.error(`does not hold:\n  ${failures.join('\n  ')}`);
  process.exit(1);
}

/** A script for wrk: any tile of zooms 5 to 12 that meets the bounds, half of them of the operation that is published
 * again and again, the others of any of three rounds that stay as they are. */
function randomTiles([west, south, east, north]) {
  return `
local seed = tonumber(tostring({}):match("0x(%x+)"), 16)
function init(args) math.randomseed(os.time() + seed % 100000) end
local function column(lon, side) return math.floor((lon + 180) / 360 * side) end
local function row(lat, side)
  local phi = math.rad(lat)
  return math.floor((1 - math.log(math.tan(phi) + 1 / math.cos(phi)) / math.pi) / 2 * side)
end
function request()
  local z = math.random(5, 12)
  local side = 2 ^ z
  local x = math.random(column(${west}, side), column(${east}, side))
  local y = math.random(row(${north}, side), row(${south}, side))
  local state = math.random() < 0.5 and "operation=XSL" or string.format("operation=XS&round=%d", math.random(1, 3))
  return wrk.format("GET", string.format("/tiles/locations/%d/%d/%d.mvt?%s", z, x, y, state),
    { ["Accept-Encoding"] = "gzip" })
end`;
}

/** wrk's report, as {rate, p99 (ms), errors}. Does not hold up what else goes on. */
function wrk(connections, seconds = duration) {
  return new Promise((resolve, reject) => {
    const child = spawn('wrk', ['-t2', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', store.file('tiles.lua'), store.url]);
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.once('exit', (code) => {
      const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(output);
      if (code !== 0 || !p99) return reject(new Error(`wrk: ${output}`));
      resolve({
        rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)[1]),
        p99: Number(p99[1]) * { us: 0.001, ms: 1, s: 1000 }[p99[2]],
        errors: /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(output)?.[0],
      });
    });
  });
}

/** Places of an operation whose every figure will be the number of its revision. */
function writePlaces() {
  store.sojourn('operation', 'XSL', '--country', 'XSX', '--name', 'Load', '--source', 'Synthetic');
  return store
    .sql(`select distinct on (location_id) area_pcode, location_id, lon, lat from sojourn.assessment where lon is not null order by location_id limit 400`)
    .split('\n')
    .map((line) => line.split('|'));
}

/** Publishes the next revision: everybody has `revision` people. */
async function publish(places, revision) {
  const file = store.file('load.csv');
  const rows = places.map(([code, id, lon, lat]) => `${code},${id},${lat},${lon},${revision}`);
  writeFileSync(file, ['code,place,lat,lon,people', '#adm4+code,#loc+name,#geo+lat,#geo+lon,#affected+idps+ind', ...rows, ''].join('\n'));
  const again = revision > 1 ? ['--replace', '--erratum', 'Counted again'] : [];
  await store.run('import', file, '--profile', 'hxl', '--operation', 'XSL', '--method', 'site', '--round', '1', '--from', '2021-01-01', '--to', '2021-01-31', '--sensitivity', 'low', '--publish', ...again);
}

/** Reads pages again and again; in each, all figures must be of one revision. Resolves to what was seen. */
async function watch(going) {
  const seen = new Set();
  let answers = 0;
  let mixed = 0;
  while (going()) {
    const page = await store.json('/ogc/collections/locations/items?operation=XSL&limit=400&properties=idps_individuals');
    const total = await store.json('/ogc/collections/admin0/items?operation=XSL&properties=idps_individuals');
    const figures = new Set(page.features.map((feature) => feature.properties.idps_individuals));
    const sum = total.features.reduce((people, feature) => people + (feature.properties.idps_individuals ?? 0), 0);
    if (figures.size > 1 || sum % page.numberMatched !== 0) mixed++;
    for (const value of figures) seen.add(value);
    answers += 2;
    await sleep(20);
  }
  return { answers, mixed, editions: seen.size };
}

async function whilePublishing(places) {
  await publish(places, 1);
  await wrk(64, 3); // warm
  const alone = await wrk(64);
  let going = true;
  const publishing = (async () => {
    let revision = 1;
    while (going) {
      const next = sleep(1000);
      await publish(places, ++revision);
      await next;
    }
    return revision;
  })();
  const watching = watch(() => going);
  const loaded = await wrk(64, 2 * duration);
  going = false;
  const [revisions, { answers, mixed, editions }] = [await publishing, await watching];
  must(!alone.errors && !loaded.errors, `no error while editions are published (${loaded.errors ?? 'none'})`);
  must(mixed === 0, `no mixed edition in ${answers} answers that saw ${editions} editions`);
  must(editions >= Math.min(3, revisions), `${editions} of ${revisions} editions became visible under load`);
  figure('random tiles, 64 connections', `${Math.round(alone.rate)}/s, p99 ${milliseconds(alone.p99)}`, '', '');
  figure(`the same while ${revisions} editions are published`, `${Math.round(loaded.rate)}/s, p99 ${milliseconds(loaded.p99)}`, `p99 without ${milliseconds(alone.p99)}`, times(loaded.p99 / alone.p99));
}

/** A connection that says `words` and reads nothing; `drip` is sent on, a byte a second. */
function slowClient(words, drip) {
  const { hostname, port } = new URL(store.url);
  const socket = connect(Number(port), hostname, () => socket.write(words));
  socket.on('error', () => undefined);
  socket.pause();
  const timer = drip && setInterval(() => socket.write('x'), 1000);
  return () => {
    clearInterval(timer);
    socket.destroy();
  };
}

async function besideSlowClients() {
  const descriptors = () => readdirSync(`/proc/${store.server.pid}/fd`).length;
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${store.server.pid}/status`, 'utf8'))[1]) >> 10;
  const before = descriptors();
  await wrk(64, 2);
  const memory = resident();
  let held = 0;
  const [alone, beside] = [[], []];
  for (let turn = 0; turn < 3; turn++) {
    alone.push(await wrk(64, duration / 2));
    const clients = [
      ...Array.from({ length: 100 }, () => slowClient('GET /ogc/collections/assessments/items?limit=10000 HTTP/1.1\r\nHost: a\r\n\r\n', false)),
      ...Array.from({ length: 300 }, () => slowClient('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ', true)),
    ];
    await sleep(2000);
    beside.push(await wrk(64, duration / 2));
    held = Math.max(held, resident());
    for (const leave of clients) leave();
    await sleep(1500);
  }
  const p99 = (runs) => median(runs.map((run) => run.p99));
  const errors = beside.map((run) => run.errors).filter(Boolean);
  must(errors.length === 0, `no error beside slow clients (${errors.join(', ') || 'none'})`);
  must(descriptors() <= before + 2, `no descriptor is left behind (${before} before, ${descriptors()} after)`);
  must(held - memory < 300, `100 slow readers and 300 of slowloris hold ${held - memory} MB`);
  must(p99(beside) <= 2 * p99(alone), `the others' p99 stays within twice what it is without (${milliseconds(p99(beside))}, ${milliseconds(p99(alone))})`);
  figure('random tiles beside 100 slow readers and 300 of slowloris', `p99 ${milliseconds(p99(beside))}`, `without ${milliseconds(p99(alone))}`, times(p99(beside) / p99(alone)), '≤ 2×');
}

/** A script for wrk: pages that no other request asks for, so that each has to be made; counts statuses. `pause`:
 * milliseconds from an answer to the next request on its connection, on average. */
function pages(pause) {
  return `
local threads = {}
function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end
served, shed, other = 0, 0, 0
function init(args) math.randomseed(os.time() * 7 + number) end
function request()
  return wrk.format("GET", string.format("/ogc/collections/locations/items?operation=XS&limit=100&offset=%d&round=%d", math.random(0, ${locations - 200}), math.random(1, 3)),
    { ["Accept-Encoding"] = "br" })
end
function response(status)
  if status == 200 then served = served + 1 elseif status == 503 then shed = shed + 1 else other = other + 1 end
end
${pause > 0 ? `function delay() return math.random(0, ${2 * Math.round(pause)}) end` : ''}
function done()
  local sums = { served = 0, shed = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name, sum in pairs(sums) do sums[name] = sum + thread:get(name) end
  end
  print(string.format("statuses %d %d %d", sums.served, sums.shed, sums.other))
end`;
}

/** What became of requests on so many connections, each `pause` milliseconds after the answer before. wrk asks, at
 * a fraction of what the server spends: a slower client would take the machine from it and be measured itself. */
function ask(connections, pause, seconds = duration) {
  writeFileSync(store.file('pages.lua'), pages(pause));
  return new Promise((resolve, reject) => {
    const child = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', store.file('pages.lua'), store.url]);
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.once('exit', () => {
      const counts = /statuses (\d+) (\d+) (\d+)/.exec(output);
      const took = /requests in ([\d.]+)s/.exec(output);
      if (!counts || !took) return reject(new Error(`wrk: ${output}`));
      const [served, shed, other] = counts.slice(1).map(Number);
      const broken = /Socket errors: (.*)/.exec(output)?.[1];
      resolve({ served, shed, other, broken, goodput: served / Number(took[1]), offered: (served + shed + other) / Number(took[1]) });
    });
  });
}

/** How long single requests take meanwhile, by status. */
async function probe(going) {
  const times = { 200: [], 503: [] };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (going()) {
    const began = performance.now();
    const status = await one(agent);
    times[status]?.push(performance.now() - began);
    await sleep(10);
  }
  agent.destroy();
  return times;
}

function one(agent) {
  const target = `/ogc/collections/locations/items?operation=XS&limit=100&offset=${Math.floor(Math.random() * (locations - 200))}&round=2`;
  return new Promise((resolve) => {
    const call = request(store.url + target, { agent, headers: { 'accept-encoding': 'br' } }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    call.once('error', () => resolve(0));
    call.end();
  });
}

async function overloaded() {
  // One worker and a short queue: the client needs the other core.
  const [queue, connections, aimed] = [64, 600, 3];
  await store.serve({ SOJOURN_SERVER_WORKERS: '1', SOJOURN_SERVER_QUEUE: `${queue}`, SOJOURN_CACHE_MEGABYTES: '0', SOJOURN_SERVER_CONNECTIONS_PER_CLIENT: '5000' });
  await ask(8, 0, 2);
  const [fulls, overs] = [[], []];
  let going = true;
  const timed = [];
  for (let turn = 0; turn < 3; turn++) {
    const full = await ask(8, 0, duration / 2);
    // A third of the answers waits for the whole queue, the others come at once.
    const waiting = queue / full.goodput / aimed;
    const pause = Math.max(1, (connections / (aimed * full.goodput) - waiting) * 1000);
    going = true;
    const probing = probe(() => going);
    fulls.push(full);
    overs.push(await ask(connections, pause, duration / 2));
    going = false;
    timed.push(...(await probing)[503]);
  }
  timed.sort((a, b) => a - b);
  const p99 = timed[Math.min(timed.length - 1, Math.floor(timed.length * 0.99))] ?? 0;
  // By turns, since a neighbour takes more of the machine at one time than at another.
  const ratio = (what) => median(overs.map((over, turn) => over[what] / fulls[turn].goodput));
  const sum = (runs, what) => runs.reduce((all, run) => all + run[what], 0);
  const capacity = median(fulls.map((full) => full.goodput));
  const broken = overs.map((over) => over.broken).filter(Boolean);
  must(sum(fulls, 'shed') + sum(fulls, 'other') === 0, `nothing is refused at capacity (${sum(fulls, 'shed')} of ${sum(fulls, 'served')})`);
  must(sum(overs, 'other') === 0 && broken.length === 0, `at ${ratio('offered').toFixed(1)} times ${Math.round(capacity)}/s every answer is 200 or 503 (${sum(overs, 'other')} others, ${broken.join(', ') || 'no connection broken'})`);
  must(ratio('offered') >= 2.5, `${ratio('offered').toFixed(1)} times the capacity is asked for, about the ${aimed} aimed at`);
  must(sum(overs, 'shed') > 0 && timed.length >= 20, `${sum(overs, 'shed')} of ${sum(overs, 'shed') + sum(overs, 'served')} requests are refused, ${timed.length} of them timed`);
  must(p99 < 50, `what is refused is told so at once (p99 ${milliseconds(p99)})`);
  must(ratio('goodput') >= 0.8, `goodput stays at ${Math.round(ratio('goodput') * 100)} %`);
  figure(`goodput at ${ratio('offered').toFixed(1)} times capacity`, `${Math.round(median(overs.map((over) => over.goodput)))}/s, 503 within p99 ${milliseconds(p99)}`, `at capacity ${Math.round(capacity)}/s`, times(ratio('goodput')), '≥ 0.8×');
}
