// Items, tiles, tables and analysis on a small made-up country: what a client relies on.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gunzipSync } from "node:zlib";
import { allItems, total, wholeZoom } from "./support/features.ts";
import { RawConnection } from "./support/raw.ts";
import { Store, type Server } from "./support/sojourn.ts";
import { fill, sum, twoRounds } from "./support/small-country.ts";

const store = new Store();
let server: Server;

beforeAll(async () => {
  fill(store, twoRounds);
  server = await store.serve();
});
afterAll(() => store.remove());

const items = "/ogc/collections/locations/items";

describe("totals", () => {
  test.each(twoRounds)(
    "round $number is the same on every level, page and zoom",
    async ({ number, to, places }) => {
      for (const query of [
        `round=${number}`,
        `datetime=${to}`,
        `datetime=${to}T12:00:00Z`,
        `datetime=${to.slice(0, 8)}01/${to}`,
      ])
        for (const collection of ["admin0", "admin1", "admin2", "locations"])
          expect(
            total(
              await allItems(server, collection, query, 37),
              "idps_individuals",
            ),
            `${collection} ${query}`,
          ).toBe(sum(places));
      for (const zoom of [0, 3, 6])
        for (const collection of ["admin0", "admin1", "admin2", "locations"]) {
          const { features, unplaced } = await wholeZoom(
            server,
            collection,
            zoom,
            `round=${number}`,
          );
          expect(
            (total(features, "idps_individuals") ?? 0) + unplaced,
            `${collection} zoom ${zoom}`,
          ).toBe(sum(places));
        }
    },
  );

  test("before the first round there is nobody to show, and no area says zero", async () => {
    for (const collection of ["locations", "admin1"])
      expect(
        await allItems(server, collection, "datetime=2019-12-31"),
      ).toHaveLength(0);
  });

  test("a place missing from a round is absent", async () => {
    expect((await server.get(`${items}/QAA.S1?round=1`)).status).toBe(200);
    expect((await server.get(`${items}/QAA.S1?round=2`)).status).toBe(404);
  });

  test("assessments hold every row of every round", async () => {
    const rows = twoRounds.reduce(
      (count, { places }) => count + places.length,
      0,
    );
    expect(await allItems(server, "assessments")).toHaveLength(rows);
  });

  test("origins add up to the stock where nothing is known of them", async () => {
    const answer = await server.json(
      "/analysis/origins?round=1&area=QA1&level=2",
    );
    const rows = answer.rows as { individuals: number; pcode: string | null }[];
    expect(rows.reduce((count, row) => count + row.individuals, 0)).toBe(
      answer.individuals,
    );
    expect(rows.at(-1)?.pcode).toBeNull();
  });
});

