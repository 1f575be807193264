/// From exact lines to the grid of a zoom, without making them cross.
#pragma once

#include "tiles/area/polylines.hpp"

namespace sojourn::tiles {

/// Snap rounding (Hobby 1999; Guibas and Marimont 1998): every position, and every place where lines whose
/// `levels` have a bit in common cross, goes to the nearest point of the grid of 2^shift units, and every
/// segment is led through each such point whose square it passes. So lines of one level do not cross
/// afterwards, though they may touch or lie on each other; where they do, both have a position. Coordinates
/// of the result count grid steps; consecutive positions differ, so a line may shrink to one position.
Polylines snap(const Polylines& lines, std::span<const std::uint8_t> levels, int shift);

}  // namespace sojourn::tiles
