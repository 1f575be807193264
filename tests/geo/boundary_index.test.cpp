#include "geo/boundary_index.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/covering_check.hpp"
#include "support/property.hpp"

using namespace sojourn::geo;
using sojourn::test::critical_positions;
using sojourn::test::first_wrong;
using sojourn::test::holds;

namespace {

MultiPolygon square(double x, double y, double size) {
  return {{{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}}}};
}

/// One country of no shape with `districts` as areas of level 1, XS000, XS001 … in that order.
BoundarySet country_of(const std::vector<MultiPolygon>& districts) {
  std::vector<Area> areas(1);
  areas[0].pcode = "XS";
  std::vector<std::string> parents = {""};
  for (std::size_t i = 0; i < districts.size(); ++i) {
    Area area;
    const auto number = std::to_string(i);
    area.pcode = "XS" + std::string(4 - number.size(), '0') + number;
    area.level = 1;
    area.geometry = districts[i];
    areas.push_back(std::move(area));
    parents.emplace_back("XS");
  }
  return BoundarySet("XSA", "2020-01-01", std::move(areas), parents);
}

/// Districts with crooked borders that neighbours share exactly, each ring in its own direction.
std::vector<MultiPolygon> crooked_tessellation(unsigned seed, int side) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> shift(-0.3, 0.3);
  constexpr int between = 5;  // border points between two corners
  const auto count = static_cast<std::size_t>(side * between + 1);
  std::vector<Position> knots(count * count);
  for (std::size_t i = 0; i < knots.size(); ++i)
    knots[i] = {13.1 + (static_cast<double>(i % count) + shift(random)) / 10.0,
                7.3 + (static_cast<double>(i / count) + shift(random)) / 10.0};
  const auto knot = [&](int x, int y) {
    return knots[static_cast<std::size_t>(y) * count + static_cast<std::size_t>(x)];
  };
  std::vector<MultiPolygon> districts;
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      Ring ring;
      for (int i = 0; i < between; ++i) ring.push_back(knot(column * between + i, row * between));
      for (int i = 0; i < between; ++i) ring.push_back(knot((column + 1) * between, row * between + i));
      for (int i = between; i > 0; --i) ring.push_back(knot(column * between + i, (row + 1) * between));
      for (int i = between; i > 0; --i) ring.push_back(knot(column * between, row * between + i));
      ring.push_back(ring.front());
      if ((row + column) % 2 == 1) std::reverse(ring.begin(), ring.end());
      districts.push_back({{ring}});
    }
  }
  return districts;
}

std::vector<std::uint32_t> all_at(const BoundaryIndex& index, double lon, double lat) {
  return index.find_all(*LonLat::make(lon, lat));
}

using Indexes = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("a position is in the district around it, and in none outside") {
  const auto set = country_of({square(0, 0, 1), square(1, 0, 1)});
  const BoundaryIndex index(set, 1);
  CHECK(index.find(*LonLat::make(0.3, 0.3)) == set.find("XS0000"));
  CHECK(index.find(*LonLat::make(1.3, 0.3)) == set.find("XS0001"));
  CHECK(index.find(*LonLat::make(2.3, 0.3)) == no_area);
  CHECK(index.find(*LonLat::make(-170, -80)) == no_area);
}

TEST_CASE("borders are inside, on both sides") {
  const auto set = country_of({square(0, 0, 1), square(1, 0, 1)});
  const BoundaryIndex index(set, 1);
  CHECK(all_at(index, 1, 0.5) == Indexes{1, 2});
  CHECK(all_at(index, 1, 1) == Indexes{1, 2});
  CHECK(all_at(index, 0, 0) == Indexes{1});
  CHECK(all_at(index, 2, 1) == Indexes{2});
  CHECK(all_at(index, std::nextafter(2.0, 3.0), 1).empty());
  CHECK(index.find(*LonLat::make(1, 0.5)) == 1);
}

TEST_CASE("a hole is outside, an enclave in it inside, their border in both") {
  auto around = square(0, 0, 3);
  around[0].push_back(square(1, 1, 1)[0][0]);
  const auto set = country_of({around, square(1, 1, 1)});
  const BoundaryIndex index(set, 1);
  CHECK(all_at(index, 0.5, 0.5) == Indexes{1});
  CHECK(all_at(index, 1.5, 1.5) == Indexes{2});
  CHECK(all_at(index, 1, 1.5) == Indexes{1, 2});
  CHECK(all_at(index, 1, 1) == Indexes{1, 2});
}

