/// Arcs with only the detail that a zoom can show.
#pragma once

#include "tiles/area/polylines.hpp"
#include "tiles/area/topology.hpp"

namespace sojourn::tiles {

/// Each arc simplified with `tolerance` (exact units; 0 keeps all), once for all areas that share it. Where a
/// simplified arc would cross or touch another of the same level, it keeps more of its detail, if need be
/// all.
Polylines simplify(const Topology& topology, float tolerance);

/// Lines of which a segment crosses or touches one of another line, or another of its own, other than at a
/// common end, and at least one of the two is `simplified` and their `levels` have a bit in common.
/// Ascending.
std::vector<std::uint32_t> crossing_lines(const Polylines& lines, std::span<const std::uint8_t> levels,
                                          const std::vector<bool>& simplified);

}  // namespace sojourn::tiles
