// The map: what is drawn, what the slider and the switch change, what a popup says.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  demonstration,
  english,
  items,
  sum,
  type Operation,
  type Round,
} from "./support/figures.ts";
import {
  launch,
  mapIsReady,
  onScreen,
  openPage,
  patience,
  rendered,
  screenshot,
  Subject,
  total,
  type RenderedFeature,
} from "./support/viewer.ts";

vi.setConfig({ testTimeout: 3 * patience });

let subject: Subject;
let browser: Browser;
let operation: Operation;
let rounds: Round[];
let page: Page;

beforeAll(async () => {
  [subject, browser] = await Promise.all([Subject.start(), launch()]);
  operation = await demonstration(subject);
  const method = operation.rounds[0]?.method;
  page = await openPage(browser, `${subject.url}/#op=${operation.code}`);
  rounds = operation.rounds
    .filter((round) => round.method === method)
    .sort((a, b) => a.round - b.round);
});

afterAll(async () => {
  await browser.close();
  await subject.stop();
});

const latest = (): Round => rounds.at(-1)!;

/** Brings the page to a view by its address; starting the map anew for each test would take long. */
async function open(hash = ""): Promise<void> {
  await mapIsReady(page);
  await page.evaluate(
    (address) =>
      new Promise<void>((resolve) => {
        addEventListener("hashchange", () => setTimeout(resolve, 50), {
          once: true,
        });
        location.hash = address;
      }),
    `#op=${operation.code}${hash}`,
  );
  await mapIsReady(page);
}

const largest = (features: RenderedFeature[], field: string): RenderedFeature =>
  features.reduce((a, b) =>
    Number(b.properties[field]) > Number(a.properties[field]) ? b : a,
  );

