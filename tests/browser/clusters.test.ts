// An operation with more places than a map can show one by one.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Store } from "../http/support/sojourn.ts";
import { english } from "./support/figures.ts";
import {
  launch,
  mapIsReady,
  onScreen,
  openPage,
  patience,
  rendered,
  type RenderedFeature,
} from "./support/viewer.ts";

vi.setConfig({ testTimeout: 3 * patience });

const store = new Store();
let browser: Browser;
let page: Page;

beforeAll(async () => {
  store.done("demo", "--locations", "6000", "--rounds", "1");
  const [server, started] = await Promise.all([store.serve(), launch()]);
  browser = started;
  page = await openPage(browser, `${server.url}/#op=XS`);
  await mapIsReady(page);
});

afterAll(async () => {
  await browser.close();
  await store.remove();
});

const clustersOf = (features: RenderedFeature[]): RenderedFeature[] =>
  features.filter(({ properties }) => "locations_count" in properties);

it("shows places that lie together as one circle, with their number and people in a popup", async () => {
  const clusters = clustersOf(await rendered(page, "places-circle"));
  expect(clusters.length).toBeGreaterThan(10);
  const largest = clusters.reduce((a, b) =>
    Number(b.properties["idps_individuals"]) >
    Number(a.properties["idps_individuals"])
      ? b
      : a,
  );
  const { x, y } = await onScreen(page, largest.geometry.coordinates);
  await page.mouse.click(x, y);
  const popup = page.getByTestId("popup");
  await popup.getByText("Displaced people").waitFor();
  const text = (await popup.textContent()) ?? "";
  const { locations_count: places, idps_individuals: people } =
    largest.properties;
  expect(text).toContain(`${english(Number(places))} places`);
  expect(text).toContain(english(Number(people)));
  expect(text).toContain("Synthetic data");
});

it("zooms in where the reader wants to see each place", async () => {
  const before = await page.evaluate(() => window.sojourn?.map.getZoom() ?? 0);
  await page.getByRole("button", { name: "Zoom in to see each" }).click();
  await page.getByTestId("popup").waitFor({ state: "detached" });
  await page.waitForFunction(
    (zoom) => (window.sojourn?.map.getZoom() ?? 0) > zoom + 1.9,
    before,
  );
  await mapIsReady(page);
  expect((await rendered(page, "places-circle")).length).toBeGreaterThan(0);
});
