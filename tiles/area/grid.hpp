/// Whole-number plane geometry with exact answers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace sojourn::tiles {

/// Positions on a square grid over the world: x grows east, y south. "Left" and "positive" below are those of
/// a plane with y up, so positive rings are clockwise on the screen, as MVT wants exteriors.
struct GridPoint {
  std::int32_t x = 0;
  std::int32_t y = 0;
  auto operator<=>(const GridPoint&) const = default;
};

/// Sorts by x, then y; equal only for equal points.
constexpr std::uint64_t key_of(GridPoint point) {
  constexpr std::uint32_t sign = 0x80000000U;
  return (std::uint64_t{static_cast<std::uint32_t>(point.x) ^ sign} << 32U) |
         (static_cast<std::uint32_t>(point.y) ^ sign);
}

struct GridBox {
  std::int32_t min_x = std::numeric_limits<std::int32_t>::max();
  std::int32_t min_y = std::numeric_limits<std::int32_t>::max();
  std::int32_t max_x = std::numeric_limits<std::int32_t>::min();
  std::int32_t max_y = std::numeric_limits<std::int32_t>::min();

  bool empty() const { return min_x > max_x; }
  void grow(GridPoint point) {
    min_x = std::min(min_x, point.x);
    min_y = std::min(min_y, point.y);
    max_x = std::max(max_x, point.x);
    max_y = std::max(max_y, point.y);
  }
  void grow(const GridBox& other) {
    min_x = std::min(min_x, other.min_x);
    min_y = std::min(min_y, other.min_y);
    max_x = std::max(max_x, other.max_x);
    max_y = std::max(max_y, other.max_y);
  }
  bool meets(const GridBox& other) const {
    return min_x <= other.max_x && other.min_x <= max_x && min_y <= other.max_y && other.min_y <= max_y;
  }
  bool contains(const GridBox& other) const {
    return min_x <= other.min_x && other.max_x <= max_x && min_y <= other.min_y && other.max_y <= max_y;
  }
};

inline GridBox box_of(std::span<const GridPoint> points) {
  GridBox box;
  for (const auto point : points) box.grow(point);
  return box;
}

/// Positive if c lies left of a→b, negative if right, 0 if on the line. `Wide` must hold products of
/// differences.
template <typename Wide, typename Point>
Wide turn(const Point& a, const Point& b, const Point& c) {
  return (Wide{b.x} - a.x) * (Wide{c.y} - a.y) - (Wide{b.y} - a.y) * (Wide{c.x} - a.x);
}

template <typename Wide>
constexpr int sign_of(Wide value) {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

/// Twice the signed area of a ring without its closing position.
inline std::int64_t twice_area(std::span<const GridPoint> ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 2; i < ring.size(); ++i) sum += turn<std::int64_t>(ring[0], ring[i - 1], ring[i]);
  return sum;
}

/// Whether the segment p→q meets the square of `half` around `centre`, the left and lower sides belonging to
/// it, the others not: then squares of a grid share no point. (As the hot pixel test of JTS, in whole
/// numbers.)
template <typename Wide, typename Point>
bool meets_square(Point p, Point q, const Point& centre, decltype(Point::x) half) {
  if (p.x > q.x) std::swap(p, q);
  const Point lower_left{centre.x - half, centre.y - half};
  const Point upper_right{centre.x + half, centre.y + half};
  if (p.x >= upper_right.x || q.x < lower_left.x) return false;
  const bool rising = p.y < q.y;
  if ((rising ? p.y : q.y) >= upper_right.y || (rising ? q.y : p.y) < lower_left.y) return false;
  if (p.x == q.x || p.y == q.y) return true;

  const auto side = [&](const Point& corner) { return sign_of(turn<Wide>(p, q, corner)); };
  const int upper_left = side({lower_left.x, upper_right.y});
  if (upper_left == 0) return !rising;
  const int right = side(upper_right);
  if (right == 0) return rising;
  if (upper_left != right) return true;
  const int left = side(lower_left);
  if (left == 0 || left != upper_left) return true;
  const int lower_right = side({upper_right.x, lower_left.y});
  if (lower_right == 0) return !rising;
  return lower_right != left;
}

}  // namespace sojourn::tiles
