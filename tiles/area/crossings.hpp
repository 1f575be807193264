/// Where lines meet elsewhere than at their ends.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tiles/area/cells.hpp"
#include "tiles/area/polylines.hpp"

namespace sojourn::tiles {

struct Segment {
  GridPoint from;
  GridPoint to;
  std::uint32_t line = 0;
};

/// Of all lines, one after the other.
std::vector<Segment> segments_of(const Polylines& lines);

/// Whether the segments have a point in common that is not an end of both.
bool cross(const Segment& a, const Segment& b);

/// The point of the grid of 2^shift units whose square holds the point where two segments cross; nothing for
/// those on one line. Exact.
std::optional<GridPoint> rounded_crossing(const Segment& a, const Segment& b, int shift);

/// Calls visit(a, b), perhaps more than once, for segments that cross, whose lines' `levels` have a bit in
/// common, and of which `wanted(line of a, line of b)`.
template <typename Wanted, typename Visit>
void visit_crossings(const Polylines& lines, std::span<const std::uint8_t> levels, Wanted&& wanted,
                     Visit&& visit) {
  const auto segments = segments_of(lines);
  const int shift = fitting_cell_shift(lines, 0);
  CellIndex cells;
  for (std::uint32_t i = 0; i < segments.size(); ++i)
    visit_cells(segments[i].from, segments[i].to, shift, [&](auto x, auto y) { cells.add(x, y, i); });
  cells.finish();
  for (std::size_t cell = 0; cell < cells.cells(); ++cell) {
    const auto here = cells.of_cell(cell);
    for (std::size_t i = 1; i < here.size(); ++i)
      for (std::size_t k = 0; k < i; ++k) {
        const auto& a = segments[here[i]];
        const auto& b = segments[here[k]];
        if ((levels[a.line] & levels[b.line]) != 0 && wanted(a.line, b.line) && cross(a, b)) visit(a, b);
      }
  }
}

}  // namespace sojourn::tiles
