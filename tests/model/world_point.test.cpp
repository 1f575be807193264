#include "model/world_point.hpp"

#include "geo/mercator.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn;
using namespace sojourn::model;
using sojourn::test::holds;

namespace {
constexpr double world = 17'179'869'184.0;  // 2^34
PointE7 at(double lon, double lat) {
  return PointE7(geo::LonLat::make(lon, lat).value());
}
}  // namespace

TEST_CASE("points are the projection's to a unit of zoom 22") {
  CHECK(holds([] {
    const auto lon = *rc::gen::inRange<std::int32_t>(-1'800'000'000, 1'800'000'000);
    const auto lat = *rc::gen::inRange<std::int32_t>(-850'500'000, 850'500'000);
    const auto exact = geo::to_mercator(lon / 1e7, lat / 1e7);
    const auto found = WorldGrid::instance().at(at(lon / 1e7, lat / 1e7));
    RC_ASSERT(std::abs(static_cast<double>(found.x) - exact.x * world) <= 1.01);
    RC_ASSERT(std::abs(static_cast<double>(found.y) - exact.y * world) <= 1.1);
  }));
}

TEST_CASE("the world's edges and the poles stay on the grid") {
  const auto& grid = WorldGrid::instance();
  const auto last = (std::int64_t{1} << world_bits) - 1;
  CHECK(grid.at(at(-180, 0)).x == 0);
  CHECK(grid.at(at(180, 0)).x == last);
  CHECK(grid.at(at(0, 0)).x == (last + 1) / 2);
  CHECK(grid.at(at(0, 0)).y == (last + 1) / 2);
  CHECK(grid.at(at(0, 90)).y == 0);
  CHECK(grid.at(at(0, -90)).y == last);
}
