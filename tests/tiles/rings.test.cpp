#include "tiles/area/rings.hpp"

#include "support/catch.hpp"
#include "tiles/support/validity.hpp"

using namespace sojourn::tiles;
using namespace sojourn::tiles::test;

namespace {

using Line = std::vector<GridPoint>;

std::vector<Edge> edges_of(const std::vector<Line>& rings) {
  std::vector<Edge> edges;
  for (const auto& ring : rings)
    for (std::size_t i = 0; i < ring.size(); ++i) edges.push_back({ring[i], ring[(i + 1) % ring.size()]});
  return edges;
}

std::vector<TestRing> traced(const std::vector<Line>& rings) {
  const auto result = trace_rings(edges_of(rings));
  std::vector<TestRing> out;
  for (const auto& ring : result.rings()) {
    const auto points = result.points(ring);
    out.push_back({{points.begin(), points.end()}, ring.shell()});
  }
  return out;
}

Line square(std::int32_t x, std::int32_t y, std::int32_t side) {
  return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}};
}
Line reversed(Line line) {
  std::reverse(line.begin(), line.end());
  return line;
}

}  // namespace

TEST_CASE("a simple ring comes back as it is") {
  const auto rings = traced({square(0, 0, 10)});
  REQUIRE(rings.size() == 1);
  CHECK(rings[0].points == square(0, 0, 10));
}

TEST_CASE("a spike is dropped") {
  const auto rings = traced({{{0, 0}, {10, 0}, {20, 0}, {10, 0}, {10, 10}, {0, 10}}});
  REQUIRE(rings.size() == 1);
  CHECK(rings[0].points == square(0, 0, 10));
}

TEST_CASE("what shrank to a line is nothing") {
  CHECK(traced({{{0, 0}, {5, 5}, {10, 10}, {5, 5}}}).empty());
  CHECK(traced({{{3, 3}}}).empty());
}

TEST_CASE("parts that share an edge become one") {
  const auto rings = traced({square(0, 0, 10), square(10, 0, 10)});
  REQUIRE(rings.size() == 1);
  CHECK(twice_area(rings[0].points) == 400);
}

TEST_CASE("parts that share a corner stay two") {
  const auto rings = traced({square(0, 0, 10), square(10, 10, 10)});
  REQUIRE(rings.size() == 2);
  CHECK(problem_of(rings).empty());
}

TEST_CASE("a shell that pinches itself is cut in two") {
  // Two squares as one walk through the common corner.
  const auto rings = traced({{{0, 0}, {10, 0}, {10, 10}, {20, 10}, {20, 20}, {10, 20}, {10, 10}, {0, 10}}});
  REQUIRE(rings.size() == 2);
  CHECK(problem_of(rings).empty());
}

TEST_CASE("a bay that closes becomes a hole") {
  // A ring around (10, 10)–(20, 20) that touches itself at (10, 0).
  const auto rings = traced({{{0, 0}, {10, 0}, {5, 10}, {15, 10}, {10, 0}, {30, 0}, {30, 30}, {0, 30}}});
  REQUIRE(rings.size() == 2);
  CHECK(rings[0].shell);
  CHECK_FALSE(rings[1].shell);
  CHECK(problem_of(rings).empty());
}

TEST_CASE("a hole that touches its shell at a corner stays a hole") {
  const auto rings = traced({square(0, 0, 30), reversed({{0, 0}, {10, 5}, {5, 10}})});
  REQUIRE(rings.size() == 2);
  CHECK_FALSE(rings[1].shell);
  CHECK(problem_of(rings).empty());
}

TEST_CASE("a hole along its shell's edge is a bay") {
  auto shell = square(0, 0, 30);
  shell.insert(shell.begin() + 1, {{10, 0}, {20, 0}});
  const auto rings = traced({shell, reversed({{10, 0}, {20, 0}, {20, 10}, {10, 10}})});
  REQUIRE(rings.size() == 1);
  CHECK(twice_area(rings[0].points) == 1600);
}

TEST_CASE("holes follow the smallest shell around them") {
  // An island in a lake in an island in a lake, and a neighbour.
  const auto rings = traced({square(12, 12, 6), reversed(square(14, 14, 1)), square(0, 0, 30),
                             reversed(square(10, 10, 10)), square(40, 0, 10)});
  REQUIRE(rings.size() == 5);
  CHECK(problem_of(rings).empty());
}

TEST_CASE("a hole without a shell is dropped") {
  CHECK(traced({reversed(square(0, 0, 5))}).empty());
  CHECK(traced({reversed(square(50, 50, 5)), square(0, 0, 10)}).size() == 1);
}
