/// From directed edges to valid polygons.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tiles/area/grid.hpp"

namespace sojourn::tiles {

struct Edge {
  GridPoint from;
  GridPoint to;
};

/// Rings of polygons, each shell followed by its holes; shells positive, holes negative, no closing position.
class Rings {
 public:
  struct Ring {
    std::uint32_t first = 0;  ///< into points
    std::uint32_t count = 0;
    std::int64_t twice_area = 0;
    bool shell() const { return twice_area > 0; }
  };
  std::span<const Ring> rings() const { return rings_; }
  std::span<const GridPoint> points(const Ring& ring) const {
    return std::span(points_).subspan(ring.first, ring.count);
  }
  bool empty() const { return rings_.empty(); }

 private:
  friend Rings trace_rings(const std::vector<Edge>& edges);
  friend class RingTracer;
  void order_by_shell();

  std::vector<GridPoint> points_;
  std::vector<Ring> rings_;
};

/// The rings around what lies left of the edges. Edges may meet only at their ends, and at each position as
/// many must come in as go out. Edges that run both ways cancel, so parts that grew together become one, and
/// what has shrunk to a line vanishes. No ring touches itself: it is cut in two where it would.
Rings trace_rings(const std::vector<Edge>& edges);

/// Whether the position, in half units (twice its coordinates) and not on the ring, lies inside.
bool surrounds(std::span<const GridPoint> ring, GridPoint twice_position);

}  // namespace sojourn::tiles
