// The example page of docs/examples/offline-map: a map from an exported archive, served by a plain static file server.
import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Store } from '../http/support/sojourn.ts';
import { StaticFiles } from './support/static-files.ts';
import { launch, mapIsReady, openPage, patience, screenshot } from './support/viewer.ts';

vi.setConfig({ testTimeout: 3 * patience });

const root = path.resolve(import.meta.dirname, '../..');
const store = new Store();
const folder = path.join(store.directory, 'www');
let files: StaticFiles;
let browser: Browser;
let page: Page;
const asked: string[] = [];

beforeAll(async () => {
  store.done('demo', '--locations', '400', '--rounds', '2');
  // As the example's README says.
  mkdirSync(folder);
  cpSync(path.join(root, 'docs/examples/offline-map'), folder, { recursive: true });
  for (const name of ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl.css']) copyFileSync(path.join(root, 'node_modules/maplibre-gl/dist', name), path.join(folder, name));
  copyFileSync(path.join(root, 'node_modules/pmtiles/dist/pmtiles.js'), path.join(folder, 'pmtiles.js'));
  store.done('export', 'locations', '--to', path.join(folder, 'map.pmtiles'));
  files = await StaticFiles.of(folder);
  browser = await launch();
  page = await openPage(browser, 'about:blank');
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(files.url);
  await mapIsReady(page);
});
afterAll(async () => {
  await browser?.close();
  await files?.stop();
  await store.remove();
});

interface ExampleMap {
  queryRenderedFeatures(options: { layers: string[] }): { properties: Record<string, unknown> }[];
  jumpTo(camera: { zoom: number }): void;
  getZoom(): number;
}
const shown = () => page.evaluate(() => (window as unknown as { map: ExampleMap }).map.queryRenderedFeatures({ layers: ['points'] }).map(({ properties }) => properties));

describe('a page from an archive', () => {
  it('shows places with their people', async () => {
    const features = await shown();
    expect(features.length).toBeGreaterThan(10);
    expect(features.some((properties) => Number(properties['idps_individuals']) > 0)).toBe(true);
    await screenshot(page, 'archive');
  });

  it('says whose figures they are, that they are made up, and disclaims borders', async () => {
    const note = await page.locator('#note').textContent();
    expect(note).toMatch(/^Synthetic data\./);
    expect(note).toMatch(/XS \w+ round 2/);
    expect(note).toMatch(/Boundaries, names and designations/);
    expect(await page.locator('.maplibregl-ctrl-attrib').textContent()).toMatch(/synthetic data/);
  });

  it('reads the archive by ranges, and asks nobody else', () => {
    const ranges = files.requests.filter((request) => request.path === '/map.pmtiles');
    expect(ranges.length).toBeGreaterThan(1);
    expect(ranges.every(({ status }) => status === 206)).toBe(true);
    expect(asked.filter((url) => !url.startsWith(files.url) && !url.startsWith('blob:'))).toEqual([]);
    expect(files.requests.filter(({ status }) => status === 404 && true).map((request) => request.path)).toEqual(expect.not.arrayContaining(['/map.pmtiles']));
  });

  it('goes deeper than the archive does', async () => {
    await page.evaluate(() => {
      delete document.documentElement.dataset['ready'];
      (window as unknown as { map: ExampleMap }).map.jumpTo({ zoom: 8 });
    });
    await mapIsReady(page);
    expect(await page.evaluate(() => (window as unknown as { map: ExampleMap }).map.getZoom())).toBe(8);
  });

  it("reads the server's export in its stead, from another site", async () => {
    const server = await store.serve();
    const target = `${server.url}/ogc/collections/locations/export?f=pmtiles`;
    await page.evaluate((url) => {
      delete document.documentElement.dataset['ready'];
      const { map, pmtiles } = window as unknown as { map: { addSource: (...source: unknown[]) => void; addLayer: (layer: unknown) => void; jumpTo: (camera: { zoom: number }) => void }; pmtiles: unknown };
      if (!pmtiles) throw new Error('no pmtiles');
      map.addSource('live', { type: 'vector', url: `pmtiles://${url}` });
      map.addLayer({ id: 'live', type: 'circle', source: 'live', 'source-layer': 'locations' });
      map.jumpTo({ zoom: 5 });
    }, target);
    await mapIsReady(page);
    const live = () => page.evaluate(() => (window as unknown as { map: ExampleMap }).map.queryRenderedFeatures({ layers: ['live'] }).length);
    await expect.poll(live, { timeout: 30_000 }).toBeGreaterThan(10);
    const metrics = await (await server.get('/metrics')).text();
    expect(metrics).toMatch(/^sojourn_requests_total\{route="export",status="206"\} [2-9]/m);
    expect(metrics).toMatch(/^sojourn_exports_total 1$/m);
  });
});
