/// Distances counted in cells.
#pragma once

#include <limits>
#include <vector>

#include "demo/mesh.hpp"

namespace sojourn::demo {

inline constexpr int unreachable = std::numeric_limits<int>::max();

/// Steps from the nearest of `sources` (0 there) to every cell, over cells where `passable`.
std::vector<int> steps_from(const Mesh& mesh, const std::vector<bool>& passable, std::vector<CellId> sources);

}  // namespace sojourn::demo
