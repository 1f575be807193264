#include "tiles/area/importance.hpp"

#include <cmath>
#include <limits>
#include <vector>

namespace sojourn::tiles {
namespace {

/// Squared distance of a position from the stretch a–b.
double squared_distance(GridPoint point, GridPoint a, GridPoint b) {
  const double dx = static_cast<double>(b.x) - a.x;
  const double dy = static_cast<double>(b.y) - a.y;
  double px = static_cast<double>(point.x) - a.x;
  double py = static_cast<double>(point.y) - a.y;
  const double length = dx * dx + dy * dy;
  if (length > 0) {
    const double along = std::clamp((px * dx + py * dy) / length, 0.0, 1.0);
    px -= along * dx;
    py -= along * dy;
  }
  return px * px + py * py;
}

struct Stretch {
  std::size_t first;
  std::size_t last;
  float limit;  ///< importance of the position that made it
};

}  // namespace

void rate_importance(std::span<const GridPoint> line, std::span<float> importance) {
  constexpr float always = std::numeric_limits<float>::infinity();
  importance.front() = importance.back() = always;
  std::vector<Stretch> open = {{0, line.size() - 1, always}};
  while (!open.empty()) {
    const auto [first, last, limit] = open.back();
    open.pop_back();
    if (last - first < 2) continue;
    auto farthest = first + 1;
    double most = -1;
    for (auto i = first + 1; i < last; ++i) {
      const double distance = squared_distance(line[i], line[first], line[last]);
      if (distance <= most) continue;
      most = distance;
      farthest = i;
    }
    const float rated = std::min(limit, static_cast<float>(std::sqrt(most)));
    importance[farthest] = rated;
    open.push_back({first, farthest, rated});
    open.push_back({farthest, last, rated});
  }
}

}  // namespace sojourn::tiles
