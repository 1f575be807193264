/// Compares a BoundaryIndex with the slow ways of finding the areas that cover a position.
#pragma once

#include <cmath>
#include <cstdint>
#include <iomanip>
#include <limits>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "geo/boundary_index.hpp"
#include "geo/point_in_polygon.hpp"
#include "support/geos_covering.hpp"

namespace sojourn::test {

/// Positions where point-in-polygon goes wrong: all vertices (every `step`th), the middles of edges, each
/// also a rounding step and a hair off in every direction; and random ones in the bounding box.
inline std::vector<geo::Position> critical_positions(const geo::BoundarySet& set, int level, std::size_t step,
                                                     std::size_t random_count, unsigned seed) {
  std::vector<geo::Position> positions;
  const auto add_around = [&](geo::Position p) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    positions.push_back(p);
    for (const double to : {-infinity, infinity}) {
      positions.push_back({std::nextafter(p.x, to), p.y});
      positions.push_back({p.x, std::nextafter(p.y, to)});
      positions.push_back({p.x + std::copysign(1e-9, to), p.y - std::copysign(1e-9, to)});
    }
  };
  geo::Box box;
  std::size_t number = 0;
  const auto [first, last] = set.level_range(level);
  for (auto i = first; i < last; ++i) {
    for (const auto& polygon : set.area(i).geometry) {
      for (const auto& ring : polygon) {
        for (std::size_t at = 1; at < ring.size(); ++at) {
          box.grow(ring[at].x, ring[at].y);
          if (number++ % step != 0) continue;
          add_around(ring[at]);
          add_around({(ring[at - 1].x + ring[at].x) / 2, (ring[at - 1].y + ring[at].y) / 2});
        }
      }
    }
  }
  if (box.empty()) return positions;
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> x(box.min_x - 0.1, box.max_x + 0.1);
  std::uniform_real_distribution<double> y(box.min_y - 0.1, box.max_y + 0.1);
  for (std::size_t i = 0; i < random_count; ++i) positions.push_back({x(random), y(random)});
  return positions;
}

/// True if p is so near to the area's border that rounding may put it on either side.
inline bool within_rounding_of_border(const geo::MultiPolygon& area, geo::Position p) {
  for (const auto& polygon : area)
    for (const auto& ring : polygon)
      for (std::size_t i = 1; i < ring.size(); ++i) {
        const auto a = ring[i - 1];
        const auto b = ring[i];
        const double length = std::hypot(b.x - a.x, b.y - a.y);
        const double along = ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length;
        const double off = std::abs(geo::side_of_line(a, b, p)) / length;
        if (off < 1e-14 && along > -1e-14 && along < length + 1e-14) return true;
      }
  return false;
}

/// PostGIS compares boxes in single precision, so just outside a box its arithmetic still decides.
inline geo::Box grown(geo::Box box) {
  constexpr double hair = 1e-9;
  return {box.min_x - hair, box.min_y - hair, box.max_x + hair, box.max_y + hair};
}

/// The first position where the index is wrong, with what was expected; nothing if it never is.
/// The answer has to be that of `geo::covers` (PostGIS' arithmetic) for every area, and GEOS' but within
/// rounding.
inline std::optional<std::string> first_wrong(const geo::BoundarySet& set, int level,
                                              const std::vector<geo::Position>& positions) {
  const geo::BoundaryIndex index(set, level);
  const GeosCovering geos(set, level);
  const auto [first, last] = set.level_range(level);
  std::vector<geo::Box> boxes;
  for (auto i = first; i < last; ++i) boxes.push_back(grown(geo::bounds(set.area(i).geometry)));
  std::vector<std::uint32_t> many(positions.size());
  index.find(positions, many);

  for (std::size_t at = 0; at < positions.size(); ++at) {
    const auto p = positions[at];
    std::vector<std::uint32_t> expected;
    for (auto i = first; i < last; ++i)
      if (boxes[i - first].contains(p.x, p.y) && geo::covers(set.area(i).geometry, p)) expected.push_back(i);
    const auto found = index.find_all(*geo::LonLat::make(p.x, p.y));
    const auto describe = [&](const std::string& what) {
      std::ostringstream text;
      text << what << " at " << std::setprecision(17) << p.x << ' ' << p.y << ": expected";
      for (const auto area : expected) text << ' ' << area;
      text << ", found";
      for (const auto area : found) text << ' ' << area;
      return text.str();
    };
    if (found != expected) return describe("not as ST_Covers");
    if (many[at] != (expected.empty() ? geo::no_area : expected.front()))
      return describe("not the lowest index");
    if (index.find(*geo::LonLat::make(p.x, p.y)) != many[at]) return describe("one is not as many");
    std::vector<std::uint32_t> differing;
    const auto by_geos = geos.find_all(p);
    std::set_symmetric_difference(found.begin(), found.end(), by_geos.begin(), by_geos.end(),
                                  std::back_inserter(differing));
    for (const auto area : differing)
      if (!within_rounding_of_border(set.area(area).geometry, p)) return describe("not as GEOS");
  }
  return std::nullopt;
}

}  // namespace sojourn::test
