/// Positions as whole numbers, so that geometry is exact and the same everywhere.
#pragma once

#include <cstdint>
#include <vector>

namespace sojourn::demo {

/// Units of Point in a degree: one is about a metre.
inline constexpr std::int32_t units_per_degree = 100'000;

/// Longitude and latitude in 1/100,000 of a degree (EPSG:4326).
struct Point {
  std::int32_t x = 0;
  std::int32_t y = 0;
  bool operator==(const Point&) const = default;
  auto operator<=>(const Point&) const = default;
};

/// Closed: the first point again at the end.
using PointRing = std::vector<Point>;

/// Twice the area in square units: positive if anticlockwise.
inline std::int64_t doubled_area(const PointRing& ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i)
    sum += std::int64_t{ring[i].x} * ring[i + 1].y - std::int64_t{ring[i + 1].x} * ring[i].y;
  return sum;
}

inline std::int64_t squared_distance(Point a, Point b) {
  const std::int64_t dx = a.x - b.x;
  const std::int64_t dy = a.y - b.y;
  return dx * dx + dy * dy;
}

/// The whole part of a square root.
inline std::int64_t whole_root(std::int64_t value) {
  std::int64_t root = 0;
  for (std::int64_t bit = std::int64_t{1} << 31; bit != 0; bit >>= 1)
    if ((root | bit) * (root | bit) <= value) root |= bit;
  return root;
}

}  // namespace sojourn::demo
