// The page around the map: languages, phones, slow lines, errors.
import type { Browser, Page } from "playwright-core";
import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  it,
  vi,
} from "vitest";
import { demonstration, type Operation } from "./support/figures.ts";
import {
  desktop,
  launch,
  mapIsReady,
  openPage,
  patience,
  phone,
  screenshot,
  Subject,
  total,
} from "./support/viewer.ts";

vi.setConfig({ testTimeout: 3 * patience });

let subject: Subject;
let browser: Browser;
let operation: Operation;
let page: Page;

beforeAll(async () => {
  [subject, browser] = await Promise.all([Subject.start(), launch()]);
  operation = await demonstration(subject);
});

afterAll(async () => {
  await browser.close();
  await subject.stop();
});

afterEach(async () => {
  await page.context().close();
});

const address = (more = ""): string =>
  `${subject.url}/#op=${operation.code}${more}`;

/** A page whose requests can be turned aside before it asks anything. */
async function prepared(): Promise<Page> {
  const context = await browser.newContext({
    reducedMotion: "reduce",
    ...desktop,
  });
  return context.newPage();
}

const isWithinWidth = (): Promise<boolean> =>
  page.evaluate(
    () =>
      document.documentElement.scrollWidth <=
      document.documentElement.clientWidth,
  );

describe("the page", () => {
  it("says that figures are made up, and disclaims borders, at all times", async () => {
    page = await openPage(browser, address());
    await mapIsReady(page);
    expect(
      await page.locator("main").getByText("Synthetic data").isVisible(),
    ).toBe(true);
    expect(
      await page.getByText("do not imply official endorsement").isVisible(),
    ).toBe(true);
  });

  it("asks no other server, and breaks no rule of its security policy", async () => {
    const requests: string[] = [];
    const complaints: string[] = [];
    page = await prepared();
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(address());
    await mapIsReady(page);
    await page.waitForLoadState("networkidle");
    expect(
      requests.filter(
        (url) => !url.startsWith(subject.url) && !/^(blob|data):/.test(url),
      ),
    ).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("shows figures and a picture before the map library is there", async () => {
    page = await prepared();
    let letPass = (): void => undefined;
    const held = new Promise<void>((resolve) => (letPass = resolve));
    await page.route(/map-view-.*\.js/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(address());
    await page.locator("main svg[role=img] g path").first().waitFor();
    expect(await total(page)).toMatch(/^[\d,]+$/);
    expect(await page.locator("table tbody tr").count()).toBeGreaterThan(1);
    await screenshot(page, "picture-1280-en");
    letPass();
    await mapIsReady(page);
    expect(await page.locator("main svg[role=img]").count()).toBe(0);
  });

  it("keeps picture and table where the map cannot start", async () => {
    page = await prepared();
    await page.route(/map-view-.*\.js/, (route) => route.abort());
    await page.goto(address());
    await page.getByText("cannot draw the interactive map").waitFor();
    expect(
      await page.locator("main svg[role=img] g path").count(),
    ).toBeGreaterThan(1);
  });
});

describe("Arabic", () => {
  it("reads from right to left, panel on the right", async () => {
    page = await openPage(browser, address());
    await mapIsReady(page);
    await page.getByRole("button", { name: "العربية" }).click();
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    expect(await page.locator("html").getAttribute("lang")).toBe("ar");
    const [panel, map] = [
      await page.locator("aside").boundingBox(),
      await page.locator("main").boundingBox(),
    ];
    expect(panel!.x).toBeGreaterThan(map!.x);
    await expect.poll(() => page.getByText("مفتاح الخريطة").count()).toBe(1);
    const theme = page.locator("fieldset label").first();
    const [swatch, label] = [
      await theme.locator(".swatch").boundingBox(),
      await theme.boundingBox(),
    ];
    expect(swatch!.x).toBeGreaterThan(label!.x + label!.width / 2);
    await mapIsReady(page);
    await screenshot(page, "map-1280-ar");
    await page.reload();
    await mapIsReady(page);
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
  });

  it("is chosen for a reader whose browser asks for it", async () => {
    page = await openPage(browser, address(), { ...desktop, locale: "ar-SD" });
    await page.getByTestId("total").waitFor();
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
  });
});

describe("a phone of 390 pixels", () => {
  it.each(["en", "ar"])(
    "shows map, figure and slider without scrolling sideways: %s",
    async (language) => {
      page = await openPage(browser, address(`&lang=${language}`), phone);
      await mapIsReady(page);
      expect(await isWithinWidth()).toBe(true);
      const map = await page.locator("main").boundingBox();
      expect(map!.height).toBeGreaterThan(350);
      for (const part of [page.getByTestId("total"), page.locator("#round")]) {
        const box = await part.boundingBox();
        expect(box!.y + box!.height).toBeLessThanOrEqual(844);
      }
      await screenshot(page, `map-390-${language}`);

      await page.locator(".sheet-toggle").tap();
      expect(await isWithinWidth()).toBe(true);
      expect(await page.locator("#operation").isVisible()).toBe(true);
      const targets = page.locator(
        "button:visible, select:visible, fieldset label:visible",
      );
      for (const box of await Promise.all(
        (await targets.all()).map((target) => target.boundingBox()),
      ))
        expect(box!.height).toBeGreaterThanOrEqual(44);
      await screenshot(page, `sheet-390-${language}`);
    },
  );

  it("shows a chosen area above its popup", async () => {
    page = await openPage(browser, address(), phone);
    await mapIsReady(page);
    await page.locator(".sheet-toggle").tap();
    await page.locator("table tbody button").first().tap();
    const popup = page.getByTestId("popup");
    await popup.getByText("Places assessed").waitFor();
    expect(await popup.textContent()).toContain(operation.source);
    const box = await popup.boundingBox();
    expect(box!.y).toBeGreaterThan(844 * 0.4);
    expect(box!.width).toBeLessThanOrEqual(390);
    await mapIsReady(page);
    await screenshot(page, "popup-390-en");
  });
});

describe("when something is wrong", () => {
  it("says that the server does not answer, and tries again when asked", async () => {
    page = await prepared();
    await page.route("**/api/operations", (route) => route.abort());
    await page.goto(address());
    await page.getByRole("alert").getByText("could not be loaded").waitFor();
    await screenshot(page, "error-1280-en");
    await page.unroute("**/api/operations");
    await page.getByRole("button", { name: "Try again" }).click();
    await mapIsReady(page);
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("explains an empty store", async () => {
    page = await prepared();
    await page.route("**/api/operations", (route) =>
      route.fulfill({ json: { operations: [] } }),
    );
    await page.goto(address());
    await page.getByText("sojourn import FILE").waitFor();
    expect(await page.getByText("Nothing is published yet").isVisible()).toBe(
      true,
    );
    await screenshot(page, "empty-1280-en");
  });

  it("keeps the page when single figures cannot be had", async () => {
    page = await prepared();
    await page.goto(address());
    await mapIsReady(page);
    await page.route("**/ogc/collections/**", (route) =>
      route.fulfill({ status: 500, body: "" }),
    );
    await page.getByText("Returnees", { exact: true }).click();
    await page.getByRole("alert").waitFor();
    await page.unroute("**/ogc/collections/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await mapIsReady(page);
  });
});
