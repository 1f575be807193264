#include "tiles/prepared_areas.hpp"

#include <thread>

#include "support/catch.hpp"
#include "tiles/area/zoom_areas.hpp"
#include "tiles/support/fractal_country.hpp"

using namespace sojourn::tiles;
using namespace sojourn::tiles::test;

namespace {
/// The same areas on the map, where only what is said of them is another.
std::shared_ptr<const sojourn::geo::BoundarySet> with_population(const sojourn::geo::BoundarySet& set) {
  auto areas = set.areas();
  std::vector<std::string> parents;
  for (auto& area : areas) {
    parents.push_back(area.parent == sojourn::geo::no_area ? "" : set.area(area.parent).pcode);
    area.population = 1000;
  }
  return std::make_shared<sojourn::geo::BoundarySet>(set.country(), set.version(), std::move(areas), parents);
}
}  // namespace

TEST_CASE("areas are prepared once for a set and zoom") {
  const auto set = fractal_country();
  PreparedAreas prepared;
  const auto first = prepared.at(set, 5);
  CHECK(first->zoom() == 5);
  CHECK(prepared.at(set, 5) == first);
  CHECK(prepared.at(set, 6) != first);
  CHECK(prepared.at(fractal_country({.seed = 2}), 5) != first);
}

TEST_CASE(
    "a set whose areas were given a population uses what was prepared before, also when that set is gone") {
  auto before = fractal_country();
  PreparedAreas prepared;
  const auto first = prepared.at(before, 5);
  const auto size = prepared.size();
  const auto after = with_population(*before);
  CHECK(prepared.at(after, 5) == first);
  CHECK(prepared.size() == size);
  CHECK(prepared.at(before, 5) == first);
  before.reset();
  CHECK(prepared.at(after, 5) == first);
}

TEST_CASE("what was prepared goes when no set with its outlines is left") {
  PreparedAreas prepared;
  prepared.at(fractal_country({.seed = 2}), 5);
  prepared.at(fractal_country({.seed = 3}), 5);
  const auto set = fractal_country();
  prepared.at(set, 5);
  CHECK(prepared.size() == 2);  // its areas, and the borders they are made of
}

TEST_CASE("tiles deeper than the deepest prepared zoom share it") {
  const auto set = fractal_country();
  PreparedAreas prepared;
  CHECK(prepared.at(set, 22) == prepared.at(set, deepest_area_zoom));
}

TEST_CASE("the cache is bounded, and what it dropped stays valid for who holds it") {
  const auto set = fractal_country();
  PreparedAreas prepared(1);
  const auto kept = prepared.at(set, 5);
  prepared.at(set, 6);
  prepared.at(set, 7);
  CHECK(kept->polygons(0).size() == 1);
  CHECK(prepared.at(set, 5) != kept);

  PreparedAreas roomy;
  roomy.prepare(set, 8);
  const auto all = roomy.memory_bytes();
  CHECK(all > prepared.memory_bytes());
}

TEST_CASE("a set that is gone is not mistaken for a new one") {
  PreparedAreas prepared;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto set = fractal_country({.seed = seed, .west = 5.0 + seed});
    const auto box = prepared.at(set, 4)->box(0);
    // 4096 · 16 units around the world.
    CHECK(std::abs(box.min_x - (185.0 + seed) / 360 * 65536) < 300);
  }
}

TEST_CASE("threads that ask for the same get the same") {
  const auto set = fractal_country({.districts_a_side = 4, .depth = 6});
  PreparedAreas prepared;
  std::vector<std::shared_ptr<const ZoomAreas>> got(8);
  std::vector<std::thread> threads;
  for (auto& one : got) threads.emplace_back([&] { one = prepared.at(set, 9); });
  for (auto& thread : threads) thread.join();
  for (const auto& one : got) CHECK(one == got[0]);
}
