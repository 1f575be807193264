/// All paths: what they are, and with which status a mistake is told.
#include "server/support/country_world.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("operations list their rounds") {
  CountryWorld world;
  const auto operation = world.document("/api/operations")["operations"][0];
  CHECK(operation["code"] == "XXX");
  CHECK(operation["edition"] == 7);
  CHECK(operation["bbox"] == json::parse("[10.0,1.0,13.0,2.0]"));
  CHECK(operation["rounds"].size() == 2);
  CHECK(operation["rounds"][1]["idps_individuals"] == 120);
}

TEST_CASE("what is asked wrongly is refused with the right status") {
  CountryWorld world;
  struct Case {
    std::string target;
    int status;
  };
  const std::vector<Case> cases = {
      {"/ogc/collections/nonsense", 404},
      {"/ogc/collections/nonsense/items", 404},
      {"/ogc/collections/locations/items/XXX.nobody", 404},
      {"/ogc/collections/locations/items/nobody", 404},
      {"/ogc/collections/assessments/items/XXX.baseline.x.W", 404},
      {"/ogc/collections/locations/items?limit=0", 400},
      {"/ogc/collections/locations/items?colour=red", 400},
      {"/ogc/collections?limit=1", 400},
      {"/ogc?f=html", 400},
      {"/tiles/nonsense/0/0/0.mvt", 404},
      {"/tiles/assessments/0/0/0.mvt", 404},
      {"/tiles/admin1/0/0/1.mvt", 404},
      {"/tiles/admin1/23/0/0.mvt", 404},
      {"/tiles/admin1/x/0/0.mvt", 400},
      {"/tiles/admin1/00/0/0.mvt", 400},
      {"/tiles/admin1/0/0/-1.mvt", 400},
      {"/tiles/admin1/0/0/0.pbf", 404},
      {"/tiles/admin1/0/0/0.mvt?colour=red", 400},
      {"/tiles/locations/0/0/0.mvt?cluster=1", 400},
      {"/tiles/locations.json?cluster=maybe", 400},
      {"/tiles/admin1.xml", 404},
      {"/analysis/origins?area=ZZ", 400},
      {"/analysis/origins?level=5", 400},
      {"/health/live?x=1", 400},
      {"/metrics", 200},
      {"/health/ready", 200},
      {"/ogc/", 200},
      {"/ogc/conformance", 200},
      {"/ogc/collections", 200},
      {"/ogc/collections/admin4", 200},
      {"/tiles/admin1/0/0/0.mvt", 200},
      {"/tiles/admin1.json", 200},
      {"/ogc/collections/admin1/tiles/WebMercatorQuad/0/0/0", 200},
      {"/ogc/collections/admin1/tiles/WorldCRS84Quad/0/0/0", 404},
  };
  for (const auto& one : cases) {
    INFO(one.target);
    CHECK(world.status(one.target) == one.status);
  }
}
