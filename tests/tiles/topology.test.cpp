#include "tiles/area/topology.hpp"

#include "support/catch.hpp"
#include "tiles/area/importance.hpp"
#include "tiles/area/simplify.hpp"
#include "tiles/support/fractal_country.hpp"

using namespace sojourn;
using namespace sojourn::tiles;
using namespace sojourn::tiles::test;

TEST_CASE("a border between two areas is one arc for both and for the country") {
  const auto set = fractal_country({.districts_a_side = 2});
  const Topology topology(*set);
  // 4 borders inside; the coast has 4 junctions where these end.
  CHECK(topology.arcs().size() == 8);
  std::vector<int> used(8, 0);
  for (std::uint32_t area = 0; area < topology.areas(); ++area)
    for (const auto& use : topology.uses(area)) ++used[use.arc];
  CHECK(used == std::vector<int>(8, 2));
}

TEST_CASE("an enclave and the hole it lies in are one closed arc") {
  const auto set = fractal_country({.districts_a_side = 1, .enclave = true});
  const Topology topology(*set);
  CHECK(topology.arcs().size() == 2);
  const auto enclave = topology.uses(set->find("XX99"));
  REQUIRE(enclave.size() == 1);
  CHECK(topology.arcs()[enclave[0].arc].count == 41);
  CHECK(topology.points(topology.arcs()[enclave[0].arc]).front() ==
        topology.points(topology.arcs()[enclave[0].arc]).back());
}

TEST_CASE("positions are rated by how far a line would stray without them") {
  const std::vector<GridPoint> line = {{0, 0}, {10, 1}, {20, 30}, {30, 1}, {40, 0}};
  std::vector<float> rating(line.size());
  rate_importance(line, rating);
  CHECK(std::isinf(rating.front()));
  CHECK(std::isinf(rating.back()));
  CHECK(rating[2] == Approx(30));
  CHECK(rating[1] < rating[2]);
  CHECK(rating[3] == Approx(rating[1]));
}

TEST_CASE("a closed line keeps its farthest position") {
  const std::vector<GridPoint> ring = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}};
  std::vector<float> rating(ring.size());
  rate_importance(ring, rating);
  CHECK(rating[2] == Approx(std::sqrt(200.0)));
}

TEST_CASE("a simplified line that would cross another keeps its detail") {
  // The detour goes around an island; without it the line would cut the island in two.
  Polylines lines;
  for (const auto& line :
       {std::vector<GridPoint>{{0, 0}, {100, 0}}, {{50, -5}, {55, 5}, {45, 5}, {50, -5}}}) {
    lines.begin();
    for (const auto point : line) lines.add(point);
  }
  const std::vector<std::uint8_t> levels = {2, 2};
  CHECK(crossing_lines(lines, levels, {true, false}) == std::vector<std::uint32_t>{0, 1});
  CHECK(crossing_lines(lines, levels, {false, false}).empty());
  const std::vector<std::uint8_t> apart = {1, 2};
  CHECK(crossing_lines(lines, apart, {true, false}).empty());
}
