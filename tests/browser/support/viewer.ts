// The page in a headless Chromium, against the demonstration operation.
import { mkdirSync } from "node:fs";
import path from "node:path";
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";
import { Store } from "../../http/support/sojourn.ts";

const root = path.resolve(import.meta.dirname, "../../..");

/** What the page offers to tests: the part of MapLibre's map that they use. */
export interface RenderedFeature {
  layer: { id: string };
  properties: Record<string, string | number>;
  geometry: { type: string; coordinates: [number, number] };
}
interface TestMap {
  queryRenderedFeatures(options: { layers: string[] }): RenderedFeature[];
  getLayer(id: string): { minzoom: number; maxzoom: number } | undefined;
  getPaintProperty(layer: string, name: string): unknown;
  getLayoutProperty(layer: string, name: string): unknown;
  hasImage(name: string): boolean;
  project(at: [number, number]): { x: number; y: number };
  getZoom(): number;
  getCenter(): { lng: number; lat: number };
  jumpTo(camera: { zoom: number }): void;
}
declare global {
  interface Window {
    sojourn?: { map: TestMap };
  }
}

/** The server at SOJOURN_URL, else one of its own with the demonstration operation in its store. */
export class Subject {
  private constructor(
    readonly url: string,
    private readonly store: Store | null,
  ) {}

  static async start(): Promise<Subject> {
    const given = process.env["SOJOURN_URL"];
    if (given) return new Subject(given.replace(/\/$/, ""), null);
    const store = new Store();
    store.done("demo");
    const server = await store.serve();
    return new Subject(server.url, store);
  }

  async stop(): Promise<void> {
    await this.store?.remove();
  }

  async get(target: string): Promise<Response> {
    const response = await fetch(this.url + target);
    if (!response.ok)
      throw new Error(`${target}: ${response.status} ${await response.text()}`);
    return response;
  }
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env["SOJOURN_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
      "--ignore-gpu-blocklist",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

export const desktop: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  locale: "en-GB",
};
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  locale: "en-GB",
};

export async function openPage(
  browser: Browser,
  url: string,
  options = desktop,
): Promise<Page> {
  // Still pictures, and no waiting for animations.
  const context = await browser.newContext({
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  await page.goto(url, { waitUntil: "commit" });
  return page;
}

/** Starting WebGL in software takes a minute where other work has the processors. */
export const patience = 100_000;

/** Until the map shows, at rest, what was last chosen. */
export async function mapIsReady(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.documentElement.dataset["ready"] === "map",
    null,
    {
      timeout: patience,
    },
  );
}

export const rendered = (
  page: Page,
  layer: string,
): Promise<RenderedFeature[]> =>
  page.evaluate((id) => {
    const map = window.sojourn?.map;
    if (!map?.getLayer(id)) return [];
    return map
      .queryRenderedFeatures({ layers: [id] })
      .map(({ properties, geometry }) => ({
        layer: { id },
        properties,
        geometry:
          geometry.type === "Point"
            ? { ...geometry }
            : { type: geometry.type, coordinates: [0, 0] },
      }));
  }, layer) as Promise<RenderedFeature[]>;

/** Where something on the map is in the window. */
export async function onScreen(
  page: Page,
  at: [number, number],
): Promise<{ x: number; y: number }> {
  const box = await page.locator("main").boundingBox();
  const point = await page.evaluate((place) => {
    const { x = 0, y = 0 } = window.sojourn?.map.project(place) ?? {};
    return { x, y };
  }, at);
  return { x: (box?.x ?? 0) + point.x, y: (box?.y ?? 0) + point.y };
}

export const total = async (page: Page): Promise<string> =>
  ((await page.getByTestId("total").textContent()) ?? "").trim();

export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = path.join(root, "artifacts");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({
    path: path.join(folder, `${name}.png`),
    timeout: patience,
  });
}
