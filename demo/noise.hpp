/// Hills and valleys out of a seed: value noise in fixed point.
#pragma once

#include <cstdint>

#include "demo/point.hpp"

namespace sojourn::demo {

/// Smooth noise at a point, in [-1000, 1000], mostly well inside. `wavelength` is the width of the largest
/// hills in units of Point; each of the `octaves` after it is half as wide and half as high.
std::int64_t noise(std::uint64_t seed, Point point, std::int32_t wavelength, int octaves);

}  // namespace sojourn::demo
