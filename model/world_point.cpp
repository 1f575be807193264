#include "model/world_point.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sojourn::model {

const WorldGrid& WorldGrid::instance() {
  static const WorldGrid grid;
  return grid;
}

WorldGrid::WorldGrid() {
  constexpr double world = static_cast<double>(std::int64_t{1} << world_bits);
  constexpr double step_radians = step * 1e-7 * std::numbers::pi / 180.0;
  knots_.reserve(knots);
  for (std::size_t i = 0; i < knots; ++i) {
    const double latitude =
        (first_latitude + static_cast<double>(i) * step) * 1e-7 * std::numbers::pi / 180.0;
    const double y = 0.5 - std::asinh(std::tan(latitude)) / (2 * std::numbers::pi);
    const double slope = -1.0 / (std::cos(latitude) * 2 * std::numbers::pi);
    knots_.push_back({y * world, slope * step_radians * world});
  }
}

std::int64_t WorldGrid::y_of(std::int32_t latitude) const {
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
  return std::clamp(static_cast<std::int64_t>(std::floor(y)), std::int64_t{0}, last);
}

}  // namespace sojourn::model