describe("formats", () => {
  test("CSV has a header, and the HXL row on request", async () => {
    const plain = await server.get(`${items}?round=1&f=csv`);
    expect(plain.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(plain.headers.get("ogc-numbermatched")).toBe(
      `${twoRounds[0]!.places.length}`,
    );
    const lines = (await plain.text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(1 + twoRounds[0]!.places.length);
    const tagged = (
      await (await server.get(`${items}?round=1&f=hxl`)).text()
    ).split("\r\n");
    expect(tagged[1]).toContain("#affected+idps+ind");
    expect(tagged[0]).toBe(lines[0]);
    const accepted = await server.get(`${items}?round=1`, {
      headers: { accept: "text/csv" },
    });
    expect(accepted.headers.get("content-type")).toMatch(/^text\/csv/);
  });

  test("properties choose fields, and a bbox chooses places", async () => {
    const { features } = await server.json(
      `${items}?round=1&properties=name,idps_individuals&bbox=10.4,1.9,10.6,2.1`,
    );
    const found = features.find(
      (feature: { id: string }) => feature.id === "QAA.S1",
    );
    expect(found.properties).toEqual({
      name: "Alder camp",
      idps_individuals: 1000,
    });
    expect(found.geometry).toEqual({ type: "Point", coordinates: [10.5, 2] });
  });

  test("a bbox across the antimeridian is the two ends", async () => {
    const { numberMatched } = await server.json(
      `${items}?round=1&bbox=11.9,-90,10.1,90`,
    );
    const all = twoRounds[0]!.places.filter(
      ({ lon }) => lon! >= 11.9 || lon! <= 10.1,
    ).length;
    expect(numberMatched).toBe(all);
  });

  test("tiles of OGC paths have row before column, and an empty one is 204", async () => {
    const map = await server.get("/tiles/locations/4/8/7.mvt?round=1");
    const ogc = await server.get(
      "/ogc/collections/locations/tiles/WebMercatorQuad/4/7/8?round=1",
    );
    expect(Buffer.from(await ogc.arrayBuffer())).toEqual(
      Buffer.from(await map.arrayBuffer()),
    );
    expect(
      (
        await server.get(
          "/ogc/collections/locations/tiles/WebMercatorQuad/4/0/0",
        )
      ).status,
    ).toBe(204);
    const empty = await server.get("/tiles/locations/4/0/0.mvt");
    expect(empty.status).toBe(200);
    expect((await empty.arrayBuffer()).byteLength).toBe(0);
  });

  test("operations are listed with their rounds", async () => {
    const { operations } = await server.json("/api/operations");
    expect(operations).toHaveLength(1);
    expect(operations[0].bbox).toEqual([10, 1, 14, 3]);
    expect(
      operations[0].rounds.map((round: { round: number }) => round.round),
    ).toEqual([1, 2]);
    expect(operations[0].rounds[0].idps_individuals).toBe(
      sum(twoRounds[0]!.places),
    );
  });

  test("collections describe themselves", async () => {
    const { collections } = await server.json("/ogc/collections");
    expect(collections.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining([
        "locations",
        "admin0",
        "admin4",
        "origins",
        "assessments",
      ]),
    );
    for (const { links } of collections)
      expect(links.map(({ rel }: { rel: string }) => rel)).toContain("items");
    const landing = await server.json("/ogc");
    for (const { href } of landing.links)
      expect((await fetch(href)).status, href).toBe(200);
  });

  test("metrics are Prometheus text", async () => {
    const text = await (await server.get("/metrics")).text();
    expect(text).toMatch(
      /^sojourn_requests_total\{route="items",status="200"\} \d+$/m,
    );
    expect(text).toMatch(/^sojourn_edition_number\{operation="QAA"\} \d+$/m);
    expect(text).toMatch(
      /^sojourn_read_model_bytes\{operation="QAA",collection="locations"\} [1-9]\d*$/m,
    );
    expect(text).toMatch(
      /^sojourn_read_model_bytes\{operation="QAA",collection="admin0"\} [1-9]\d*$/m,
    );
    expect(text).toMatch(
      /^sojourn_request_seconds_bucket\{route="items",le="\+Inf"\} \d+$/m,
    );
  });
});

describe("caching", () => {
  test.each([
    `${items}?round=1`,
    "/tiles/admin2/4/8/7.mvt",
    "/api/operations",
    "/",
  ])("%s has a tag that saves the body", async (target) => {
    const first = await server.get(target);
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[^"]+"$/);
    expect(first.headers.get("vary")).toMatch(/Accept-Encoding/);
    for (const condition of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const again = await server.get(target, {
        headers: { "if-none-match": condition },
      });
      expect(again.status, condition).toBe(304);
      for (const field of ["etag", "vary", "cache-control"])
        expect(again.headers.get(field), field).toBe(first.headers.get(field));
    }
    expect(
      (await server.get(target, { headers: { "if-none-match": '"other"' } }))
        .status,
    ).toBe(200);
  });

  test("gzip is chosen by weight, and has a tag of its own", async () => {
    const body = async (encoding: string) => {
      const connection = await RawConnection.open(server);
      connection.send(
        `GET ${items}?round=1 HTTP/1.1\r\nHost: a\r\nAccept-Encoding: ${encoding}\r\n\r\n`,
      );
      const response = await connection.response();
      connection.close();
      return response!;
    };
    const plain = await body("gzip;q=0");
    const zipped = await body("deflate, br;q=0.1, gzip;q=0.5");
    expect(plain.headers.get("content-encoding")).toBeUndefined();
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    expect(zipped.headers.get("etag")).not.toBe(plain.headers.get("etag"));
    expect((await body("*;q=0")).status).toBe(406);
  });
});

describe("requests that are wrong", () => {
  const wrong: [
    target: string,
    status: number,
    parameter: string | undefined,
  ][] = [
    [`${items}?colour=red`, 400, "colour"],
    [`${items}?limit=0`, 400, "limit"],
    [`${items}?limit=-1`, 400, "limit"],
    [`${items}?limit=ten`, 400, "limit"],
    [`${items}?limit=5&limit=6`, 400, "limit"],
    [`${items}?offset=-1`, 400, "offset"],
    [`${items}?bbox=1,2,3`, 400, "bbox"],
    [`${items}?bbox=a,b,c,d`, 400, "bbox"],
    [`${items}?bbox=1,4,3,2`, 400, "bbox"],
    [`${items}?datetime=yesterday`, 400, "datetime"],
    [`${items}?datetime=2019-02-30`, 400, "datetime"],
    [`${items}?datetime=2019-06-01/2019-01-01`, 400, "datetime"],
    [`${items}?round=1&datetime=2020-01-31`, 400, "round"],
    [`${items}?round=one`, 400, "round"],
    [`${items}?method=BA`, 400, "method"],
    [`${items}?operation=ZZZ`, 400, "operation"],
    [`${items}?include=all`, 400, "include"],
    [`${items}?properties=phone`, 400, "properties"],
    [`${items}?f=xml`, 400, "f"],
    ["/tiles/admin1/x/0/0.mvt", 400, "tile"],
    ["/tiles/admin1/1/-1/0.mvt", 400, "tile"],
    ["/tiles/admin1/1/2/0.mvt", 404, undefined],
    ["/tiles/admin1/99/0/0.mvt", 404, undefined],
    ["/tiles/nonsense/0/0/0.mvt", 404, undefined],
    ["/ogc/collections/nonsense", 404, undefined],
    ["/ogc/collections/nonsense/items", 404, undefined],
    [`${items}/QAA.nobody`, 404, undefined],
    ["/analysis/origins?area=nowhere", 400, "area"],
    ["/nowhere", 404, undefined],
    ["/../etc/passwd", 404, undefined],
    ["/%2e%2e/%2e%2e/etc/passwd", 404, undefined],
  ];
  test.each(wrong)("%s is %i", async (target, status, parameter) => {
    const connection = await RawConnection.open(server);
    connection.send(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const response = await connection.response();
    connection.close();
    expect(response?.status).toBe(status);
    expect(response?.headers.get("content-type")).toBe(
      "application/problem+json",
    );
    const problem = JSON.parse(response!.body.toString("utf8"));
    expect(problem.status).toBe(status);
    expect(problem.parameter).toBe(parameter);
    if (parameter !== undefined && parameter !== "tile")
      expect(problem.detail).toContain(parameter);
  });

  test("a limit beyond the most is the most", async () => {
    expect((await server.json(`${items}?limit=1000000`)).numberReturned).toBe(
      twoRounds[1]!.places.length,
    );
  });

  test("a format that cannot be had is 406", async () => {
    expect(
      (await server.get(items, { headers: { accept: "application/pdf" } }))
        .status,
    ).toBe(406);
  });
});

describe("the page", () => {
  test("comes with a policy that allows nothing from elsewhere", async () => {
    const response = await server.get("/");
    expect(response.headers.get("content-type")).toBe(
      "text/html; charset=utf-8",
    );
    expect(response.headers.get("content-security-policy")).toMatch(
      /default-src 'self'/,
    );
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("gives parts of a file on request", async () => {
    const whole = Buffer.from(
      await (
        await server.get("/", { headers: { "accept-encoding": "identity" } })
      ).arrayBuffer(),
    );
    const part = await server.get("/", {
      headers: { range: "bytes=5-14", "accept-encoding": "identity" },
    });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(
      `bytes 5-14/${whole.length}`,
    );
    expect(Buffer.from(await part.arrayBuffer())).toEqual(
      whole.subarray(5, 15),
    );
    expect(
      (await server.get("/", { headers: { range: `bytes=${whole.length}-` } }))
        .status,
    ).toBe(416);
  });
});
