#include "geo/boundary_set.hpp"

#include "geo/country_code.hpp"
#include "support/catch.hpp"

using namespace sojourn::geo;

namespace {

Area area(int level, std::string pcode) {
  Area result;
  result.level = level;
  result.pcode = std::move(pcode);
  return result;
}

BoundarySet small_set() {
  return BoundarySet("XSA", "2020-01-01",
                     {area(2, "XS0102"), area(1, "XS01"), area(0, "XS"), area(2, "XS0101"), area(1, "XS00")},
                     {"XS01", "XS", "", "XS01", "XS"});
}

}  // namespace

TEST_CASE("areas are in order of level and P-code, with parents before children") {
  const auto set = small_set();
  std::string order;
  for (const auto& each : set.areas()) order += each.pcode + " ";
  CHECK(order == "XS XS00 XS01 XS0101 XS0102 ");
  CHECK(set.level_range(2) == std::pair<std::uint32_t, std::uint32_t>(3, 5));
  CHECK(set.level_range(4) == std::pair<std::uint32_t, std::uint32_t>(5, 5));
  CHECK(set.deepest_level() == 2);
  CHECK(set.children(set.find("XS01")) == std::vector<std::uint32_t>{3, 4});
}

TEST_CASE("an area's ancestors are found by level") {
  const auto set = small_set();
  CHECK(set.ancestor(set.find("XS0102"), 0) == 0);
  CHECK(set.ancestor(set.find("XS0102"), 1) == set.find("XS01"));
  CHECK(set.ancestor(set.find("XS0102"), 2) == set.find("XS0102"));
  CHECK(set.ancestor(set.find("XS01"), 2) == no_area);
  CHECK(set.ancestor(no_area, 0) == no_area);
}

TEST_CASE("codes are found after the set has moved") {
  auto set = small_set();
  const auto moved = std::move(set);
  CHECK(moved.find("XS00") == 1);
  CHECK(moved.find("XS99") == no_area);
}

TEST_CASE("memory counts what areas hold, positions of their outlines too") {
  const auto with_positions = [](std::size_t count) {
    auto country = area(0, "XS");
    country.geometry = {{Ring(count, Position{1, 2})}};
    std::vector<Area> areas;
    areas.push_back(std::move(country));
    return BoundarySet("XSA", "2020-01-01", std::move(areas), {""}).memory_bytes();
  };
  CHECK(with_positions(2000) - with_positions(1000) == 1000 * sizeof(Position));
  CHECK(small_set().memory_bytes() > 5 * sizeof(Area));
}

TEST_CASE("outlines tell sets apart by positions, rings and levels, and by nothing else") {
  const auto outlines = [](MultiPolygon geometry, int level = 1, std::string name = "") {
    auto one = area(level, level == 1 ? "XS01" : "XS");
    one.geometry = std::move(geometry);
    one.name = std::move(name);
    std::vector<Area> areas;
    std::vector<std::string> parents;
    if (level == 1) {
      areas.push_back(area(0, "XS"));
      parents.emplace_back();
    }
    areas.push_back(std::move(one));
    parents.emplace_back(level == 1 ? "XS" : "");
    return BoundarySet("XSA", "2020-01-01", std::move(areas), parents).outlines();
  };
  const Ring ring = {{0, 0}, {1, 0}, {1, 1}, {0, 0}};
  const Ring other = {{0, 0}, {1, 0}, {1, 2}, {0, 0}};
  const auto first = outlines({{ring, other}});
  CHECK(outlines({{ring, other}}, 1, "Another name") == first);
  CHECK_FALSE(outlines({{ring}, {other}}) == first);
  CHECK_FALSE(outlines({{other, ring}}) == first);
  CHECK_FALSE(outlines({{ring, other}}, 0) == first);
  CHECK_FALSE(outlines({}) == first);
}

TEST_CASE("a set without one country, with codes twice or without parents is none") {
  CHECK_THROWS_AS(BoundarySet("XSA", "2020-01-01", {}, {}), std::invalid_argument);
  CHECK_THROWS_AS(BoundarySet("XSA", "2020-01-01", {area(0, "A"), area(0, "B")}, {"", ""}),
                  std::invalid_argument);
  CHECK_THROWS_AS(BoundarySet("XSA", "2020-01-01", {area(0, "A"), area(1, "A")}, {"", "A"}),
                  std::invalid_argument);
  CHECK_THROWS_AS(BoundarySet("XSA", "2020-01-01", {area(0, "A"), area(2, "B")}, {"", "A"}),
                  std::invalid_argument);
  CHECK_THROWS_AS(BoundarySet("XSA", "2020-01-01", {area(0, "A"), area(5, "B")}, {"", "A"}),
                  std::invalid_argument);
}

TEST_CASE("countries are known by both ISO codes") {
  CHECK(country_alpha3("NG") == "NGA");
  CHECK(country_alpha3("IRQ") == "IRQ");
  CHECK_FALSE(country_alpha3("XS"));
  CHECK_FALSE(country_alpha3("ng"));
  CHECK_FALSE(country_alpha3(""));
  CHECK(country_name("IRQ").english == "Iraq");
  CHECK(country_name("IQ").local == "العراق");
  CHECK(country_name("NGA").english == "Nigeria");
  CHECK(country_name("XS").english.empty());
}
