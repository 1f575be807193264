/// Dividing land into areas that hang together.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demo/mesh.hpp"
#include "demo/terrain.hpp"

namespace sojourn::demo {

/// Divides connected `cells` (ascending) into `parts` connected areas, smaller where many people live,
/// with borders that follow ridges. Returns the cells of each, ascending. Fewer parts if there are
/// fewer cells. At most 65,536 cells.
std::vector<std::vector<CellId>> divide(const Mesh& mesh, const Terrain& terrain,
                                        std::span<const CellId> cells, std::size_t parts);

/// `total` shared out by weight, at least one each where `total` allows; largest remainders first.
std::vector<std::size_t> share_out(std::size_t total, std::span<const std::int64_t> weights);

/// What an area weighs when a number of children is shared out: its size and its people.
std::int64_t weight_of(const Terrain& terrain, std::span<const CellId> cells);

}  // namespace sojourn::demo
