#include "model/block.hpp"

#include <rapidcheck.h>

#include "model/rtree.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::model;

namespace {
rc::Gen<PointE7> any_point() {
  return rc::gen::map(
      rc::gen::pair(rc::gen::inRange(-1800000000, 1800000001), rc::gen::inRange(-900000000, 900000001)),
      [](auto pair) { return PointE7(geo::LonLat::make(pair.first / 1e7, pair.second / 1e7).value()); });
}

Block block_of(const std::vector<PointE7>& points) {
  TableBuilder table(fields_of(Collection::locations));
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto row = table.add_row();
    table.column("operation").set(row, std::string_view("XXX"));
    table.column("location_id").set(row, std::string_view("L" + std::to_string(i)));
    table.column("idps_individuals").set(row, static_cast<std::int64_t>(i));
  }
  return Block::of_points(Collection::locations, table, points);
}
}  // namespace

TEST_CASE("a search finds exactly the rows whose point lies in the box") {
  CHECK(rc::check([] {
    const auto points = *rc::gen::container<std::vector<PointE7>>(any_point());
    const auto corner = *any_point();
    const auto other = *any_point();
    geo::Box box;
    box.grow(corner.lon_degrees(), corner.lat_degrees());
    box.grow(other.lon_degrees(), other.lat_degrees());

    const auto block = block_of(points);
    std::vector<std::string> found;
    block.search(box, [&](std::uint32_t row) { found.push_back(block.feature_id(row)); });
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < points.size(); ++i)
      if (box.contains(points[i].lon_degrees(), points[i].lat_degrees()))
        expected.push_back("XXX.L" + std::to_string(i));
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    RC_ASSERT(found == expected);
  }));
}

TEST_CASE("rows without a point come last, are never found, and their people are counted apart") {
  const auto block = block_of({PointE7(), PointE7(*geo::LonLat::make(3, 4)), PointE7()});
  CHECK_FALSE(block.has_geometry(1));
  CHECK_FALSE(block.has_geometry(2));
  CHECK(block.feature_id(0) == "XXX.L1");
  CHECK(block.unplaced_individuals() == 0 + 2);
  int found = 0;
  block.search({-180, -90, 180, 90}, [&](std::uint32_t) { ++found; });
  CHECK(found == 1);
}

TEST_CASE("features are found again by id, and their tile numbers are exact in JavaScript") {
  const auto block = block_of({PointE7(*geo::LonLat::make(3, 4)), PointE7(*geo::LonLat::make(5, 6))});
  const auto row = block.find("XXX.L1");
  REQUIRE(row);
  CHECK(block.feature_number(*row) == feature_number("XXX.L1"));
  CHECK(feature_number("XXX.L1") < (std::uint64_t{1} << 53));
  CHECK_FALSE(block.find("XXX.L9"));
}

TEST_CASE("an empty tree is searched without effect") {
  PackedRtree tree;
  tree.search({0, 0, 1, 1}, [](std::uint32_t, std::uint32_t) { FAIL("nothing to find"); });
  PackedRtree none(std::span<const geo::Box>{});
  CHECK(none.bounds().empty());
}
