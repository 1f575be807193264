/// Features, one by one and as tables.
#include <map>

#include "server/feature_rows.hpp"
#include "server/support/country_world.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("items of every level sum to the round in force at the date") {
  CountryWorld world;
  for (const std::string name : {"admin0", "admin1", "admin2", "locations"}) {
    INFO(name);
    const auto path = "/ogc/collections/" + name + "/items?datetime=";
    CHECK(sum(world.document(path + "2020-02-10"), "idps_individuals") == 180);
    CHECK(sum(world.document(path + "2020-02-29"), "idps_individuals") == 120);
    CHECK(sum(world.document(path + "2019-12-31"), "idps_individuals") == 0);
  }
}

TEST_CASE("a bbox selects by geometry; features without geometry lie in none") {
  CountryWorld world;
  const auto count = [&](const std::string& collection, const std::string& box) {
    return world.document("/ogc/collections/" + collection + "/items?round=1&bbox=" + box)["numberMatched"]
        .get<int>();
  };
  CHECK(count("locations", "10,1,11,2") == 1);
  CHECK(count("locations", "-180,-90,180,90") == 2);
  CHECK(count("locations", "20,1,21,2") == 0);
  CHECK(count("admin2", "10.2,1.2,10.3,1.3") == 1);
  CHECK(count("admin2", "10.5,1.5,12.5,1.6") == 3);
  CHECK(count("locations", "11.8,1,10.7,2") == 1);  // across the antimeridian
}

TEST_CASE("fields, properties and single features") {
  CountryWorld world;
  CHECK(world.document("/ogc/collections/locations/items?round=1&location_id=W")["numberMatched"] == 1);
  CHECK(world.document("/ogc/collections/locations/items?round=1&unit=site")["numberMatched"] == 0);
  const auto feature =
      world.document("/ogc/collections/locations/items/XXX.W?round=1&properties=idps_individuals,name");
  CHECK(feature["properties"] == json::parse(R"({"name":null,"idps_individuals":100})"));
  CHECK(feature["geometry"]["coordinates"] == json::parse("[10.5,1.5]"));
  CHECK(feature["links"].size() == 2);
  CHECK(world.document(
            "/ogc/collections/assessments/items/XXX.baseline.1.P")["properties"]["idps_individuals"] == 30);
  CHECK(world.document(
            "/ogc/collections/admin2/items/XXX.XXA.unknown?round=1")["properties"]["idps_individuals"] == 30);
}

TEST_CASE("one feature has no filter, no bbox and no pages") {
  CountryWorld world;
  for (const std::string parameter : {"bbox=1,1,2,2", "limit=1", "offset=1", "filter=TRUE", "unit=site"}) {
    INFO(parameter);
    CHECK(world.status("/ogc/collections/locations/items/XXX.W?" + parameter) == 400);
  }
}

TEST_CASE("assessments are every row of every round") {
  CountryWorld world;
  CHECK(world.document("/ogc/collections/assessments/items")["numberMatched"] == 4);
  CHECK(world.document("/ogc/collections/assessments/items?round=2")["numberMatched"] == 1);
}

TEST_CASE("a table has the row of HXL hashtags on request") {
  CountryWorld world;
  const auto csv = world.body("/ogc/collections/admin0/items?f=csv&properties=pcode,idps_individuals");
  CHECK(csv == "id,pcode,idps_individuals\r\nXXX.XX,XX,120\r\n");
  const auto hxl = world.body("/ogc/collections/admin0/items?f=hxl&properties=pcode,idps_individuals");
  CHECK(hxl.find("#adm+code,#affected+idps+ind") != std::string::npos);
}

TEST_CASE("links keep what was asked for") {
  CountryWorld world;
  const auto page = world.document(
      "/ogc/collections/locations/"
      "items?limit=1&offset=1&round=1&unit=settlement&bbox=-180,-90,180,90&properties=name");
  std::map<std::string, std::string> links;
  for (const auto& link : page["links"]) links[link["rel"]] = link["href"];
  const std::string same =
      "http://example.org/ogc/collections/locations/"
      "items?round=1&properties=name&filter=unit%3D%27settlement%27&"
      "bbox=-180%2C-90%2C180%2C90&limit=1";
  CHECK(links.at("self") == same + "&offset=1&f=json");
  CHECK(links.at("prev") == same + "&f=json");
  CHECK(links.at("alternate").starts_with(same + "&offset=1&f="));
  CHECK(links.count("next") == 0);
  const auto tiles = world.document(
      "/tiles/"
      "locations.json?datetime=2020-02-10&method=baseline&operation=XXX&properties=name&filter=round=1");
  CHECK(
      tiles["tiles"][0] ==
      "http://example.org/tiles/locations/{z}/{x}/{y}.mvt?operation=XXX&method=baseline&datetime=2020-02-10&"
      "properties=name&filter=round%3D1");
}

TEST_CASE("a body says what the rows of its page take, in GeoJSON and as a table") {
  CountryWorld world;
  for (const std::string format : {"json", "csv"}) {
    auto answer = world.answer("/ogc/collections/admin2/items?round=1&f=" + format);
    CHECK(std::get<Rendition>(answer).render().held_bytes >= 4 * sizeof(RowPage::Row));
  }
}
