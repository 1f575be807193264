#include "geo/point_in_polygon.hpp"

#include <algorithm>

namespace sojourn::geo {
namespace {

enum class Where { outside, border, inside };

bool in_box_of(Position a, Position b, Position p) {
  const auto [left, right] = std::minmax(a.x, b.x);
  const auto [bottom, top] = std::minmax(a.y, b.y);
  return p.x >= left && p.x <= right && p.y >= bottom && p.y <= top;
}

/// The winding number rule of PostGIS' `point_in_ring`.
Where locate(const Ring& ring, Position p) {
  int winding = 0;
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const auto a = ring[i - 1];
    const auto b = ring[i];
    if (a == b) continue;
    const double side = side_of_line(a, b, p);
    if (side == 0.0 && in_box_of(a, b, p)) return Where::border;
    if (a.y <= p.y && p.y < b.y && side > 0) ++winding;
    if (b.y <= p.y && p.y < a.y && side < 0) --winding;
  }
  return winding == 0 ? Where::outside : Where::inside;
}

Where locate(const Polygon& polygon, Position p) {
  if (polygon.empty()) return Where::outside;
  const auto in_shell = locate(polygon.front(), p);
  if (in_shell != Where::inside) return in_shell;
  for (std::size_t i = 1; i < polygon.size(); ++i) {
    const auto in_hole = locate(polygon[i], p);
    if (in_hole == Where::inside) return Where::outside;
    if (in_hole == Where::border) return Where::border;
  }
  return Where::inside;
}

}  // namespace

bool covers(const MultiPolygon& geometry, Position position) {
  return std::any_of(geometry.begin(), geometry.end(),
                     [&](const Polygon& polygon) { return locate(polygon, position) != Where::outside; });
}

}  // namespace sojourn::geo