TEST_CASE("overlapping districts are both found, also where no border is near") {
  const auto set = country_of({square(0, 0, 2), square(0.5, 0.5, 2)});
  const BoundaryIndex index(set, 1);
  CHECK(all_at(index, 1.2, 1.2) == Indexes{1, 2});
  CHECK(all_at(index, 2.2, 2.2) == Indexes{2});
  CHECK(index.find(*LonLat::make(1.2, 1.2)) == 1);
}

TEST_CASE("levels without areas or geometry find nothing") {
  const auto set = country_of({{}, {}});
  CHECK(BoundaryIndex(set, 1).find(*LonLat::make(0, 0)) == no_area);
  CHECK(BoundaryIndex(set, 3).find(*LonLat::make(0, 0)) == no_area);
}

TEST_CASE("positions that are none find nothing") {
  const auto set = country_of({square(0, 0, 1)});
  const BoundaryIndex index(set, 1);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<Position> positions = {
      {std::nan(""), 0.5}, {0.5, std::nan("")}, {infinity, 0.5}, {0.5, -infinity}, {0.5, 0.5}};
  Indexes areas(positions.size());
  index.find(positions, areas);
  CHECK(areas == Indexes{no_area, no_area, no_area, no_area, 1});
  areas.pop_back();
  CHECK_THROWS_AS(index.find(positions, areas), std::invalid_argument);
}

TEST_CASE("crooked districts with shared borders: everywhere as ST_Covers, and as GEOS but for rounding") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const auto set = country_of(crooked_tessellation(seed, 6));
    const auto wrong = first_wrong(set, 1, critical_positions(set, 1, 1, 5000, seed));
    INFO(wrong.value_or(""));
    CHECK_FALSE(wrong);
  }
}

TEST_CASE("districts on a grid, whose borders' lines run through each other's cells") {
  std::vector<MultiPolygon> districts;
  for (int i = 0; i < 100; ++i) districts.push_back(square(i % 10, i / 10, 1));
  const auto set = country_of(districts);
  auto positions = critical_positions(set, 1, 1, 1000, 1);
  for (int x = 0; x <= 80; ++x)
    for (int y = 0; y <= 80; ++y) positions.push_back({x / 8.0, y / 8.0});
  const auto wrong = first_wrong(set, 1, positions);
  INFO(wrong.value_or(""));
  CHECK_FALSE(wrong);
}

TEST_CASE("any triangles, overlapping or not, thin or not") {
  CHECK(holds([] {
    const auto corner = [] {
      return Position{*rc::gen::inRange(-1000, 1000) / 64.0, *rc::gen::inRange(-1000, 1000) / 640.0};
    };
    std::vector<MultiPolygon> districts;
    const int count = *rc::gen::inRange(1, 8);
    for (int i = 0; i < count; ++i) {
      const auto a = corner();
      const auto b = corner();
      const auto c = corner();
      if (side_of_line(a, b, c) != 0) districts.push_back({{{a, b, c, a}}});
    }
    const auto set = country_of(districts);
    const auto wrong = first_wrong(set, 1, critical_positions(set, 1, 1, 200, 7));
    if (wrong) RC_FAIL(*wrong);
  }));
}

TEST_CASE("a district smaller than rounding still has an answer") {
  const double tiny = 1e-9;
  const auto set = country_of({square(30, 5, tiny)});
  const BoundaryIndex index(set, 1);
  CHECK(index.find(*LonLat::make(30 + tiny / 2, 5 + tiny / 2)) == 1);
  CHECK(index.find(*LonLat::make(30 + 2 * tiny, 5)) == no_area);
}

TEST_CASE("memory stays in bounds for many edges in little room") {
  Ring spiky;
  for (int i = 0; i < 20000; ++i) {
    const double angle = i * 3.14159265358979 / 10000;
    const double radius = i % 2 == 0 ? 1.0 : 0.5;
    spiky.push_back({radius * std::cos(angle), radius * std::sin(angle)});
  }
  spiky.push_back(spiky.front());
  const auto set = country_of({{{spiky}}});
  CHECK(BoundaryIndex(set, 1).memory() < 200'000'000);
}
