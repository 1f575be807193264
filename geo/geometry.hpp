/// Plain polygon geometry in degrees (EPSG:4326, x = longitude, y = latitude), as
/// read from boundary files. Rings are closed (first = last position); the first
/// ring of a polygon is its shell, the others its holes.
#pragma once

#include <limits>
#include <vector>

namespace sojourn::geo {

struct Position {
  double x = 0;
  double y = 0;
  bool operator==(const Position&) const = default;
};

using Ring = std::vector<Position>;
using Polygon = std::vector<Ring>;
using MultiPolygon = std::vector<Polygon>;

/// An axis-parallel box that does not cross the antimeridian. Empty until grown.
struct Box {
  double min_x = std::numeric_limits<double>::infinity();
  double min_y = std::numeric_limits<double>::infinity();
  double max_x = -std::numeric_limits<double>::infinity();
  double max_y = -std::numeric_limits<double>::infinity();

  bool empty() const { return min_x > max_x; }
  void grow(double x, double y) {
    if (x < min_x) min_x = x;
    if (x > max_x) max_x = x;
    if (y < min_y) min_y = y;
    if (y > max_y) max_y = y;
  }
  void grow(const Box& other) {
    if (other.empty()) return;
    grow(other.min_x, other.min_y);
    grow(other.max_x, other.max_y);
  }
  /// Boxes that only touch intersect.
  bool intersects(const Box& other) const {
    return min_x <= other.max_x && other.min_x <= max_x && min_y <= other.max_y && other.min_y <= max_y;
  }
  bool contains(double x, double y) const { return x >= min_x && x <= max_x && y >= min_y && y <= max_y; }
  bool operator==(const Box&) const = default;
};

inline Box bounds(const MultiPolygon& geometry) {
  Box box;
  for (const auto& polygon : geometry)
    for (const auto& ring : polygon)
      for (const auto& position : ring) box.grow(position.x, position.y);
  return box;
}

}  // namespace sojourn::geo
