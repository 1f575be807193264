/// Tiles as they are asked for; what is in them is of tests/tiles.
#include <fmt/format.h>

#include "server/support/country_world.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("a tile is made at once if it has few values, those of locations in its buffer counted") {
  // Column 4 of zoom 3 begins at the first meridian, and its buffer 0.7 degrees west of it.
  test::RoundBuilder builder(1, day("2020-01-01"), day("2020-01-31"));
  for (int i = 0; i < 1000; ++i) {
    builder.location(fmt::format("E{}", i), "XXA01", 1, geo::LonLat::make(1, 1.5));
    builder.location(fmt::format("W{}", i), "XXA01", 1, geo::LonLat::make(-0.1, 1.5));
  }
  CountryWorld world({model::make_round_data(test::small_operation(), builder.content, nullptr)});
  const auto quick = [&](const std::string& query) {
    return std::get<Rendition>(world.answer("/tiles/locations/3/4/3.mvt" + query)).is_quick;
  };
  std::string all;
  for (const auto& field : model::fields_of(model::Collection::locations))
    all.append(all.empty() ? "" : ",").append(field.name);
  CHECK(quick(""));
  CHECK(quick("?properties=name"));
  CHECK_FALSE(quick("?properties=" + all));
  CHECK_FALSE(quick("?cluster=false"));
}

TEST_CASE("tilejson counts the people that no tile can show") {
  CountryWorld world;
  CHECK(world.document("/tiles/admin2.json?round=1")["unplaced_individuals"] == 30);
}

TEST_CASE("people nearer to a pole than the map reaches are on its edge, where tiles are asked for") {
  test::RoundBuilder builder(1, day("2020-01-01"), day("2020-01-31"));
  builder.location("N", "XXA01", 5, geo::LonLat::make(10.5, 89));
  CountryWorld world({model::make_round_data(test::small_operation(), builder.content, nullptr)});
  for (const std::string tile : {"0/0/0", "3/4/0", "7/67/0"}) {
    INFO(tile);
    CHECK_FALSE(world.body("/tiles/locations/" + tile + ".mvt").empty());
  }
  CHECK(world.body("/tiles/locations/3/4/1.mvt").empty());
}

TEST_CASE("a place at the end of the world is in the buffer of its other end") {
  test::RoundBuilder builder(1, day("2020-01-01"), day("2020-01-31"));
  builder.location("E", "XXA01", 5, geo::LonLat::make(179.99, 1.5));
  CountryWorld world({model::make_round_data(test::small_operation(), builder.content, nullptr)});
  CHECK_FALSE(world.body("/tiles/locations/3/0/3.mvt?cluster=false").empty());
  CHECK(world.body("/tiles/locations/3/1/3.mvt?cluster=false").empty());
}
