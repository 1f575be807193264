/// The small cells of which the country is built: an irregular honeycomb. Exactly
/// three cells meet at every corner, so outlines of any union of cells never touch
/// themselves, and neighbours have their common border to the last digit.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "demo/point.hpp"

namespace sojourn::demo {

using CellId = std::uint32_t;
inline constexpr CellId no_cell = 0xFFFFFFFF;
inline constexpr int cell_sides = 6;

/// How many points a border between two cells gets: coasts wind more than borders that people drew.
enum class Detail : int { border = 2, coast = 3 };

class Mesh {
 public:
  /// `columns` × `rows` cells around `centre`, about `spacing` units of latitude apart.
  Mesh(std::uint64_t seed, Point centre, int columns, int rows, std::int32_t spacing);

  CellId size() const { return static_cast<CellId>(columns_ * rows_); }
  Point centre(CellId cell) const { return centres_[cell]; }

  /// The cell across a side, sides counted anticlockwise from the east; no_cell outside the mesh.
  CellId neighbour(CellId cell, int side) const;

  /// True if the cell is within `width` cells of the mesh's edge. Cells at the very edge have no outline.
  bool near_edge(CellId cell, int width) const;

  /// Identity of the corner where `side` begins, seen from `cell` (anticlockwise).
  std::uint32_t corner(CellId cell, int side) const;

  /// The border of `cell` along `side` with the cell on its left, without its last point.
  void append_border(CellId cell, int side, Detail detail, PointRing& ring) const;

  /// A point well inside the cell.
  Point point_inside(CellId cell, std::uint64_t chance) const;

 private:
  Point corner_point(std::uint32_t corner) const;
  Point border_middle(CellId a, CellId b) const;
  /// From a corner to the middle of a border, without the last point: each half is made in this
  /// direction only, so that both neighbours see the same points.
  void append_half(Point from, Point to, std::uint64_t key, int depth, PointRing& points) const;

  std::uint64_t seed_;
  int columns_;
  int rows_;
  std::vector<Point> centres_;
};

}  // namespace sojourn::demo
