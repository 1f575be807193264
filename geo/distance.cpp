#include "geo/distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace sojourn::geo {
namespace {

/// Of a degree of latitude, on the sphere of mean radius 6371.0088 km.
constexpr double kilometres_per_degree = 6371.0088 * std::numbers::pi / 180;

// Of the origin to the segment from a to b.
double distance_to_segment(Position a, Position b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length = dx * dx + dy * dy;
  const double along = length > 0 ? std::clamp(-(a.x * dx + a.y * dy) / length, 0.0, 1.0) : 0.0;
  return std::hypot(a.x + along * dx, a.y + along * dy);
}

}  // namespace

double kilometres_to_border(LonLat position, const MultiPolygon& geometry) {
  const double east = kilometres_per_degree * std::cos(position.lat() * std::numbers::pi / 180);
  const auto flat = [&](const Position& at) {
    return Position{(at.x - position.lon()) * east, (at.y - position.lat()) * kilometres_per_degree};
  };
  double nearest = std::numeric_limits<double>::infinity();
  for (const auto& polygon : geometry)
    for (const auto& ring : polygon)
      for (std::size_t i = 1; i < ring.size(); ++i)
        nearest = std::min(nearest, distance_to_segment(flat(ring[i - 1]), flat(ring[i])));
  return nearest;
}

}  // namespace sojourn::geo
