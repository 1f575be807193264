#include "tiles/area/zoom_areas.hpp"

#include "tiles/area/rings.hpp"
#include "tiles/area/simplify.hpp"
#include "tiles/area/snap.hpp"
#include "tiles/prepared_areas.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles {
namespace {

constexpr int extent_bits = 12;
static_assert(1 << extent_bits == extent);

/// How far, in tile units, a drawn border may stray from the true one: 3 of 4096 are 0.4 pixels of a
/// 512-pixel tile.
constexpr float tolerance_units = 3;

std::vector<Edge> edges_of(std::span<const ArcUse> uses, const Polylines& arcs) {
  std::vector<Edge> edges;
  for (const auto& use : uses) {
    const auto points = arcs[use.arc];
    for (std::size_t i = 1; i < points.size(); ++i)
      edges.push_back(use.reversed ? Edge{points[i], points[i - 1]} : Edge{points[i - 1], points[i]});
  }
  return edges;
}

}  // namespace

ZoomAreas::ZoomAreas(const Topology& topology, int zoom) : zoom_(zoom) {
  const int shift = exact_bits - extent_bits - zoom;
  const float tolerance = zoom >= deepest_area_zoom ? 0.0F : tolerance_units * static_cast<float>(1 << shift);
  const auto arcs = snap(simplify(topology, tolerance), topology.levels(), shift);

  starts_.push_back(0);
  for (std::uint32_t area = 0; area < topology.areas(); ++area) {
    const auto uses = topology.uses(area);
    const auto first_ring = rings_.size();
    const auto traced = trace_rings(edges_of(uses, arcs));
    for (const auto& ring : traced.rings()) add_ring(traced.points(ring), ring.shell());
    if (traced.empty() && !uses.empty()) add_square(arcs[uses.front().arc].front());
    GridBox box;
    for (auto ring = first_ring; ring < rings_.size(); ++ring) box.grow(rings_[ring].box);
    boxes_.push_back(box);
    starts_.push_back(static_cast<std::uint32_t>(polygons_.size()));
  }
  points_.shrink_to_fit();
  runs_.shrink_to_fit();
  rings_.shrink_to_fit();
}

void ZoomAreas::add_ring(std::span<const GridPoint> points, bool shell) {
  Ring ring{static_cast<std::uint32_t>(points_.size()), static_cast<std::uint32_t>(points.size()),
            static_cast<std::uint32_t>(runs_.size()), shell, box_of(points)};
  points_.insert(points_.end(), points.begin(), points.end());
  for (std::size_t first = 0; first < points.size(); first += run) {
    const auto last = std::min<std::size_t>(first + run, points.size() - 1);
    auto box = box_of(points.subspan(first, last - first + 1));
    if (first + run >= points.size()) box.grow(points.front());
    runs_.push_back(box);
  }
  rings_.push_back(ring);
  const auto end = static_cast<std::uint32_t>(rings_.size());
  if (shell)
    polygons_.push_back({end - 1, end});
  else
    polygons_.back().last_ring = end;
}

void ZoomAreas::add_square(GridPoint place) {
  const std::int32_t last = (extent << zoom_) - 1;
  const auto x = std::clamp(place.x, 0, last);
  const auto y = std::clamp(place.y, 0, last);
  const GridPoint square[] = {{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}};
  add_ring(square, true);
  ++collapsed_;
}

std::size_t ZoomAreas::memory_bytes() const {
  return points_.capacity() * sizeof(GridPoint) + runs_.capacity() * sizeof(GridBox) +
         rings_.capacity() * sizeof(Ring) + polygons_.capacity() * sizeof(Polygon) +
         starts_.capacity() * sizeof(std::uint32_t) + boxes_.capacity() * sizeof(GridBox);
}

}  // namespace sojourn::tiles
