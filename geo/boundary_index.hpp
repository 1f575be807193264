/// Which area of one level covers a position: point-in-polygon for millions of points.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "geo/boundary_set.hpp"
#include "geo/lonlat.hpp"

namespace sojourn::geo {

/// An immutable index over the areas of one level. Borders count as inside, so a position on a
/// shared border is covered by both neighbours. Answers are those of PostGIS `ST_Covers(area, point)`,
/// also within rounding of a border: there the very arithmetic of PostGIS decides.
///
/// The positions' plane is cut into a grid. A cell that no border touches holds its answer; in the
/// others the straight line to a reference position of known answer crosses few edges. Building
/// costs O(edges + cells crossed), about a tenth of a second for 126,000 vertices.
/// Safe to use from several threads at once.
class BoundaryIndex {
 public:
  /// Copies what it needs: `set` may go away. Geometry has to be valid (boundary import sees to it);
  /// areas without geometry cover nothing. A level without areas gives an index that finds nothing.
  BoundaryIndex(const BoundarySet& set, int level);
  ~BoundaryIndex();
  BoundaryIndex(BoundaryIndex&&) noexcept;
  BoundaryIndex& operator=(BoundaryIndex&&) noexcept;

  /// Index in the boundary set of an area that covers the position, or no_area. Where several do
  /// (shared borders, overlaps), the one with the lowest index, so the answer is repeatable.
  std::uint32_t find(LonLat position) const;

  /// The same for many positions at once; `areas` must be as long as `positions`. Positions out of
  /// range or not finite find no_area.
  void find(std::span<const Position> positions, std::span<std::uint32_t> areas) const;

  /// All areas that cover the position, ascending.
  std::vector<std::uint32_t> find_all(LonLat position) const;

  /// Memory held, in bytes.
  std::size_t memory() const;

 private:
  struct Cells;
  std::unique_ptr<const Cells> cells_;
};

}  // namespace sojourn::geo
