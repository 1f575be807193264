#include "geo/mercator.hpp"

#include <set>

#include "geo/hilbert.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::geo;
using sojourn::test::holds;

TEST_CASE("the unit square's corners are the ends of Web Mercator") {
  const auto north_west = to_mercator(-180, max_mercator_latitude);
  CHECK(north_west.x == 0.0);
  CHECK(north_west.y == Approx(0.0).margin(1e-15));
  const auto south_east = to_mercator(180, -90);
  CHECK(south_east.x == 1.0);
  CHECK(south_east.y == Approx(1.0));
  CHECK(to_mercator(0, 0) == Position{0.5, 0.5});
}

TEST_CASE("a known position agrees with EPSG:3857") {
  // Maiduguri, in metres: R·λ and R·ln tan(π/4 + φ/2) with R = 6,378,137 m (IOGP guidance note 7-2).
  const auto square = to_mercator(13.15, 11.85);
  const double world = 2 * 20037508.342789244;
  CHECK((square.x - 0.5) * world == Approx(1463851.303931548));
  CHECK((0.5 - square.y) * world == Approx(1328642.171750383));
  const auto back = from_mercator(square);
  CHECK(back.x == Approx(13.15));
  CHECK(back.y == Approx(11.85));
}

TEST_CASE("positions survive the way to the square and back") {
  CHECK(holds([] {
    const double lon = *rc::gen::inRange(-180000000, 180000001) / 1e6;
    const double lat = *rc::gen::inRange(-85000000, 85000001) / 1e6;
    const auto back = from_mercator(to_mercator(lon, lat));
    RC_ASSERT(std::abs(back.x - lon) < 1e-10);
    RC_ASSERT(std::abs(back.y - lat) < 1e-10);
  }));
}

TEST_CASE("steps along the Hilbert curve lead to the neighbouring cell") {
  std::vector<std::pair<int, int>> order(4096, {-1, -1});
  for (int x = 0; x < 64; ++x)
    for (int y = 0; y < 64; ++y)
      order.at(hilbert_index(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 6)) = {x, y};
  for (std::size_t i = 1; i < order.size(); ++i) {
    const int step =
        std::abs(order[i].first - order[i - 1].first) + std::abs(order[i].second - order[i - 1].second);
    if (step != 1) FAIL("step " << i << " is " << step << " cells long");
  }
}

TEST_CASE("the Hilbert index reaches from nothing to all bits") {
  CHECK(hilbert_index(0, 0, 32) == 0);
  CHECK(hilbert_index(0xFFFFFFFF, 0, 32) == 0xFFFFFFFFFFFFFFFF);
  CHECK(hilbert_index(0xFFFF, 0, 16) == 0xFFFFFFFF);
}

TEST_CASE("a cell's Hilbert index begins with that of the cell around it") {
  CHECK(holds([] {
    const auto x = *rc::gen::arbitrary<std::uint32_t>();
    const auto y = *rc::gen::arbitrary<std::uint32_t>();
    const auto levels = *rc::gen::inRange(1, 32);
    const auto up = 32 - levels;
    RC_ASSERT(hilbert_index(x >> up, y >> up, levels) == hilbert_index(x, y, 32) >> (2 * up));
  }));
}
