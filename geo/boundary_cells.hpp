/// The grid behind geo::BoundaryIndex, and how it is built.
#pragma once

#include <cstdint>
#include <vector>

#include "geo/boundary_set.hpp"
#include "geo/geometry.hpp"

namespace sojourn::geo {

/// A border edge within one cell, turned so that the cell's reference position lies on its left.
struct CellEdge {
  Position a;
  Position b;
  /// Side values (see side_of_line) of this edge or of the reference line within ±error have an
  /// uncertain sign for positions in the cell. Infinite if the reference could not be placed clear
  /// of the edges, so that nothing is certain.
  double error = 0;
};

/// What one cell knows about one area.
struct CellPart {
  std::uint32_t area = 0;
  std::uint32_t first_edge = 0;
  std::uint32_t last_edge = 0;
  bool covers_reference = false;
};

/// A cell with borders in it, or with several areas that overlap.
struct BorderCell {
  Position reference;
  std::uint32_t first_part = 0;  ///< parts are in ascending order of area
  std::uint32_t last_part = 0;
};

struct BoundaryCells {
  /// In `grid`: this bit set, a border cell's number; else an area's index; no_area: nothing.
  static constexpr std::uint32_t border_bit = 0x80000000;

  Box box;    ///< of all areas; empty if there are none
  Box reach;  ///< the box and a hair around it, where rounding may still count a position as covered
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  double columns_per_degree = 0;
  double rows_per_degree = 0;

  std::vector<std::uint32_t> grid;  ///< row by row from the south-west corner
  std::vector<BorderCell> border_cells;
  std::vector<CellPart> parts;
  std::vector<CellEdge> edges;

  std::uint32_t first_area = 0;
  std::vector<MultiPolygon> areas;  ///< from first_area on; decides where rounding would

  std::uint32_t column_of(double x) const { return cell_of((x - box.min_x) * columns_per_degree, columns); }
  std::uint32_t row_of(double y) const { return cell_of((y - box.min_y) * rows_per_degree, rows); }

 private:
  static std::uint32_t cell_of(double at, std::uint32_t count) {
    if (!(at > 0)) return 0;
    return at < count ? static_cast<std::uint32_t>(at) : count - 1;
  }
};

/// Cells for the areas of one level.
BoundaryCells build_boundary_cells(const BoundarySet& set, int level);

}  // namespace sojourn::geo
