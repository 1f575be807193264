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

}  // namespace sojourn::model
