/// A boundary set's areas as shared arcs: a border between two areas is kept once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/boundary_set.hpp"
#include "tiles/area/grid.hpp"

namespace sojourn::tiles {

/// Bits of the grid on which positions are kept: 2^30 units around the world, 3.7 cm at the equator.
inline constexpr int exact_bits = 30;

/// A stretch of border between two junctions, or a whole ring that has none.
struct Arc {
  std::uint32_t first = 0;  ///< into Topology::points
  std::uint32_t count = 0;  ///< of a closed arc with its first position again at the end
  std::uint8_t levels = 0;  ///< bit n: part of an area of level n
};

/// One passage of a ring along an arc.
struct ArcUse {
  std::uint32_t arc = 0;
  bool reversed = false;
};

/// Immutable. Where rings of any level meet or part is a junction, so arcs of all levels are the same ones
/// wherever the source gives the same positions. Shells run positively, holes negatively.
class Topology {
 public:
  explicit Topology(const geo::BoundarySet& set);

  std::span<const Arc> arcs() const { return arcs_; }
  std::span<const GridPoint> points(const Arc& arc) const {
    return std::span(points_).subspan(arc.first, arc.count);
  }
  /// Of each arc.
  std::vector<std::uint8_t> levels() const;
  /// Per position of an arc: how far, in units, the arc would stray if this and all lesser ones were left out
  /// (Douglas–Peucker). Leaving out all below a threshold is simplification with that tolerance. Ends are
  /// infinite.
  std::span<const float> importance(const Arc& arc) const {
    return std::span(importance_).subspan(arc.first, arc.count);
  }

  /// One passage after the other through all rings of an area. Empty for an area without geometry.
  std::span<const ArcUse> uses(std::uint32_t area) const {
    return std::span(uses_).subspan(area_starts_[area], area_starts_[area + 1] - area_starts_[area]);
  }
  std::size_t areas() const { return area_starts_.size() - 1; }
  std::size_t memory_bytes() const;

 private:
  friend class TopologyBuilder;
  std::vector<GridPoint> points_;
  std::vector<float> importance_;
  std::vector<Arc> arcs_;
  std::vector<ArcUse> uses_;
  std::vector<std::uint32_t> area_starts_;
};

}  // namespace sojourn::tiles
