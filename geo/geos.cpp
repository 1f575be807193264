#include "geo/geos.hpp"

#include <fmt/format.h>
#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <memory>

namespace sojourn::geo {
namespace {

struct Context {
  Context() : handle(GEOS_init_r()) {
    GEOSContext_setErrorMessageHandler_r(handle, &Context::remember, this);
  }
  ~Context() { GEOS_finish_r(handle); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  static void remember(const char* message, void* self) { static_cast<Context*>(self)->last_error = message; }

  GEOSContextHandle_t handle;
  std::string last_error;
};

Context& context() {
  thread_local Context own;
  return own;
}

GEOSContextHandle_t handle() {
  return context().handle;
}

[[noreturn]] void fail(const char* action) {
  throw GeosError(fmt::format("cannot {}: {}", action, context().last_error));
}

struct DestroyGeometry {
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle(), geometry); }
};
using Geometry = std::unique_ptr<GEOSGeometry, DestroyGeometry>;

Geometry checked(GEOSGeometry* geometry, const char* action) {
  if (geometry == nullptr) fail(action);
  return Geometry(geometry);
}

/// GEOS takes ownership of parts when a whole is made of them, also when that fails.
std::vector<GEOSGeometry*> release(std::vector<Geometry>& parts) {
  std::vector<GEOSGeometry*> raw;
  raw.reserve(parts.size());
  for (auto& part : parts) raw.push_back(part.release());
  return raw;
}

bool has_area(const Ring& ring) {
  const auto differs = [&](const Position& p) { return p != ring.front(); };
  if (ring.empty()) return false;
  const auto second = std::find_if(ring.begin(), ring.end(), differs);
  return std::find_if(second, ring.end(), [&](const Position& p) { return differs(p) && p != *second; }) !=
         ring.end();
}

Geometry to_geos_ring(const Ring& ring) {
  const bool closed = ring.front() == ring.back();
  const auto size = static_cast<unsigned>(ring.size() + (closed ? 0 : 1));
  GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(handle(), size, 2);
  if (sequence == nullptr) fail("make a ring");
  for (unsigned i = 0; i < size; ++i) {
    const auto& position = ring[i % ring.size()];
    GEOSCoordSeq_setXY_r(handle(), sequence, i, position.x, position.y);
  }
  return checked(GEOSGeom_createLinearRing_r(handle(), sequence), "make a ring");
}

Geometry to_geos(const Polygon& polygon) {
  if (polygon.empty() || !has_area(polygon.front()))
    return checked(GEOSGeom_createEmptyPolygon_r(handle()), "make a polygon");
  auto shell = to_geos_ring(polygon.front());
  std::vector<Geometry> holes;
  for (std::size_t i = 1; i < polygon.size(); ++i)
    if (has_area(polygon[i])) holes.push_back(to_geos_ring(polygon[i]));
  auto raw = release(holes);
  return checked(
      GEOSGeom_createPolygon_r(handle(), shell.release(), raw.data(), static_cast<unsigned>(raw.size())),
      "make a polygon");
}

Geometry to_collection(std::vector<Geometry> parts, int type) {
  auto raw = release(parts);
  return checked(GEOSGeom_createCollection_r(handle(), type, raw.data(), static_cast<unsigned>(raw.size())),
                 "make a multipolygon");
}

Geometry to_geos(const MultiPolygon& geometry) {
  std::vector<Geometry> parts;
  parts.reserve(geometry.size());
  for (const auto& polygon : geometry) parts.push_back(to_geos(polygon));
  return to_collection(std::move(parts), GEOS_MULTIPOLYGON);
}

Ring from_geos_ring(const GEOSGeometry* ring) {
  const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(handle(), ring);
  unsigned size = 0;
  if (sequence == nullptr || GEOSCoordSeq_getSize_r(handle(), sequence, &size) == 0) fail("read a ring");
  Ring positions(size);
  for (unsigned i = 0; i < size; ++i)
    GEOSCoordSeq_getXY_r(handle(), sequence, i, &positions[i].x, &positions[i].y);
  return positions;
}

/// Adds every polygon in `geometry`; lines and points in a collection have no area and are left out.
void collect_polygons(const GEOSGeometry* geometry, MultiPolygon& into) {
  if (GEOSisEmpty_r(handle(), geometry) == 1) return;
  const int type = GEOSGeomTypeId_r(handle(), geometry);
  if (type == GEOS_POLYGON) {
    Polygon polygon;
    polygon.push_back(from_geos_ring(GEOSGetExteriorRing_r(handle(), geometry)));
    const int holes = GEOSGetNumInteriorRings_r(handle(), geometry);
    for (int i = 0; i < holes; ++i)
      polygon.push_back(from_geos_ring(GEOSGetInteriorRingN_r(handle(), geometry, i)));
    into.push_back(std::move(polygon));
  } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
    const int parts = GEOSGetNumGeometries_r(handle(), geometry);
    for (int i = 0; i < parts; ++i) collect_polygons(GEOSGetGeometryN_r(handle(), geometry, i), into);
  }
}

