/// Whether an area covers a position, by the arithmetic of PostGIS.
#pragma once

#include "geo/geometry.hpp"

namespace sojourn::geo {

/// Twice the signed area of the triangle (a, b, p): positive if p lies left of the line from a to b.
/// Computed as PostGIS does (`determineSide` in lwgeom_functions_analytic.c), rounding included.
inline double side_of_line(Position a, Position b, Position p) {
  return (b.x - a.x) * (p.y - a.y) - (p.x - a.x) * (b.y - a.y);
}

/// True if the position is inside or on the border of a valid geometry. The answer is that of
/// PostGIS `ST_Covers` also where rounding decides. Costs O(vertices).
bool covers(const MultiPolygon& geometry, Position position);

}  // namespace sojourn::geo
