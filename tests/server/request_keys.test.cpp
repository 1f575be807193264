/// What determines a body is its key: the same for requests that say the same.
#include "server/support/country_world.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("equal requests have one key and one body, however they are spelled") {
  CountryWorld world;
  const auto same = [&](const std::string& path, const std::vector<std::string>& queries) {
    for (const auto& query : queries) {
      INFO(query);
      CHECK(world.key(path + query) == world.key(path + queries.front()));
      CHECK(world.body(path + query) == world.body(path + queries.front()));
    }
  };
  const std::string one = "?round=1&filter=unit='settlement'%20AND%20idps_individuals%3E5";
  const std::vector<std::string> spellings = {
      one, "?filter=(idps_individuals%20%3E%205.0)%20and%20unit=%27settlement%27&round=01",
      "?unit=settlement&round=1&filter=5%3Cidps_individuals",
      "?round=1&filter-lang=cql2-text&filter=\"unit\"%20in%20('settlement')%20AND%20NOT%20idps_individuals%"
      "3C=5"};
  for (const std::string path :
       {"/ogc/collections/locations/items", "/tiles/locations/0/0/0.mvt", "/tiles/locations.json",
        "/ogc/collections/locations/tiles/WebMercatorQuad/0/0/0"})
    same(path, spellings);
  same("/ogc/collections/locations/items",
       {"", "?limit=100", "?offset=0", "?f=json", "?f=geojson", "?filter=TRUE", "?offset=00"});
  same("/ogc/collections/locations/items",
       {"?bbox=10,1,11.5,2", "?bbox=10.0,1,0,1.15e1,2,9", "?bbox=10,1.0,11.50,2"});
  same("/ogc/collections/locations/items", {"?datetime=2020-02-10&properties=name,unit",
                                            "?properties=unit,name,unit&datetime=2020-02-10T10:00:00Z"});
  same("/ogc/collections/locations/items/XXX.W", {"?round=1", "?round=01&f=json"});
  same("/tiles/locations.json", {"", "?filter=TRUE%20OR%20unit='x'"});
  CHECK(world.key("/tiles/locations/0/0/0.mvt") != world.key("/tiles/locations/0/0/0.mvt?filter=unit='x'"));
  CHECK(world.key("/ogc/collections/locations/items") != world.key("/ogc/collections/locations/items?f=csv"));
  CHECK(world.key("/ogc/collections/locations/items") !=
        world.key("/ogc/collections/locations/items?offset=1"));
  CHECK(world.key("/ogc/collections/locations/items") !=
        world.key("/ogc/collections/locations/items?limit=99"));
}

TEST_CASE("the key of a body names the rounds it shows, and not the moment of the request") {
  CountryWorld world;
  CHECK(world.key("/tiles/admin1/0/0/0.mvt") == world.key("/tiles/admin1/0/0/0.mvt?datetime=2020-02-29"));
  CHECK(world.key("/tiles/admin1/0/0/0.mvt") != world.key("/tiles/admin1/0/0/0.mvt?datetime=2020-02-28"));
  CHECK(world.key("/tiles/admin1/4/0/0.mvt") == world.key("/tiles/admin1/4/0/0.mvt?datetime=2020-02-28"));
}

TEST_CASE("clusters and single locations are other bytes, of areas the same") {
  CountryWorld world;
  CHECK(world.key("/tiles/locations/0/0/0.mvt") == world.key("/tiles/locations/0/0/0.mvt?cluster=true"));
  CHECK(world.key("/tiles/locations/0/0/0.mvt") != world.key("/tiles/locations/0/0/0.mvt?cluster=false"));
  CHECK(world.key("/tiles/admin1/0/0/0.mvt") == world.key("/tiles/admin1/0/0/0.mvt?cluster=false"));
  CHECK(world.document("/tiles/locations.json?cluster=false")["tiles"][0].get<std::string>().ends_with(
      "?cluster=false"));
}