MultiPolygon from_geos(const GEOSGeometry* geometry) {
  MultiPolygon polygons;
  collect_polygons(geometry, polygons);
  return polygons;
}

/// Fills in why and where; false if the geometry is valid.
bool describe_invalidity(const GEOSGeometry* geometry, ValidGeometry& result) {
  char* reason = nullptr;
  GEOSGeometry* location = nullptr;
  const char valid = GEOSisValidDetail_r(handle(), geometry, 0, &reason, &location);
  const Geometry where(location);
  if (reason != nullptr) {
    result.reason = reason;
    GEOSFree_r(handle(), reason);
  }
  if (where && GEOSisEmpty_r(handle(), where.get()) == 0) {
    GEOSGeomGetX_r(handle(), where.get(), &result.where.x);
    GEOSGeomGetY_r(handle(), where.get(), &result.where.y);
  }
  if (valid == 2) fail("check a geometry");
  return valid == 0;
}

/// The first ring that GEOS could not even be shown, if any.
const Ring* collapsed_ring(const MultiPolygon& geometry) {
  for (const auto& polygon : geometry)
    for (const auto& ring : polygon)
      if (!has_area(ring)) return &ring;
  return nullptr;
}

struct DestroyReader {
  void operator()(GEOSWKTReader* reader) const { GEOSWKTReader_destroy_r(handle(), reader); }
};

struct DestroyParams {
  void operator()(GEOSMakeValidParams* params) const { GEOSMakeValidParams_destroy_r(handle(), params); }
};

Geometry repair(const GEOSGeometry* geometry) {
  const std::unique_ptr<GEOSMakeValidParams, DestroyParams> params(GEOSMakeValidParams_create_r(handle()));
  // The structure method keeps what lies in shells and out of holes; the older line work method
  // turns overlaps of a shell with itself into holes.
  GEOSMakeValidParams_setMethod_r(handle(), params.get(), GEOS_MAKE_VALID_STRUCTURE);
  GEOSMakeValidParams_setKeepCollapsed_r(handle(), params.get(), 0);
  return checked(GEOSMakeValidWithParams_r(handle(), geometry, params.get()), "repair a geometry");
}

double ring_area(const Ring& ring) {
  double doubled = 0;
  // Relative to the first position, so that thin rings far from 0/0 keep their digits.
  for (std::size_t i = 1; i < ring.size(); ++i)
    doubled += (ring[i - 1].x - ring[0].x) * (ring[i].y - ring[0].y) -
               (ring[i].x - ring[0].x) * (ring[i - 1].y - ring[0].y);
  return std::abs(doubled) / 2;
}

bool is_sliver(const Ring& ring) {
  double perimeter = 0;
  for (std::size_t i = 1; i < ring.size(); ++i)
    perimeter += std::hypot(ring[i].x - ring[i - 1].x, ring[i].y - ring[i - 1].y);
  return 2 * ring_area(ring) < sliver_width * perimeter;
}

}  // namespace

