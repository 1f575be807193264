/// Where the sea is.
#include "ingest/land.hpp"

#include "support/catch.hpp"

using namespace sojourn;

TEST_CASE("The open sea is told from land, inland waters and coasts") {
  const auto at_sea = [](double lon, double lat) { return ingest::is_at_sea(*geo::LonLat::make(lon, lat)); };
  REQUIRE_FALSE(ingest::world_land().empty());
  CHECK(at_sea(0, 0));
  CHECK(at_sea(-150, 0));
  CHECK(at_sea(60, 15));
  CHECK_FALSE(at_sea(13.2, 11.8));   // Maiduguri
  CHECK_FALSE(at_sea(44.4, 33.3));   // Baghdad
  CHECK_FALSE(at_sea(3.4, 6.4));     // Lagos, on the coast
  CHECK_FALSE(at_sea(-72.3, 18.5));  // Port-au-Prince
  CHECK_FALSE(at_sea(33, -1));       // Lake Victoria lies in land
}
