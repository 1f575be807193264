/// Where what a tile shows may lie.
#pragma once

#include <cstdint>
#include <vector>

#include "geo/geometry.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles {

struct Reach {
  geo::Box box;              ///< degrees
  std::int64_t shift_x = 0;  ///< to be added to a position on the world's grid at the tile's zoom
};

/// The tile with `margin` units of its grid around it. Up to three boxes: the first and the last column go on
/// at the other side of the world, and points nearer to a pole than the map reaches are put on its edge.
std::vector<Reach> reach_of(TileId tile, double margin);

}  // namespace sojourn::tiles
