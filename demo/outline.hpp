/// From cells to polygons.
#pragma once

#include <span>
#include <vector>

#include "demo/mesh.hpp"

namespace sojourn::demo {

/// A shell (anticlockwise) and then its holes (clockwise), each closed.
using PointPolygon = std::vector<PointRing>;

/// The union of `cells` (ascending) as polygons, largest first. `land` tells coasts from borders.
std::vector<PointPolygon> outline(const Mesh& mesh, const std::vector<bool>& land,
                                  std::span<const CellId> cells);

/// True if the point lies inside the ring; a point on the ring may be either.
bool inside(const PointRing& ring, Point point);

}  // namespace sojourn::demo
