#include "tiles/area/zoom_areas.hpp"

#include "support/catch.hpp"
#include "support/property.hpp"
#include "tiles/prepared_areas.hpp"
#include "tiles/support/fractal_country.hpp"
#include "tiles/support/validity.hpp"

using namespace sojourn;
using namespace sojourn::tiles;
using namespace sojourn::tiles::test;
using sojourn::test::holds;

namespace {

std::vector<TestRing> rings_of(const ZoomAreas& areas, std::uint32_t area) {
  std::vector<TestRing> rings;
  for (const auto& polygon : areas.polygons(area))
    for (const auto& ring : areas.rings(polygon)) {
      const auto points = areas.points(ring);
      rings.push_back({{points.begin(), points.end()}, ring.shell});
    }
  return rings;
}

std::int64_t area_of(const ZoomAreas& areas, std::uint32_t area) {
  std::int64_t sum = 0;
  for (const auto& ring : rings_of(areas, area)) sum += twice_area(ring.points);
  return sum;
}

CountryShape any_shape() {
  CountryShape shape;
  shape.seed = *rc::gen::arbitrary<unsigned>();
  shape.districts_a_side = *rc::gen::inRange(1, 5);
  shape.depth = *rc::gen::inRange(0, 7);
  shape.side = *rc::gen::element(0.05, 1.0, 9.0, 40.0);
  shape.enclave = *rc::gen::arbitrary<bool>();
  shape.islands = *rc::gen::arbitrary<bool>();
  return shape;
}

/// A ring around a place with jagged edges: valid, and with spikes as thin as can be.
geo::Ring any_star(double lon, double lat, double size) {
  const int corners = *rc::gen::inRange(3, 40);
  geo::Ring ring;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * 3.141592653589793 * i / corners;
    const double reach = size * (*rc::gen::inRange(1, 1000)) / 1000.0;
    ring.push_back({lon + reach * std::cos(angle), lat + reach * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return ring;
}

/// Areas that overlap each other, as in sources that were never put together.
geo::BoundarySet overlapping_areas() {
  const double size = *rc::gen::element(0.0001, 0.02, 1.0, 20.0);
  std::vector<geo::Area> areas(static_cast<std::size_t>(*rc::gen::inRange(2, 9)));
  std::vector<std::string> parents(areas.size(), "XX");
  parents[0].clear();
  for (std::size_t i = 0; i < areas.size(); ++i) {
    areas[i].pcode = i == 0 ? "XX" : "XX" + std::to_string(i);
    areas[i].level = i == 0 ? 0 : 1;
    const auto near = [&](double from) { return from + size * (*rc::gen::inRange(-100, 101)) / 100.0; };
    areas[i].geometry = {{any_star(near(10), near(5), size)}};
  }
  return {"XXX", "2020-01-01", areas, parents};
}

}  // namespace

TEST_CASE("areas that overlap, with edges of any kind, are each valid at every zoom") {
  CHECK(holds([] {
    const auto set = overlapping_areas();
    const Topology topology(set);
    const ZoomAreas areas(topology, *rc::gen::inRange(0, 15));
    for (std::uint32_t area = 0; area < topology.areas(); ++area) {
      const auto rings = rings_of(areas, area);
      RC_ASSERT(!rings.empty());
      RC_ASSERT(problem_of(rings) == "");
    }
  }));
}

TEST_CASE("prepared areas are valid polygons at every zoom") {
  CHECK(holds([] {
    const auto set = fractal_country(any_shape());
    const Topology topology(*set);
    const ZoomAreas areas(topology, *rc::gen::inRange(0, 15));
    for (std::uint32_t area = 0; area < topology.areas(); ++area) {
      const auto rings = rings_of(areas, area);
      RC_ASSERT(!rings.empty());
      RC_ASSERT(problem_of(rings) == "");
    }
  }));
}

TEST_CASE("districts fill their country without gaps or overlaps at every zoom") {
  CHECK(holds([] {
    const auto set = fractal_country(any_shape());
    const Topology topology(*set);
    const ZoomAreas areas(topology, *rc::gen::inRange(0, 15));
    RC_PRE(areas.collapsed() == 0);
    std::int64_t sum = 0;
    const auto [first, last] = set->level_range(1);
    for (auto area = first; area < last; ++area) sum += area_of(areas, area);
    RC_ASSERT(sum == area_of(areas, 0));
  }));
}

TEST_CASE("an area keeps its size within what a border may stray") {
  CHECK(holds([] {
    auto shape = any_shape();
    shape.side = 9;
    const auto set = fractal_country(shape);
    const Topology topology(*set);
    const int zoom = *rc::gen::inRange(2, 15);
    const ZoomAreas areas(topology, zoom);
    const double scale = static_cast<double>(1 << (exact_bits - 12 - zoom));
    for (std::uint32_t area = 0; area < topology.areas(); ++area) {
      double exact = 0;
      double length = 0;
      for (const auto& use : topology.uses(area)) {
        const auto points = topology.points(topology.arcs()[use.arc]);
        for (std::size_t i = 1; i < points.size(); ++i) {
          const double step = static_cast<double>(points[i - 1].x) * points[i].y -
                              static_cast<double>(points[i].x) * points[i - 1].y;
          exact += use.reversed ? -step : step;
          length += std::hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
        }
      }
      const double found = static_cast<double>(area_of(areas, area)) * scale * scale;
      RC_ASSERT(std::abs(found - exact) / 2 <= length * scale * 4 + 16 * scale * scale);
    }
  }));
}

TEST_CASE("an area too small for the grid is a square of one unit where it lies") {
  const auto set = fractal_country({.districts_a_side = 2, .side = 0.001});
  const Topology topology(*set);
  const ZoomAreas areas(topology, 3);
  CHECK(areas.collapsed() == topology.areas());
  for (std::uint32_t area = 0; area < topology.areas(); ++area) {
    CHECK(area_of(areas, area) == 2);
    // 5° east, 4° north on 8 · 4096 units.
    CHECK(areas.box(area).min_x == 16839);
    CHECK(std::abs(areas.box(area).min_y - 16019) <= 1);
  }
}

TEST_CASE("an area of which the finest grid has nothing left is a square all the same") {
  std::vector<geo::Area> areas(1);
  areas[0].pcode = "XX";
  areas[0].geometry = {{{{10, 5}, {10 + 1e-9, 5}, {10, 5 + 1e-9}, {10, 5}}}};
  const Topology topology({"XXX", "2020-01-01", areas, {""}});
  for (int zoom = 0; zoom <= deepest_area_zoom; ++zoom) CHECK(area_of(ZoomAreas(topology, zoom), 0) == 2);
}

TEST_CASE("a ring that crosses itself on the finest grid is valid at every zoom") {
  // Two triangles whose tips reach past each other.
  std::vector<geo::Area> areas(1);
  areas[0].pcode = "XX";
  areas[0].geometry = {{{{10, 5}, {10, 6}, {10.7, 5.2}, {11, 6}, {11, 5}, {10.3, 5.8}, {10, 5}}}};
  const Topology topology({"XXX", "2020-01-01", areas, {""}});
  for (int zoom = 0; zoom <= deepest_area_zoom; ++zoom) {
    const auto rings = rings_of(ZoomAreas(topology, zoom), 0);
    CHECK_FALSE(rings.empty());
    CHECK(problem_of(rings) == "");
  }
}

TEST_CASE("an area without geometry stays without") {
  std::vector<geo::Area> areas(1);
  areas[0].pcode = "XX";
  const geo::BoundarySet set("XXX", "2020-01-01", areas, {""});
  const Topology topology(set);
  const ZoomAreas prepared(topology, 5);
  CHECK(prepared.polygons(0).empty());
  CHECK(prepared.box(0).empty());
  CHECK(prepared.collapsed() == 0);
}

TEST_CASE("runs hold the segments they stand for") {
  const auto set = fractal_country({.districts_a_side = 1, .depth = 6});
  const Topology topology(*set);
  const ZoomAreas areas(topology, 10);
  for (const auto& polygon : areas.polygons(0))
    for (const auto& ring : areas.rings(polygon)) {
      const auto points = areas.points(ring);
      const auto runs = areas.runs(ring);
      REQUIRE(runs.size() == (points.size() + ZoomAreas::run - 1) / ZoomAreas::run);
      for (std::size_t i = 0; i < points.size(); ++i) {
        GridBox segment;
        segment.grow(points[i]);
        segment.grow(points[(i + 1) % points.size()]);
        CHECK(runs[i / ZoomAreas::run].contains(segment));
      }
    }
}
