/// A position as it is kept for every row.
#pragma once

#include <cstdint>
#include <limits>

#include "geo/lonlat.hpp"

namespace sojourn::model {

/// A position in units of 1e-7 degrees (about a centimetre).
struct PointE7 {
  static constexpr std::int32_t none = std::numeric_limits<std::int32_t>::min();
  std::int32_t lon = none;
  std::int32_t lat = none;

  PointE7() = default;
  explicit PointE7(const geo::LonLat& position);
  bool exists() const { return lon != none; }
  double lon_degrees() const { return lon / 1e7; }
  double lat_degrees() const { return lat / 1e7; }
};

}  // namespace sojourn::model
