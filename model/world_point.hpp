/// Points in Web Mercator as whole numbers, so that every tile and every cell of a zoom cuts the world at the
/// same places.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "model/point_e7.hpp"

namespace sojourn::model {

inline constexpr int world_bits = 34;
/// The deepest zoom whose cells are told apart.
inline constexpr int deepest_cell_zoom = 32;

/// Column and row in the 2^zoom × 2^zoom cells of a zoom: of tiles, or of parts of them.
struct CellId {
  int zoom = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  bool operator==(const CellId&) const = default;
};

/// Both in [0, 2^34): the tile units of zoom 22. x grows east, y south.
struct WorldPoint {
  std::int64_t x = 0;
  std::int64_t y = 0;

  /// `zoom` is 0 to deepest_cell_zoom.
  CellId cell(int zoom) const {
    return {zoom, static_cast<std::uint32_t>(x >> (world_bits - zoom)),
            static_cast<std::uint32_t>(y >> (world_bits - zoom))};
  }
};

/// From degrees to WorldPoint. x is exact; y is read from a table of the projection by cubic interpolation,
/// off by less than one unit (2.4 mm), at a tenth of the cost of the formula. Latitudes past the square's
/// edge lie on it.
class WorldGrid {
 public:
  /// The table is made once, on the first call.
  static const WorldGrid& instance();

  WorldPoint at(PointE7 point) const {
    constexpr std::int64_t half_turn = 1'800'000'000;  // degrees · 1e7
    // (lon + 180°) / 360° · 2^34, with 360e7 = 2^10 · 3515625.
    const auto x = ((std::int64_t{point.lon} + half_turn) << (world_bits - 10)) / 3'515'625;
    return {x > last ? last : x, y_of(point.lat)};
  }

 private:
  static constexpr std::int64_t last = (std::int64_t{1} << world_bits) - 1;
  static constexpr std::int32_t step = 156'250;                 // 1/64 degree · 1e7
  static constexpr std::int32_t first_latitude = -855'000'000;  // just past the square's edge
  static constexpr std::size_t knots = 2 * 5472 + 1;

  struct Knot {
    double y;      ///< units
    double slope;  ///< units per step
  };
  WorldGrid();

  std::int64_t y_of(std::int32_t latitude) const {
    const std::int32_t limited = std::clamp(latitude, first_latitude, -first_latitude);
    const std::int32_t offset = limited - first_latitude;
    const auto i = std::min(static_cast<std::size_t>(offset / step), knots - 2);
    const double t = static_cast<double>(offset - static_cast<std::int32_t>(i) * step) / step;
    const Knot& a = knots_[i];
    const Knot& b = knots_[i + 1];
    // The cubic through both knots with their slopes (Hermite).
    const double rise = b.y - a.y;
    const double y =
        a.y + t * (a.slope + t * (3 * rise - 2 * a.slope - b.slope + t * (a.slope + b.slope - 2 * rise)));
    // Cut off as if rounded down: what is negative lies on the edge anyway.
    return std::clamp(static_cast<std::int64_t>(y), std::int64_t{0}, last);
  }

  std::vector<Knot> knots_;
};

}  // namespace sojourn::model