ValidGeometry make_valid(const MultiPolygon& geometry) {
  ValidGeometry result;
  if (const Ring* ring = collapsed_ring(geometry)) {
    result.repaired = true;
    result.reason = "Too few points in a ring";
    if (!ring->empty()) result.where = ring->front();
  }
  const auto as_read = to_geos(geometry);
  if (describe_invalidity(as_read.get(), result)) {
    result.repaired = true;
    result.geometry = from_geos(repair(as_read.get()).get());
  } else {
    result.geometry = from_geos(as_read.get());
  }
  return result;
}

std::optional<ParsedShape> parse_shape(const std::string& text) {
  // Collections may lie in each other without end, so they are not even tried.
  const auto begins = [&](std::string_view word) {
    return text.size() > word.size() &&
           std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) {
             return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 'a' + 'A') : b);
           });
  };
  const bool point = begins("POINT");
  if (!point && !begins("POLYGON") && !begins("MULTIPOLYGON")) return std::nullopt;
  const std::unique_ptr<GEOSWKTReader, DestroyReader> reader(GEOSWKTReader_create_r(handle()));
  const Geometry read(GEOSWKTReader_read_r(handle(), reader.get(), text.c_str()));
  if (!read || GEOSisEmpty_r(handle(), read.get()) != 0) return std::nullopt;
  ParsedShape shape;
  if (!point) {
    shape.areas = from_geos(read.get());
    return shape;
  }
  Position position;
  GEOSGeomGetX_r(handle(), read.get(), &position.x);
  GEOSGeomGetY_r(handle(), read.get(), &position.y);
  shape.point = position;
  return shape;
}

MultiPolygon dissolve(std::span<const MultiPolygon* const> geometries) {
  std::vector<Geometry> parts;
  for (const auto* geometry : geometries)
    for (const auto& polygon : *geometry) parts.push_back(to_geos(polygon));
  // A collection, not a multipolygon: neighbours touch along lines, which a multipolygon may not.
  const auto all = to_collection(std::move(parts), GEOS_GEOMETRYCOLLECTION);
  return from_geos(checked(GEOSUnaryUnion_r(handle(), all.get()), "dissolve areas").get());
}

WithoutSlivers remove_slivers(MultiPolygon geometry) {
  WithoutSlivers result;
  for (auto& polygon : geometry) {
    if (polygon.empty() || is_sliver(polygon.front())) {
      ++result.removed;
      continue;
    }
    const auto kept = std::stable_partition(polygon.begin() + 1, polygon.end(),
                                            [](const Ring& hole) { return !is_sliver(hole); });
    result.removed += static_cast<std::size_t>(polygon.end() - kept);
    polygon.erase(kept, polygon.end());
    result.geometry.push_back(std::move(polygon));
  }
  return result;
}

std::optional<Position> point_on_surface(const MultiPolygon& geometry) {
  const auto whole = to_geos(geometry);
  const auto point = checked(GEOSPointOnSurface_r(handle(), whole.get()), "find a point on an area");
  Position position;
  if (GEOSisEmpty_r(handle(), point.get()) == 1) return std::nullopt;
  GEOSGeomGetX_r(handle(), point.get(), &position.x);
  GEOSGeomGetY_r(handle(), point.get(), &position.y);
  return position;
}

double planar_area(const MultiPolygon& geometry) {
  double area = 0;
  for (const auto& polygon : geometry)
    for (std::size_t ring = 0; ring < polygon.size(); ++ring)
      area += ring == 0 ? ring_area(polygon[ring]) : -ring_area(polygon[ring]);
  return area;
}

double intersection_area(const MultiPolygon& a, const MultiPolygon& b) {
  if (!bounds(a).intersects(bounds(b))) return 0;
  const auto left = to_geos(a);
  const auto right = to_geos(b);
  const auto common = checked(GEOSIntersection_r(handle(), left.get(), right.get()), "intersect areas");
  double area = 0;
  if (GEOSArea_r(handle(), common.get(), &area) == 0) fail("measure an area");
  return area;
}

}  // namespace sojourn::geo
