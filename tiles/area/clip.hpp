/// Prepared areas cut to one tile.
#pragma once

#include "tiles/area/frame.hpp"
#include "tiles/area/zoom_areas.hpp"
#include "tiles/mvt_geometry.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles {

/// Cuts to the tile and its buffer. Polygons wholly inside are passed on; of others only the runs that reach
/// the tile are looked at. What comes out is valid as what went in, in whole units; positions on the cut are
/// on its edge.
class Clipper {
 public:
  /// `areas` are those of the tile's zoom, or of deepest_area_zoom for deeper tiles.
  Clipper(const ZoomAreas& areas, TileId tile);

  /// Whether the area's box meets the tile with its buffer.
  bool may_meet(std::uint32_t area) const;
  /// Appends the area's geometry; nothing if it does not reach the tile.
  void add(std::uint32_t area, GeometryCommands& commands);

 private:
  FarPoint to_tile(GridPoint point) const;
  bool corner_inside(const ZoomAreas::Polygon& polygon) const;
  void add_whole(const ZoomAreas::Polygon& polygon, GeometryCommands& commands);
  void add_cut(const ZoomAreas::Polygon& polygon, GeometryCommands& commands);

  const ZoomAreas& areas_;
  GridBox reach_;  ///< of the tile with buffer, on the areas' grid, rounded outwards
  GridBox inner_;  ///< the same rounded inwards
  int up_;         ///< tile units are 2^up grid units
  std::int64_t origin_x_;
  std::int64_t origin_y_;
  std::vector<TilePoint> ring_;
};

}  // namespace sojourn::tiles
