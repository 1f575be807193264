/// Where there is land, and where on it people live.
#pragma once

#include <cstdint>
#include <vector>

#include "demo/mesh.hpp"

namespace sojourn::demo {

struct Terrain {
  std::vector<bool> land;              ///< per cell
  std::vector<CellId> mainland;        ///< ascending; connected, without inland waters
  std::vector<CellId> islands;         ///< ascending; land that is not mainland
  std::vector<int> from_sea;           ///< per cell: steps from the sea, 1 at the coast
  std::vector<std::int64_t> people;    ///< relative density per cell; 0 at sea
  std::vector<std::int64_t> crossing;  ///< how hard a cell is to cross, 100 to 1,700: borders follow ridges
};

/// `half_width` and `half_height` of the country around the mesh's `centre`, in units of Point.
Terrain shape_terrain(std::uint64_t seed, const Mesh& mesh, Point centre, std::int32_t half_width,
                      std::int32_t half_height);

}  // namespace sojourn::demo
