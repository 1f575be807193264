/// All areas of a boundary set on the tile grid of one zoom, ready to be cut to tiles.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tiles/area/grid.hpp"
#include "tiles/area/topology.hpp"

namespace sojourn::tiles {

/// Immutable. Polygons are valid: shells positive and followed by their holes, no ring crosses or touches
/// itself. Neighbours that share positions in the source share them here. An area too small for the grid is a
/// square of one unit.
class ZoomAreas {
 public:
  /// Segments per box of the index along a ring.
  static constexpr std::uint32_t run = 32;

  struct Ring {
    std::uint32_t first = 0;  ///< into the points
    std::uint32_t count = 0;
    std::uint32_t first_run = 0;  ///< into the runs
    bool shell = true;
    GridBox box;
  };
  struct Polygon {
    std::uint32_t first_ring = 0;
    std::uint32_t last_ring = 0;
  };

  ZoomAreas(const Topology& topology, int zoom);

  /// Of the grid: 4096 · 2^zoom units around the world.
  int zoom() const { return zoom_; }
  /// Empty for an area without geometry.
  const GridBox& box(std::uint32_t area) const { return boxes_[area]; }
  std::span<const Polygon> polygons(std::uint32_t area) const {
    return std::span(polygons_).subspan(starts_[area], starts_[area + 1] - starts_[area]);
  }
  std::span<const Ring> rings(const Polygon& polygon) const {
    return std::span(rings_).subspan(polygon.first_ring, polygon.last_ring - polygon.first_ring);
  }
  std::span<const GridPoint> points(const Ring& ring) const {
    return std::span(points_).subspan(ring.first, ring.count);
  }
  /// Box n holds segments n·run to (n+1)·run - 1, where segment i goes from position i to the next.
  std::span<const GridBox> runs(const Ring& ring) const {
    return std::span(runs_).subspan(ring.first_run, (ring.count + run - 1) / run);
  }
  /// Areas that stand as a square of one unit.
  std::size_t collapsed() const { return collapsed_; }
  std::size_t memory_bytes() const;

 private:
  void add_ring(std::span<const GridPoint> points, bool shell);
  void add_square(GridPoint place);

  int zoom_;
  std::vector<GridPoint> points_;
  std::vector<GridBox> runs_;
  std::vector<Ring> rings_;
  std::vector<Polygon> polygons_;
  std::vector<std::uint32_t> starts_;  ///< per area, into polygons_
  std::vector<GridBox> boxes_;
  std::size_t collapsed_ = 0;
};

}  // namespace sojourn::tiles
