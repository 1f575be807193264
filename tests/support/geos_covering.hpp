/// GEOS' own answer to "which areas cover this position": an STRtree of prepared geometries, the usual
/// way to do it. The oracle of tests and the baseline of the placement benchmark.
#pragma once

#include <geos_c.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "geo/boundary_set.hpp"

namespace sojourn::test {

class GeosCovering {
 public:
  GeosCovering(const geo::BoundarySet& set, int level)
      : handle_(GEOS_init_r()), tree_(GEOSSTRtree_create_r(handle_, 10)) {
    const auto [first, last] = set.level_range(level);
    for (auto i = first; i < last; ++i) {
      auto* geometry = to_geos(set.area(i).geometry);
      entries_.push_back({i, geometry, GEOSPrepare_r(handle_, geometry)});
      if (GEOSisEmpty_r(handle_, geometry) == 0)
        GEOSSTRtree_insert_r(handle_, tree_, geometry, &entries_.back());
    }
  }
  ~GeosCovering() {
    for (auto& entry : entries_) {
      GEOSPreparedGeom_destroy_r(handle_, entry.prepared);
      GEOSGeom_destroy_r(handle_, entry.geometry);
    }
    GEOSSTRtree_destroy_r(handle_, tree_);
    GEOS_finish_r(handle_);
  }
  GeosCovering(const GeosCovering&) = delete;
  GeosCovering& operator=(const GeosCovering&) = delete;

  /// Ascending.
  std::vector<std::uint32_t> find_all(geo::Position p) const {
    auto* point = GEOSGeom_createPointFromXY_r(handle_, p.x, p.y);
    Query query{handle_, point, {}};
    GEOSSTRtree_query_r(handle_, tree_, point, &visit, &query);
    GEOSGeom_destroy_r(handle_, point);
    std::sort(query.found.begin(), query.found.end());
    return query.found;
  }

 private:
  struct Entry {
    std::uint32_t area;
    GEOSGeometry* geometry;
    const GEOSPreparedGeometry* prepared;
  };
  struct Query {
    GEOSContextHandle_t handle;
    const GEOSGeometry* point;
    std::vector<std::uint32_t> found;
  };

  static void visit(void* item, void* user) {
    const auto* entry = static_cast<Entry*>(item);
    auto* query = static_cast<Query*>(user);
    if (GEOSPreparedCovers_r(query->handle, entry->prepared, query->point) == 1)
      query->found.push_back(entry->area);
  }

  GEOSGeometry* ring(const geo::Ring& positions) const {
    auto* sequence = GEOSCoordSeq_create_r(handle_, static_cast<unsigned>(positions.size()), 2);
    for (unsigned i = 0; i < positions.size(); ++i)
      GEOSCoordSeq_setXY_r(handle_, sequence, i, positions[i].x, positions[i].y);
    return GEOSGeom_createLinearRing_r(handle_, sequence);
  }

  GEOSGeometry* to_geos(const geo::MultiPolygon& geometry) const {
    std::vector<GEOSGeometry*> polygons;
    for (const auto& polygon : geometry) {
      std::vector<GEOSGeometry*> holes;
      for (std::size_t i = 1; i < polygon.size(); ++i) holes.push_back(ring(polygon[i]));
      polygons.push_back(GEOSGeom_createPolygon_r(handle_, ring(polygon.front()), holes.data(),
                                                  static_cast<unsigned>(holes.size())));
    }
    return GEOSGeom_createCollection_r(handle_, GEOS_MULTIPOLYGON, polygons.data(),
                                       static_cast<unsigned>(polygons.size()));
  }

  GEOSContextHandle_t handle_;
  GEOSSTRtree* tree_;
  std::deque<Entry> entries_;  // the tree keeps their addresses
};

}  // namespace sojourn::test
