/// Which positions of a line matter, and from which scale on.
#pragma once

#include <span>

#include "tiles/area/grid.hpp"

namespace sojourn::tiles {

/// Fills `importance` (as long as `line`) for Topology::importance. Never rises from a position to those that
/// depend on it, so every threshold gives a Douglas–Peucker simplification. A closed line keeps also its
/// farthest position.
void rate_importance(std::span<const GridPoint> line, std::span<float> importance);

}  // namespace sojourn::tiles
