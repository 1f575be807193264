/// Filters over HTTP, and what they may name.
#include <algorithm>

#include "server/support/country_world.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("a filter chooses features, beside bbox, fields by name and time") {
  CountryWorld world;
  const auto ids = [&](const std::string& query) {
    auto found = ids_of(world.document("/ogc/collections/locations/items?" + query));
    std::sort(found.begin(), found.end());
    return found;
  };
  using Ids = std::vector<std::string>;
  CHECK(ids("round=1&filter=idps_individuals%20%3E=%2050") == Ids{"XXX.M", "XXX.W"});
  CHECK(ids("round=2&filter=idps_individuals%20%3E=%2050") == Ids{"XXX.W"});
  CHECK(ids("datetime=2020-02-10&filter=name%20IS%20NULL&filter-lang=cql2-text").size() == 3);
  CHECK(ids("round=1&filter=idps_individuals%3C100") == Ids{"XXX.M", "XXX.P"});
  CHECK(ids("round=1&filter=idps_individuals%3C100&bbox=11,1,12,2") == Ids{"XXX.M"});
  CHECK(ids("round=1&filter=idps_individuals%3C100&location_id=P") == Ids{"XXX.P"});
  CHECK(ids("round=1&idps_individuals=30") == Ids{"XXX.P"});
  CHECK(ids("round=1&filter=FALSE").empty());
  const auto page =
      world.document("/ogc/collections/locations/items?round=1&filter=idps_individuals%3C100&limit=1");
  CHECK(page["numberMatched"] == 2);
  CHECK(page["numberReturned"] == 1);
  CHECK(ids_of(world.document("/ogc/collections/assessments/items?filter=idps_individuals%3E=100")) ==
        Ids{"XXX.baseline.1.W", "XXX.baseline.2.W"});
  CHECK(
      world.body(
          "/ogc/collections/locations/items?f=csv&properties=location_id&round=1&filter=unit='settlement'%20"
          "AND%20idps_individuals=30") == "id,location_id,longitude,latitude\r\nXXX.P,P,,\r\n");
}

TEST_CASE("a refused filter names the parameter, the place and what to do") {
  CountryWorld world;
  const auto refusal = [&](const std::string& target) {
    try {
      world.body(target);
      return std::string("accepted");
    } catch (const Problem& problem) {
      CHECK(problem.status() == 400);
      return problem.parameter() + "|" + problem.what();
    }
  };
  for (const std::string path :
       {"/ogc/collections/locations/items", "/tiles/locations/0/0/0.mvt", "/tiles/locations.json"}) {
    CHECK(refusal(path + "?filter=unit%20=%205") ==
          "filter|Parameter 'filter': at character 8: unit is text: compare it with one in single quotes "
          "such as "
          "'site'");
    CHECK(refusal(path + "?filter=phone=1").find("no property 'phone'") != std::string::npos);
    CHECK(refusal(path + "?filter=").find("filter|") == 0);
    CHECK(refusal(path + "?filter=%7B%7D&filter-lang=cql2-json").find("filter-lang|") == 0);
    CHECK(refusal(path + "?idps_individuals=many").find("idps_individuals|") == 0);
    CHECK(refusal(path + "?household_size=nan").find("household_size|") == 0);
    CHECK(refusal(path + "?assessed_on=yesterday").find("assessed_on|") == 0);
    CHECK(refusal(path + "?name=a%5C").find("name|") == 0);
    CHECK(refusal(path + "?filter=unit='" + std::string(3900, 'a') + "'&name=" + std::string(200, 'b'))
              .find("filter|") == 0);
  }
}

TEST_CASE("queryables are the fields as JSON Schema") {
  CountryWorld world;
  const auto schema = world.document("/ogc/collections/locations/queryables");
  CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  CHECK(schema["$id"] == "http://example.org/ogc/collections/locations/queryables");
  CHECK(schema["type"] == "object");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["properties"].size() == model::fields_of(model::Collection::locations).size());
  CHECK(schema["properties"]["unit"]["type"] == "string");
  CHECK(schema["properties"]["idps_individuals"]["type"] == "integer");
  CHECK(schema["properties"]["household_size"]["type"] == "number");
  CHECK(schema["properties"]["assessed_on"]["format"] == "date");
  // Each of them can be filtered by, in a filter and by name.
  for (const auto& [name, about] : schema["properties"].items()) {
    INFO(name);
    CHECK(world.status("/ogc/collections/locations/items?filter=" + name + "%20IS%20NULL") == 200);
  }
  CHECK(world.status("/ogc/collections/nonsense/queryables") == 404);
  CHECK(world.status("/ogc/collections/locations/queryables?limit=1") == 400);
}

TEST_CASE("a tile shows what the filter leaves, and TileJSON counts who has no place on it") {
  CountryWorld world;
  const std::string tile = "/tiles/locations/3/4/3.mvt?round=1";
  CHECK(world.body(tile + "&filter=idps_individuals%3E60") != world.body(tile));
  CHECK(world.body(tile + "&filter=idps_individuals%3E1000").empty());
  CHECK(world.body(tile + "&filter=idps_individuals%3E0") == world.body(tile));
  const auto unplaced = [&](const std::string& filter) {
    return world.document("/tiles/locations.json?round=1&filter=" + filter)["unplaced_individuals"]
        .get<int>();
  };
  CHECK(unplaced("TRUE") == 30);
  CHECK(unplaced("idps_individuals=30") == 30);
  CHECK(unplaced("idps_individuals%3E30") == 0);
}
