#include "tiles/area/cut_polygon.hpp"

#include <numeric>

namespace sojourn::tiles {
namespace {

GridPoint near_point(const FarPoint& point) {
  return {static_cast<std::int32_t>(point.x), static_cast<std::int32_t>(point.y)};
}
FarPoint far_point(GridPoint point) {
  return {point.x, point.y};
}

/// Whether from→to passes the unit square around a position.
bool passes(const FarPoint& from, const FarPoint& to, GridPoint position) {
  const auto doubled = [](const FarPoint& p) { return FarPoint{2 * p.x, 2 * p.y}; };
  return meets_square<Wide>(doubled(from), doubled(to), doubled(far_point(position)), 1);
}

bool lies_on(GridPoint a, GridPoint b, GridPoint position) {
  GridBox box;
  box.grow(a);
  box.grow(b);
  GridBox place;
  place.grow(position);
  return box.contains(place) && turn<std::int64_t>(a, b, position) == 0;
}

void sort_along(const FarPoint& from, const FarPoint& to, std::vector<GridPoint>& positions) {
  const auto progress = [&](GridPoint p) {
    return (Wide{to.x} - from.x) * (p.x - from.x) + (Wide{to.y} - from.y) * (p.y - from.y);
  };
  std::sort(positions.begin(), positions.end(),
            [&](GridPoint a, GridPoint b) { return progress(a) < progress(b); });
}

/// Of positions sorted by x, those within the x range of two ends.
std::span<const GridPoint> between(std::span<const GridPoint> positions, GridPoint a, GridPoint b) {
  const auto [low, high] = std::minmax(a.x, b.x);
  const auto first = std::lower_bound(positions.begin(), positions.end(), low,
                                      [](GridPoint p, std::int32_t x) { return p.x < x; });
  const auto last =
      std::upper_bound(first, positions.end(), high, [](std::int32_t x, GridPoint p) { return x < p.x; });
  return {first, last};
}

}  // namespace

void PolygonCut::add_segment(const FarPoint& from, const FarPoint& to) {
  if (frame::contains(from) && frame::contains(to)) {
    edges_.push_back({near_point(from), near_point(to)});
    return;
  }
  const auto inside = frame::passage(from, to);
  if (!inside) return;
  if (inside->entry) crossings_.push_back(*inside->entry);
  if (inside->exit) crossings_.push_back(*inside->exit);
  moved_.push_back({from, to, inside->entry ? inside->entry->at : near_point(from),
                    inside->exit ? inside->exit->at : near_point(to)});
}

void PolygonCut::add_way(std::span<const GridPoint> way) {
  for (std::size_t i = 1; i < way.size(); ++i)
    moved_.push_back({far_point(way[i - 1]), far_point(way[i]), way[i - 1], way[i]});
}

void PolygonCut::add_outline() {
  auto ring = frame::outline();
  ring.push_back(ring.front());
  add_way(ring);
}

/// The inside is to the left of the segments, so along the frame it lies between an exit and the entry after
/// it.
void PolygonCut::connect_crossings() {
  std::sort(crossings_.begin(), crossings_.end(), frame::comes_before);
  for (std::size_t i = 0; i < crossings_.size(); ++i) {
    if (crossings_[i].entering) continue;
    const auto& after = crossings_[(i + 1) % crossings_.size()];
    if (after.entering) add_way(frame::way_around(crossings_[i], after));
  }
}

std::vector<GridPoint> PolygonCut::positions() const {
  std::vector<GridPoint> all;
  all.reserve(edges_.size() + 2 * moved_.size());
  for (const auto& edge : edges_) {
    all.push_back(edge.from);
    all.push_back(edge.to);
  }
  for (const auto& moved : moved_) {
    all.push_back(moved.from);
    all.push_back(moved.to);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

/// Segments wholly inside keep their ends, but may pass the square of a new position. Such are on the frame,
/// so only segments with an end on it can do so.
void PolygonCut::lead_edges_through_crossings() {
  const auto on_frame = [](GridPoint p) {
    return p.x == frame::low || p.x == frame::high || p.y == frame::low || p.y == frame::high;
  };
  std::size_t kept = 0;
  for (const auto edge : edges_) {
    const bool may_pass = on_frame(edge.from) || on_frame(edge.to);
    const bool passing =
        may_pass && std::any_of(crossings_.begin(), crossings_.end(), [&](const auto& crossing) {
          return passes(far_point(edge.from), far_point(edge.to), crossing.at);
        });
    if (passing)
      moved_.push_back({far_point(edge.from), far_point(edge.to), edge.from, edge.to});
    else
      edges_[kept++] = edge;
  }
  edges_.resize(kept);
}

void PolygonCut::lead_moved_through(std::span<const GridPoint> positions) {
  std::vector<GridPoint> through;
  std::vector<GridPoint> course;
  for (const auto& moved : moved_) {
    through.clear();
    for (const auto position : between(positions, moved.from, moved.to))
      if (position != moved.from && position != moved.to &&
          passes(moved.exact_from, moved.exact_to, position))
        through.push_back(position);
    sort_along(moved.exact_from, moved.exact_to, through);
    course.assign(1, moved.from);
    course.insert(course.end(), through.begin(), through.end());
    course.push_back(moved.to);
    for (std::size_t i = 1; i < course.size(); ++i) {
      const auto a = course[i - 1];
      const auto b = course[i];
      through.clear();
      if (std::gcd(a.x - b.x, a.y - b.y) > 1)
        for (const auto position : between(positions, a, b))
          if (position != a && position != b && lies_on(a, b, position)) through.push_back(position);
      sort_along(far_point(a), far_point(b), through);
      through.push_back(b);
      auto from = a;
      for (const auto to : through) {
        edges_.push_back({from, to});
        from = to;
      }
    }
  }
}

Rings PolygonCut::finish() && {
  connect_crossings();
  const auto all = positions();
  lead_edges_through_crossings();
  lead_moved_through(all);
  return trace_rings(edges_);
}

}  // namespace sojourn::tiles
