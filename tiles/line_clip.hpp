/// Lines cut to one tile.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/world_point.hpp"
#include "tiles/mvt_geometry.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles {

/// Cuts lines to the tile and its buffer, in whole units. Each position comes out as in every other tile of
/// the zoom (cut off, never rounded), so lines that share positions share them in every tile; where a line
/// leaves the buffer it ends on the buffer's edge.
class LineClipper {
 public:
  explicit LineClipper(TileId tile);

  /// Appends the parts of a line that reach the tile; nothing for one that shrinks to a point or stays
  /// outside. False if nothing was added.
  bool add(std::span<const model::WorldPoint> line, GeometryCommands& commands);

 private:
  struct Place {
    std::int64_t x = 0;
    std::int64_t y = 0;
    bool operator==(const Place&) const = default;
  };
  Place place_of(const model::WorldPoint& point) const;
  bool add_segment(const Place& from, const Place& to, GeometryCommands& commands);
  bool end_part(GeometryCommands& commands);

  int down_;  ///< world units are 2^down tile units
  std::int64_t origin_x_;
  std::int64_t origin_y_;
  std::vector<TilePoint> part_;
};

}  // namespace sojourn::tiles
