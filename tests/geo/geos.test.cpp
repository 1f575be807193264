#include "geo/geos.hpp"

#include <algorithm>
#include <thread>

#include "geo/point_in_polygon.hpp"
#include "support/catch.hpp"

using namespace sojourn::geo;

namespace {

MultiPolygon square(double x, double y, double size) {
  return {{{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}}}};
}

MultiPolygon dissolved(const std::vector<MultiPolygon>& geometries) {
  std::vector<const MultiPolygon*> pointers;
  for (const auto& geometry : geometries) pointers.push_back(&geometry);
  return dissolve(pointers);
}

}  // namespace

TEST_CASE("a valid geometry comes back as it is") {
  auto geometry = square(0, 0, 3);
  geometry[0].push_back(square(1, 1, 1)[0][0]);
  const auto valid = make_valid(geometry);
  CHECK_FALSE(valid.repaired);
  CHECK(valid.reason.empty());
  CHECK(valid.geometry == geometry);
}

TEST_CASE("a bow-tie becomes two triangles, and it is said where and why") {
  const auto valid = make_valid({{{{0, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}}}});
  CHECK(valid.repaired);
  CHECK(valid.reason == "Self-intersection");
  CHECK(valid.where == Position{0.5, 0.5});
  CHECK(valid.geometry.size() == 2);
  CHECK(covers(valid.geometry, {0.1, 0.5}));
  CHECK_FALSE(covers(valid.geometry, {0.5, 0.9}));
}

TEST_CASE("overlapping parts become one area, not a hole") {
  auto parts = square(0, 0, 2);
  parts.push_back(square(1, 1, 2)[0]);
  const auto valid = make_valid(parts);
  CHECK(valid.repaired);
  CHECK(covers(valid.geometry, {1.5, 1.5}));
}

TEST_CASE("what has no area is dropped") {
  const auto line = make_valid({{{{0, 0}, {1, 1}, {0, 0}}}});
  CHECK(line.repaired);
  CHECK(line.reason == "Too few points in a ring");
  CHECK(line.geometry.empty());
  CHECK(make_valid({}).geometry.empty());
  CHECK_FALSE(make_valid({}).repaired);
  CHECK(make_valid({{{}}}).geometry.empty());
}

TEST_CASE("rings that are not closed are closed") {
  const auto valid = make_valid({{{{0, 0}, {1, 0}, {1, 1}}}});
  REQUIRE(valid.geometry.size() == 1);
  CHECK(valid.geometry[0][0].size() == 4);
}

TEST_CASE("neighbours dissolve into one area, islands stay apart") {
  const auto whole = dissolved({square(0, 0, 1), square(1, 0, 1), square(5, 5, 1)});
  CHECK(whole.size() == 2);
  CHECK(dissolved({}).empty());
}

TEST_CASE("thin holes and parts are slivers, small round ones are not") {
  auto geometry = square(0, 0, 10);
  geometry[0].push_back({{1, 1}, {1, 5}, {1 + 1e-7, 3}, {1, 1}});
  geometry[0].push_back(square(6, 6, 0.001)[0][0]);
  geometry.push_back({{{20, 0}, {20, 3}, {20 + 1e-8, 3}, {20, 0}}});
  const auto clean = remove_slivers(geometry);
  CHECK(clean.removed == 2);
  REQUIRE(clean.geometry.size() == 1);
  REQUIRE(clean.geometry[0].size() == 2);
  CHECK(clean.geometry[0][1] == square(6, 6, 0.001)[0][0]);
}

TEST_CASE("the point on a surface lies inside, also of a crescent") {
  const MultiPolygon crescent = {
      {{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 9}, {9, 9}, {9, 1}, {0, 1}, {0, 0}}}};
  const auto point = point_on_surface(crescent);
  REQUIRE(point);
  CHECK(covers(crescent, *point));
  CHECK_FALSE(point_on_surface({}));
}

TEST_CASE("the area in common") {
  CHECK(intersection_area(square(0, 0, 2), square(1, 1, 2)) == Approx(1.0));
  CHECK(intersection_area(square(0, 0, 1), square(1, 0, 1)) == 0.0);
  CHECK(intersection_area(square(0, 0, 1), square(5, 0, 1)) == 0.0);
  CHECK(intersection_area({}, square(5, 0, 1)) == 0.0);
}

TEST_CASE("threads work side by side") {
  std::vector<std::thread> threads;
  std::array<double, 4> areas{};
  for (auto& area : areas)
    threads.emplace_back([&area] {
      for (int i = 0; i < 100; ++i) area = intersection_area(square(0, 0, 2), square(1, 1, 2));
    });
  for (auto& thread : threads) thread.join();
  CHECK(std::all_of(areas.begin(), areas.end(), [](double area) { return area == 1.0; }));
}

TEST_CASE("well-known text of areas and points is read, any other text is none") {
  const auto area = parse_shape("polygon((0 0,2 0,2 2,0 2,0 0),(0.5 0.5,1 0.5,1 1,0.5 0.5))");
  REQUIRE(area.has_value());
  CHECK(area->areas.size() == 1);
  CHECK(area->areas.front().size() == 2);
  const auto point = parse_shape("POINT (3.5 4)");
  REQUIRE(point.has_value());
  CHECK(point->point == Position{3.5, 4});
  CHECK(point->areas.empty());
  for (const char* text : {"", "POLYGON", "POLYGON EMPTY", "POLYGON((0 0", "LINESTRING(0 0,1 1)",
                           "GEOMETRYCOLLECTION(POINT(1 1))", "Field behind the school"})
    CHECK_FALSE(parse_shape(text).has_value());
}
