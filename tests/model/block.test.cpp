#include "model/block.hpp"

#include "model/rtree.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn;
using namespace sojourn::model;
using sojourn::test::holds;

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
  CHECK(holds([] {
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

TEST_CASE("the rows of a cell are a run, and its parts are runs of it") {
  CHECK(holds([] {
    // Around one place, so that cells of any zoom have several.
    const auto centre = *any_point();
    const auto spread = *rc::gen::element(20, 50'000, 200'000'000);
    std::vector<PointE7> points;
    for (int i = 0; i < 200; ++i) {
      PointE7 point;
      if (i % 10 != 0) {
        point.lon =
            std::clamp(centre.lon + *rc::gen::inRange(-spread, spread), -1'800'000'000, 1'800'000'000);
        point.lat = std::clamp(centre.lat + *rc::gen::inRange(-spread, spread), -900'000'000, 900'000'000);
      }
      points.push_back(point);
    }
    const auto block = block_of(points);
    const auto zoom = *rc::gen::inRange(0, deepest_cell_zoom + 1);
    const auto& grid = WorldGrid::instance();
    const auto cell_of = [&](std::uint32_t row, int at) { return grid.at(block.point(row)).cell(at); };
    const auto cell = cell_of(*rc::gen::inRange(0U, 180U), zoom);

    const auto found = block.rows_in(cell);
    for (std::uint32_t row = 0; row < 180; ++row)
      RC_ASSERT((row >= found.first && row < found.last) == (cell_of(row, zoom) == cell));
    const auto deeper = *rc::gen::inRange(zoom, deepest_cell_zoom + 1);
    for (auto rest = found; rest.size() > 0;) {
      const auto run = block.cell_run(rest, deeper);
      RC_ASSERT(run.first == rest.first && run.size() > 0);
      for (auto row = run.first; row < run.last; ++row)
        RC_ASSERT(cell_of(row, deeper) == cell_of(run.first, deeper));
      if (run.last < found.last) RC_ASSERT(!(cell_of(run.last, deeper) == cell_of(run.first, deeper)));
      rest.first = run.last;
    }
  }));
}

TEST_CASE("the largest row of a run is the first of those with most people") {
  CHECK(holds([] {
    const auto people = *rc::gen::container<std::vector<int>>(300, rc::gen::inRange(-1, 6));
    TableBuilder table(fields_of(Collection::locations));
    std::vector<PointE7> points;
    for (std::size_t i = 0; i < people.size(); ++i) {
      const auto row = table.add_row();
      table.column("operation").set(row, std::string_view("XXX"));
      table.column("location_id").set(row, std::string_view("L" + std::to_string(i)));
      if (people[i] >= 0) table.column("idps_individuals").set(row, std::int64_t{people[i]});
      points.emplace_back(*geo::LonLat::make(0, 0));  // one place: rows keep their order
    }
    const auto block = Block::of_points(Collection::locations, table, points);
    const auto first = *rc::gen::inRange(0, 300);
    const auto last = *rc::gen::inRange(first + 1, 301);
    const auto expected = std::max_element(people.begin() + first, people.begin() + last);
    const auto found =
        block.largest_of({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)});
    RC_ASSERT(found == static_cast<std::uint32_t>(expected - people.begin()));
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
  for (const char* none :
       {"XXX.L9", "XXX.L", "XXX.L1.", "XXX.L11", "XXY.L1", "XX.L1", "L1", ".L1", "XXX.", "XXX", "."})
    CHECK_FALSE(block.find(none));
  CHECK_FALSE(block.find(""));
}

TEST_CASE("an empty tree is searched without effect") {
  PackedRtree tree;
  tree.search({0, 0, 1, 1}, [](std::uint32_t, std::uint32_t) {
    FAIL("nothing to find");
    return true;
  });
  PackedRtree none(std::span<const geo::Box>{});
  CHECK(none.bounds().empty());
}