describe("the map", () => {
  it("draws areas, circles for places and squares for ward-level rows", async () => {
    await open();
    expect((await rendered(page, "areas-1-fill")).length).toBeGreaterThan(0);
    const circles = await rendered(page, "places-circle");
    expect(circles.length).toBeGreaterThan(10);
    expect(
      circles.every(({ properties }) => properties["unit"] !== "admin_area"),
    ).toBe(true);
    const squares = await rendered(page, "places-square");
    expect(
      squares.every(({ properties }) => properties["unit"] === "admin_area"),
    ).toBe(true);
    const units = await items(subject, "locations", operation.code, latest());
    if (units.some(({ unit }) => unit === "admin_area"))
      expect(squares.length).toBeGreaterThan(0);
    await screenshot(page, "map-1280-en");
  });

  it("hatches what nobody assessed, and does not shade it", async () => {
    // The first round in which some area of the first two levels was not assessed.
    for (const level of [1, 2]) {
      for (const round of rounds) {
        const rows = await items(
          subject,
          `admin${level}`,
          operation.code,
          round,
        );
        const missing = rows.filter(
          ({ coverage, pcode }) => coverage === "none" && pcode !== null,
        );
        if (missing.length === 0) continue;
        await open(`&round=${round.round}`);
        if (level === 2) {
          await page.evaluate(() =>
            window.sojourn?.map.jumpTo({
              zoom: window.sojourn.map.getZoom() + 1.6,
            }),
          );
          await page.waitForFunction(() =>
            Boolean(window.sojourn?.map.getLayer("areas-2-pattern")),
          );
          await mapIsReady(page);
        }
        const codes = new Set(missing.map(({ pcode }) => pcode));
        const hatched = await rendered(page, `areas-${level}-pattern`);
        expect(
          hatched.filter(({ properties }) => codes.has(properties["pcode"]!))
            .length,
        ).toBeGreaterThan(0);
        const shaded = await rendered(page, `areas-${level}-fill`);
        expect(
          shaded.filter(({ properties }) => codes.has(properties["pcode"]!)),
        ).toEqual([]);
        const pattern = await page.evaluate(
          (id) => [
            window.sojourn?.map.hasImage("hatch"),
            window.sojourn?.map.getPaintProperty(id, "fill-pattern"),
          ],
          `areas-${level}-pattern`,
        );
        expect(JSON.stringify(pattern)).toMatch(/^\[true,.*hatch/);
        await expect(
          page.getByText("Not assessed: no figure, not zero").isVisible(),
        ).resolves.toBe(true);
        return;
      }
    }
    throw new Error("The demonstration has no area that was not assessed");
  });

  it("says the total of the round, and another one when the slider moves", async () => {
    await open();
    const expected = async (round: Round): Promise<string> =>
      english(
        sum(
          await items(subject, "admin0", operation.code, round),
          "idps_individuals",
        ) ?? -1,
      );
    expect(await total(page)).toBe(await expected(latest()));
    const before = await rendered(page, "places-circle");

    await page.locator("#round").focus();
    await page.keyboard.press("Home");
    await expect
      .poll(() => total(page), { timeout: 20_000 })
      .toBe(await expected(rounds[0]!));
    await mapIsReady(page);
    expect(new URL(page.url()).hash).toContain(`round=${rounds[0]!.round}`);
    expect(await rendered(page, "places-circle")).not.toEqual(before);
    const bounds = await rendered(page, "areas-1-fill");
    expect(
      bounds.every(
        ({ properties }) =>
          (properties["round"] ?? rounds[0]!.round) === rounds[0]!.round,
      ),
    ).toBe(true);
  });

  it("has a table whose figures add up to the total", async () => {
    await open();
    const cells = await page
      .locator("table tbody td:first-of-type")
      .allTextContents();
    const people = cells
      .map((cell) => Number(cell.replaceAll(",", "")))
      .filter((value) => !Number.isNaN(value));
    expect(english(people.reduce((a, b) => a + b, 0))).toBe(await total(page));
  });

  it.each([
    ["Returnees", "returnees_individuals", true],
    ["People from here", "displaced_from_individuals", false],
    ["Reported needs", "need_wsh_individuals", false],
  ])("switches to %s, and shades the areas by it", async (label, field, hasPlaces) => {
    await open();
    await page.getByText(label, { exact: true }).click();
    const expected = sum(
      await items(subject, "admin0", operation.code, latest()),
      field,
    );
    const text = expected === null ? "No figure" : english(expected);
    await expect.poll(() => total(page), { timeout: 20_000 }).toBe(text);
    await mapIsReady(page);
    const visible = await page.evaluate(() =>
      window.sojourn?.map.getLayoutProperty("places-circle", "visibility"),
    );
    expect(visible).toBe(hasPlaces ? "visible" : "none");
    // What is shaded are the areas that have the figure, by that figure; an area in two tiles is drawn twice.
    const rows = await items(subject, "admin1", operation.code, latest());
    const figures = new Map(
      rows
        .filter((row) => row["pcode"] !== null && typeof row[field] === "number")
        .map((row) => [row["pcode"], row[field]]),
    );
    expect(figures.size).toBeGreaterThan(1);
    const shaded = new Map(
      (await rendered(page, "areas-1-fill")).map(({ properties }) => [
        properties["pcode"],
        properties[field],
      ]),
    );
    expect(shaded).toEqual(figures);
    await screenshot(page, `theme-${field}`);
  });

  it("names figures, basis, round and source of a place in a popup", async () => {
    await open();
    const place = largest(
      await rendered(page, "places-circle"),
      "idps_individuals",
    );
    const { x, y } = await onScreen(page, place.geometry.coordinates);
    await page.mouse.click(x, y);
    const popup = page.getByTestId("popup");
    await popup.getByText("Displaced people").waitFor();
    const text = (await popup.textContent()) ?? "";
    expect(text).toContain(operation.source);
    expect(text).toContain(`Round ${latest().round}`);
    expect(text).toContain("Basis");
    expect(text).toContain("Synthetic data");
    await screenshot(page, "popup-1280-en");
    await page.keyboard.press("Escape");
    await popup.waitFor({ state: "detached" });
  });

  it("opens the popup of an area from the table by keyboard, and outlines the area", async () => {
    await open();
    const first = page.locator("table tbody button").first();
    await first.focus();
    await page.keyboard.press("Enter");
    const popup = page.getByTestId("popup");
    await popup.getByText("Places assessed").waitFor();
    expect(await popup.textContent()).toContain(operation.source);
    // A filter makes the map cut its tiles anew: the outline follows the popup.
    await expect
      .poll(() => rendered(page, "areas-1-selected"), { timeout: 20_000 })
      .not.toEqual([]);
    expect(
      await page.evaluate(() => document.activeElement?.getAttribute("role")),
    ).toBe("dialog");
  });

  it("shows finer areas as the reader zooms in", async () => {
    await open();
    await page.evaluate(() =>
      window.sojourn?.map.jumpTo({ zoom: window.sojourn.map.getZoom() + 1.6 }),
    );
    await page.waitForFunction(() => {
      const map = window.sojourn?.map;
      return (
        map?.getLayer("areas-2-fill") &&
        map.queryRenderedFeatures({ layers: ["areas-2-fill"] }).length > 0
      );
    });
    const [coarseEnds, fineBegins, zoom] = await page.evaluate(() => {
      const map = window.sojourn?.map;
      return [
        map?.getLayer("areas-1-fill")?.maxzoom,
        map?.getLayer("areas-2-fill")?.minzoom,
        map?.getZoom(),
      ];
    });
    expect(coarseEnds).toBe(fineBegins);
    expect(fineBegins).toBeLessThanOrEqual(zoom!);
    expect((await rendered(page, "areas-1-line")).length).toBeGreaterThan(0);
    await expect.poll(() => page.getByText("Areas of level 2").count()).toBe(1);
    await mapIsReady(page);
    await screenshot(page, "level-2-1280-en");
  });

  it("keeps the view in the address", async () => {
    await open();
    await page.getByText("Reported needs", { exact: true }).click();
    await page.locator("#sector").selectOption("hea");
    await page.locator("#round").focus();
    await page.keyboard.press("Home");
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.waitForTimeout(300);
    await mapIsReady(page);
    const [address, figure] = [page.url(), await total(page)];
    const camera = await page.evaluate(() => window.sojourn?.map.getZoom());

    const other = await openPage(browser, address);
    await mapIsReady(other);
    expect(await total(other)).toBe(figure);
    expect(await other.locator("#sector").inputValue()).toBe("hea");
    expect(await other.locator("#round").inputValue()).toBe("0");
    expect(
      await other.evaluate(() => window.sojourn?.map.getZoom()),
    ).toBeCloseTo(camera ?? -1, 1);
    await other.context().close();
  });
});
