// DTM Malawi: a multi-sectoral location assessment under data-dictionary column codes.
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allItems, total } from "./support/features.ts";
import { hasRealData, real, Store, type Server } from "./support/sojourn.ts";

/** A column of the file, read by another program than ours. */
function columnOf(name: string): string[] {
  const script =
    'import csv,json,sys; print(json.dumps([r[sys.argv[2]] for r in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig"))]))';
  return JSON.parse(
    spawnSync("python3", ["-c", script, real("malawi/survey.csv"), name], {
      encoding: "utf8",
    }).stdout,
  ) as string[];
}

describe.skipIf(!hasRealData)(
  "Malawi, 776 locations (needs SOJOURN_REAL_DATA)",
  () => {
    const store = new Store();
    let server: Server;

    beforeAll(async () => {
      store.done(
        "import",
        real("malawi/survey.csv"),
        "--operation",
        "MWI",
        "--sensitivity",
        "low",
        "--publish",
      );
      server = await store.serve();
    });
    afterAll(() => store.remove());

    test("displaced people and returnees are those of the source", async () => {
      const [country] = await allItems(server, "admin0", "operation=MWI");
      expect(country?.properties?.["idps_individuals"]).toBe(139_312);
      expect(country?.properties?.["returnees_individuals"]).toBe(182_051);
      expect(country?.properties?.["method"]).toBe("location");
    });

    test("women, men and children add up to the people of every location", async () => {
      const locations = await allItems(
        server,
        "locations",
        "operation=MWI",
        1000,
      );
      const counted = locations.filter(
        ({ properties }) => properties?.["idps_individuals"] !== null,
      );
      expect(counted.length).toBeGreaterThan(400);
      for (const { properties } of counted)
        expect(
          Number(properties?.["women"]) +
            Number(properties?.["men"]) +
            Number(properties?.["children"]),
        ).toBe(properties?.["idps_individuals"]);
      expect(total(locations, "idps_individuals")).toBe(139_312);
    });

    test("needs are shown at locations and summed over areas", async () => {
      const locations = await allItems(
        server,
        "locations",
        "operation=MWI",
        1000,
      );
      const asked = locations.filter(
        ({ properties }) => properties?.["priority_need_1"] !== null,
      );
      expect(asked.length).toBeGreaterThan(400);
      const naming = asked.filter(({ properties }) =>
        [1, 2, 3].some(
          (rank) => properties?.[`priority_need_${rank}`] === "fsc",
        ),
      );
      const [country] = await allItems(server, "admin0", "operation=MWI");
      expect(country?.properties?.["need_fsc_individuals"]).toBe(
        total(naming, "idps_individuals"),
      );
    });

    test("who can be reached is as the informants answered", async () => {
      const locations = await allItems(
        server,
        "locations",
        "operation=MWI",
        1000,
      );
      const answers = locations.map(
        ({ properties }) => properties?.["access_location"],
      );
      const count = (answer: string | null) =>
        answers.filter((one) => one === answer).length;
      const column = columnOf("s1534_loc_loc_access");
      const stated = (answer: string) =>
        column.filter((one) => one === answer).length;
      expect(stated("limited_access")).toBeGreaterThan(0);
      expect([
        count("yes"),
        count("limited"),
        count("no"),
        count(null),
      ]).toEqual(["yes", "limited_access", "no", "dnk"].map(stated));
    });
  },
);
