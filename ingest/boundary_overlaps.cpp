#include "ingest/boundary_overlaps.hpp"

#include <algorithm>

#include "geo/geos.hpp"

namespace sojourn::ingest {

std::vector<AreaOverlap> find_overlaps(const geo::BoundarySet& set, int level) {
  const auto [first, last] = set.level_range(level);
  std::vector<double> areas;
  for (auto area = first; area < last; ++area) areas.push_back(geo::planar_area(set.area(area).geometry));
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
