/// The country: its land, its people and its administrative divisions, out of a seed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "demo/mesh.hpp"
#include "demo/names.hpp"
#include "demo/outline.hpp"
#include "demo/terrain.hpp"

namespace sojourn::demo {

inline constexpr int levels = 5;
/// In the South Atlantic, 800 km and more from Trindade, Tristan da Cunha and St Helena.
inline constexpr Point country_centre = {-18 * units_per_degree, -27 * units_per_degree};

struct Division {
  std::string pcode;
  std::string old_code;  ///< before the reform: levels 1 and 2 only
  Name name;
  std::uint32_t parent = 0;            ///< position in the level above
  std::vector<CellId> cells;           ///< ascending
  std::vector<PointPolygon> polygons;  ///< largest first
  std::int64_t population = 0;
};

struct Country {
  explicit Country(std::uint64_t seed);

  Mesh mesh;
  Terrain terrain;
  std::array<std::vector<Division>, levels> divisions;     ///< in P-code order
  std::vector<std::int64_t> population;                    ///< per cell
  std::vector<std::array<std::uint32_t, levels>> lineage;  ///< per division of level 4: it and those above it
  std::vector<std::uint32_t> deepest;                      ///< per cell on land: position in divisions[4]

  /// Position of the division of `level` above a division of `from_level`.
  std::uint32_t above(std::uint32_t division, int from_level, int level) const;
};

}  // namespace sojourn::demo
