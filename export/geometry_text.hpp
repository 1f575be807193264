/// Areas' geometry as GeoJSON text, made once and kept for all rounds and requests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "geo/boundary_set.hpp"

namespace sojourn::exports {

/// A GeoJSON geometry object: Polygon where there is one part, else MultiPolygon; shells run
/// counterclockwise, holes clockwise (RFC 7946, 3.1.6); up to 7 decimals (a centimetre). "null" for none.
std::string geometry_text(const geo::MultiPolygon& geometry);

/// A bounded cache of such texts, safe to share between threads.
class GeometryTexts {
 public:
  /// When more than `max_bytes` are held, all texts are dropped and made again as needed.
  explicit GeometryTexts(std::size_t max_bytes = std::size_t{128} << 20);
  ~GeometryTexts();
  GeometryTexts(const GeometryTexts&) = delete;
  GeometryTexts& operator=(const GeometryTexts&) = delete;

  std::shared_ptr<const std::string> of_area(const std::shared_ptr<const geo::BoundarySet>& set,
                                             std::uint32_t area);
  std::size_t memory_bytes() const;
  /// How many texts are kept.
  std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sojourn::exports
