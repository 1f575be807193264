#include "ingest/boundary_overlaps.hpp"

#include <algorithm>
#include <cmath>

#include "geo/geos.hpp"

namespace sojourn::ingest {
namespace {

// Square degrees, by Gauss' formula around the ring's first position.
double area_of(const geo::Ring& ring) {
  double doubled = 0;
  for (std::size_t i = 1; i < ring.size(); ++i)
    doubled += (ring[i - 1].x - ring[0].x) * (ring[i].y - ring[0].y) -
               (ring[i].x - ring[0].x) * (ring[i - 1].y - ring[0].y);
  return std::abs(doubled) / 2;
}

double area_of(const geo::MultiPolygon& geometry) {
  double area = 0;
  for (const auto& polygon : geometry)
    for (std::size_t ring = 0; ring < polygon.size(); ++ring)
      area += ring == 0 ? area_of(polygon[ring]) : -area_of(polygon[ring]);
  return area;
}

}  // namespace

std::vector<AreaOverlap> find_overlaps(const geo::BoundarySet& set, int level) {
  const auto [first, last] = set.level_range(level);
  std::vector<double> areas;
  for (auto area = first; area < last; ++area) areas.push_back(area_of(set.area(area).geometry));
  std::vector<AreaOverlap> overlaps;
  for (auto a = first; a < last; ++a)
    for (auto b = a + 1; b < last; ++b) {
      if (set.box(a).empty() || !set.box(a).intersects(set.box(b))) continue;
      const auto smaller = std::min(areas[a - first], areas[b - first]);
      const auto common = geo::intersection_area(set.area(a).geometry, set.area(b).geometry);
      if (common > least_overlap * smaller) overlaps.push_back({a, b, common / smaller});
    }
  std::ranges::stable_sort(overlaps, [](const auto& x, const auto& y) { return x.share > y.share; });
  return overlaps;
}

}  // namespace sojourn::ingest
