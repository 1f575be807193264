/// Web Mercator (EPSG:3857) as a unit square: x grows east, y grows south, (0, 0) is
/// the north-west corner of the world's only tile at zoom 0.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

namespace sojourn::geo {

/// The latitude at which the square ends: atan(sinh(π)), in degrees.
inline constexpr double max_mercator_latitude = 85.0511287798066;

/// A position in the unit square; both in [0, 1]. Latitudes beyond ±85.0511° are put on the square's edge.
inline Position to_mercator(double lon, double lat) {
  const double limited = std::clamp(lat, -max_mercator_latitude, max_mercator_latitude);
  const double phi = limited * std::numbers::pi / 180.0;
  const double x = lon / 360.0 + 0.5;
  const double y = 0.5 - std::asinh(std::tan(phi)) / (2.0 * std::numbers::pi);
  return {std::clamp(x, 0.0, 1.0), std::clamp(y, 0.0, 1.0)};
}

inline Position to_mercator(LonLat position) {
  return to_mercator(position.lon(), position.lat());
}

/// Degrees (x = longitude, y = latitude) of a position in the unit square.
inline Position from_mercator(Position square) {
  const double phi = std::atan(std::sinh(std::numbers::pi * (1.0 - 2.0 * square.y)));
  return {(square.x - 0.5) * 360.0, phi * 180.0 / std::numbers::pi};
}

}  // namespace sojourn::geo
