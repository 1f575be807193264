/// Positions on the earth. A `LonLat` exists only if it is one: finite, longitude
/// in [-180, 180], latitude in [-90, 90], degrees on WGS 84 (EPSG:4326, lon first).
#pragma once

#include <cmath>
#include <optional>

namespace sojourn::geo {

class LonLat {
 public:
  /// Nothing unless both are finite and in range.
  static std::optional<LonLat> make(double lon, double lat) {
    if (!std::isfinite(lon) || !std::isfinite(lat) || std::abs(lon) > 180.0 || std::abs(lat) > 90.0)
      return std::nullopt;
    return LonLat(lon, lat);
  }

  double lon() const { return lon_; }
  double lat() const { return lat_; }
  bool operator==(const LonLat&) const = default;

 private:
  LonLat(double lon, double lat) : lon_(lon), lat_(lat) {}
  double lon_;
  double lat_;
};

}  // namespace sojourn::geo
