#include "tiles/area/clip.hpp"

#include "tiles/area/cut_polygon.hpp"
#include "tiles/prepared_areas.hpp"

namespace sojourn::tiles {

Clipper::Clipper(const ZoomAreas& areas, TileId tile)
    : areas_(areas),
      up_(tile.zoom() - areas.zoom()),
      origin_x_(std::int64_t{tile.x()} * extent),
      origin_y_(std::int64_t{tile.y()} * extent) {
  const auto down = [&](std::int64_t units) { return static_cast<std::int32_t>(units >> up_); };
  const auto up = [&](std::int64_t units) { return static_cast<std::int32_t>(-(-units >> up_)); };
  const auto x = origin_x_;
  const auto y = origin_y_;
  reach_ = {down(x + frame::low), down(y + frame::low), up(x + frame::high), up(y + frame::high)};
  inner_ = {up(x + frame::low), up(y + frame::low), down(x + frame::high), down(y + frame::high)};
}

bool Clipper::may_meet(std::uint32_t area) const {
  return areas_.box(area).meets(reach_);
}

FarPoint Clipper::to_tile(GridPoint point) const {
  return {(std::int64_t{point.x} << up_) - origin_x_, (std::int64_t{point.y} << up_) - origin_y_};
}

void Clipper::add(std::uint32_t area, GeometryCommands& commands) {
  for (const auto& polygon : areas_.polygons(area)) {
    const auto& box = areas_.rings(polygon).front().box;
    if (!box.meets(reach_)) continue;
    if (inner_.contains(box))
      add_whole(polygon, commands);
    else
      add_cut(polygon, commands);
  }
}

void Clipper::add_whole(const ZoomAreas::Polygon& polygon, GeometryCommands& commands) {
  for (const auto& ring : areas_.rings(polygon)) {
    ring_.clear();
    for (const auto point : areas_.points(ring)) {
      const auto place = to_tile(point);
      ring_.push_back({static_cast<std::int32_t>(place.x), static_cast<std::int32_t>(place.y)});
    }
    commands.add_ring(ring_, ring.shell);
  }
}

/// Whether the corner (low, low) of the frame lies inside the polygon: by the rings' crossings of the line to
/// its right.
bool Clipper::corner_inside(const ZoomAreas::Polygon& polygon) const {
  // Half a unit outside of the corner, where no position is; doubled to be whole.
  const FarPoint corner{2 * frame::low - 1, 2 * frame::low - 1};
  const auto doubled = [&](GridPoint point) {
    const auto place = to_tile(point);
    return FarPoint{2 * place.x, 2 * place.y};
  };
  bool inside = false;
  for (const auto& ring : areas_.rings(polygon)) {
    const auto points = areas_.points(ring);
    const auto runs = areas_.runs(ring);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const auto least = doubled({runs[i].min_x, runs[i].min_y});
      const auto most = doubled({runs[i].max_x, runs[i].max_y});
      if (most.x < corner.x || most.y < corner.y || least.y > corner.y) continue;
      const auto first = i * ZoomAreas::run;
      const auto last = std::min<std::size_t>(first + ZoomAreas::run, points.size());
      for (auto k = first; k < last; ++k) {
        const auto a = doubled(points[k]);
        const auto b = doubled(points[k + 1 < points.size() ? k + 1 : 0]);
        if ((a.y > corner.y) == (b.y > corner.y)) continue;
        if ((turn<Wide>(a, b, corner) > 0) == (b.y > a.y)) inside = !inside;
      }
    }
  }
  return inside;
}

void Clipper::add_cut(const ZoomAreas::Polygon& polygon, GeometryCommands& commands) {
  PolygonCut cut;
  for (const auto& ring : areas_.rings(polygon)) {
    const auto points = areas_.points(ring);
    const auto runs = areas_.runs(ring);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (!runs[i].meets(reach_)) continue;
      const auto first = i * ZoomAreas::run;
      const auto last = std::min<std::size_t>(first + ZoomAreas::run, points.size());
      auto from = to_tile(points[first]);
      for (auto k = first; k < last; ++k) {
        const auto to = to_tile(points[k + 1 < points.size() ? k + 1 : 0]);
        cut.add_segment(from, to);
        from = to;
      }
    }
  }
  if (!cut.crosses_frame() && corner_inside(polygon)) cut.add_outline();
  const auto rings = std::move(cut).finish();
  for (const auto& ring : rings.rings()) {
    ring_.clear();
    for (const auto point : rings.points(ring)) ring_.push_back({point.x, point.y});
    commands.add_ring(ring_, ring.shell());
  }
}

}  // namespace sojourn::tiles
