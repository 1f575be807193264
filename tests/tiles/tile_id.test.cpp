#include "tiles/tile_id.hpp"

#include <fmt/format.h>

#include "geo/mercator.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::tiles;

namespace {
std::string outcome(std::string_view zoom, std::string_view x, std::string_view y) {
  const auto parsed = parse_tile_id(zoom, x, y);
  if (const auto* error = std::get_if<TileIdError>(&parsed))
    return *error == TileIdError::malformed ? "malformed" : "out of range";
  const auto tile = std::get<TileId>(parsed);
  return fmt::format("{}/{}/{}", tile.zoom(), tile.x(), tile.y());
}
}  // namespace

TEST_CASE("a tile address is three plain numbers in range") {
  struct Case {
    std::string_view zoom, x, y, expected;
  };
  const Case cases[] = {
      {"0", "0", "0", "0/0/0"},
      {"1", "1", "1", "1/1/1"},
      {"22", "4194303", "4194303", "22/4194303/4194303"},
      {"14", "8500", "7800", "14/8500/7800"},
      {"0", "1", "0", "out of range"},
      {"0", "0", "1", "out of range"},
      {"3", "8", "0", "out of range"},
      {"22", "4194304", "0", "out of range"},
      {"23", "0", "0", "out of range"},
      {"99999999999999999999999", "0", "0", "out of range"},
      {"5", "18446744073709551616", "0", "out of range"},
      {"", "0", "0", "malformed"},
      {"0", "", "0", "malformed"},
      {"+1", "0", "0", "malformed"},
      {"1", "-1", "0", "malformed"},
      {"1", "-0", "0", "malformed"},
      {" 1", "0", "0", "malformed"},
      {"1", "0 ", "0", "malformed"},
      {"1", "0", "0.0", "malformed"},
      {"1", "1e0", "0", "malformed"},
      {"0x1", "0", "0", "malformed"},
      {"01", "0", "0", "malformed"},
      {"1", "00", "0", "malformed"},
      {"1", "0", "0.mvt", "malformed"},
      {"z", "x", "y", "malformed"},
      {"1", std::string_view("0\0", 2), "0", "malformed"},
      {"١", "0", "0", "malformed"},
  };
  for (const auto& test : cases) {
    INFO(test.zoom << "/" << test.x << "/" << test.y);
    CHECK(outcome(test.zoom, test.x, test.y) == test.expected);
  }
}

TEST_CASE("the only tile of zoom 0 is the Mercator square") {
  const auto world = TileId::make(0, 0, 0).value();
  CHECK(world.mercator_bounds() == geo::Box{0, 0, 1, 1});
  const auto degrees = world.lonlat_bounds(64);
  CHECK(degrees.min_x == -180);
  CHECK(degrees.max_x == 180);
  CHECK(degrees.max_y == Approx(geo::max_mercator_latitude));
  CHECK(degrees.min_y == Approx(-geo::max_mercator_latitude));
}

TEST_CASE("columns count from the west and rows from the north") {
  const auto north_east = TileId::make(1, 1, 0).value().lonlat_bounds();
  CHECK(north_east.min_x == Approx(0));
  CHECK(north_east.min_y == Approx(0).margin(1e-12));
  CHECK(north_east.max_x == Approx(180));
}

TEST_CASE("a margin widens a tile by its units") {
  const auto box = TileId::make(2, 1, 1).value().mercator_bounds(4096);
  CHECK(box == geo::Box{0, 0, 0.75, 0.75});
}
