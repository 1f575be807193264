#include "tiles/area/snap.hpp"

#include "support/catch.hpp"

using namespace sojourn::tiles;

namespace {

using Line = std::vector<GridPoint>;

Polylines lines_of(const std::vector<Line>& lines) {
  Polylines result;
  for (const auto& line : lines) {
    result.begin();
    for (const auto point : line) result.add(point);
  }
  return result;
}

/// All of one level.
Polylines snap_all(const Polylines& lines, int shift) {
  return snap(lines, std::vector<std::uint8_t>(lines.size(), 1), shift);
}

Line line_of(const Polylines& lines, std::size_t i) {
  return {lines[i].begin(), lines[i].end()};
}

}  // namespace

TEST_CASE("positions go to the nearest grid point") {
  const auto snapped = snap_all(lines_of({{{3, 3}, {9, 20}, {40, 21}}}), 4);
  CHECK(line_of(snapped, 0) == Line{{0, 0}, {1, 1}, {3, 1}});
}

TEST_CASE("a line within one square shrinks to a position") {
  const auto snapped = snap_all(lines_of({{{30, 30}, {33, 35}, {36, 31}}}), 4);
  CHECK(line_of(snapped, 0) == Line{{2, 2}});
}

TEST_CASE("a segment is led through the square of another line's position") {
  // The long segment passes 2 units below (80, 18), which goes to grid point (5, 1).
  const auto snapped = snap_all(lines_of({{{0, 16}, {160, 16}}, {{80, 18}, {80, 80}}}), 4);
  CHECK(line_of(snapped, 0) == Line{{0, 1}, {5, 1}, {10, 1}});
}

TEST_CASE("a segment that only comes near another position is left alone") {
  const auto snapped = snap_all(lines_of({{{0, 16}, {160, 16}}, {{80, 33}, {80, 80}}}), 4);
  CHECK(line_of(snapped, 0) == Line{{0, 1}, {10, 1}});
}

TEST_CASE("positions are passed in the order of the segment's course") {
  const auto snapped =
      snap_all(lines_of({{{160, 16}, {0, 16}}, {{32, 18}, {32, 80}}, {{96, 14}, {96, -80}}}), 4);
  CHECK(line_of(snapped, 0) == Line{{10, 1}, {6, 1}, {2, 1}, {0, 1}});
}

TEST_CASE("lines that cross have a position where they do") {
  const auto snapped = snap_all(lines_of({{{0, 0}, {160, 160}}, {{0, 160}, {160, 0}}}), 4);
  CHECK(line_of(snapped, 0) == Line{{0, 0}, {5, 5}, {10, 10}});
  CHECK(line_of(snapped, 1) == Line{{0, 10}, {5, 5}, {10, 0}});
}

TEST_CASE("lines of levels that no area has in common may cross") {
  const auto lines = lines_of({{{0, 0}, {160, 160}}, {{0, 160}, {160, 0}}});
  const auto snapped = snap(lines, std::vector<std::uint8_t>{1, 2}, 4);
  CHECK(line_of(snapped, 0) == Line{{0, 0}, {10, 10}});
}
