/// One polygon cut to a tile's frame, from its segments to valid rings.
#pragma once

#include <vector>

#include "tiles/area/frame.hpp"

namespace sojourn::tiles {

/// Segments in, in any order, each from all rings of one valid polygon (shells positive); rings out. Cut
/// segments end in whole units, so they turn a little; where they would then touch or pass a position, they
/// are led through it (as in snap.hpp), and so is the way along the frame.
class PolygonCut {
 public:
  /// Segments outside may be left out.
  void add_segment(const FarPoint& from, const FarPoint& to);
  bool crosses_frame() const { return !crossings_.empty(); }
  /// The tile lies inside the polygon and its shell does not cross the frame.
  void add_outline();
  Rings finish() &&;

 private:
  /// A segment whose end was moved: its course before, and its ends after.
  struct Moved {
    FarPoint exact_from;
    FarPoint exact_to;
    GridPoint from;
    GridPoint to;
  };

  void add_way(std::span<const GridPoint> way);
  void connect_crossings();
  std::vector<GridPoint> positions() const;
  void lead_edges_through_crossings();
  void lead_moved_through(std::span<const GridPoint> positions);

  std::vector<Edge> edges_;
  std::vector<Moved> moved_;
  std::vector<frame::Crossing> crossings_;
};

}  // namespace sojourn::tiles
