/// What Sojourn asks of GEOS, over plain geometry. Each thread has a context of its own, so all of
/// this may be called from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "geo/geometry.hpp"

namespace sojourn::geo {

/// GEOS could not do what was asked; the message says what and why.
class GeosError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ValidGeometry {
  MultiPolygon geometry;
  bool repaired = false;
  std::string reason;  ///< of invalidity, e.g. "Self-intersection"; empty if it was valid
  Position where;      ///< a position where it was invalid
};

/// The geometry as OGC Simple Features wants it. What repair leaves without area (a ring that collapses
/// to a line) is dropped, so the result may be empty. Rings need not be closed; rings of fewer than three
/// different positions count as invalid.
ValidGeometry make_valid(const MultiPolygon& geometry);

struct ParsedShape {
  MultiPolygon areas;             ///< as written, valid or not; empty: a point
  std::optional<Position> point;  ///< nothing: areas
};

/// Well-known text (OGC Simple Features) of a point, polygon or multipolygon, in degrees; nothing for any
/// other text.
std::optional<ParsedShape> parse_shape(const std::string& text);

/// The union of all. Inputs have to be valid.
MultiPolygon dissolve(std::span<const MultiPolygon* const> geometries);

/// Neighbours digitised apart leave holes of some millimetres' width when dissolved (Iraq's districts:
/// 481, at most 2.6e-8 degrees wide), real gaps such as lakes are far wider (Nigeria's districts: one,
/// 0.04 degrees). A ring is a sliver if its mean width, 2 · area / perimeter, is below this: about a metre.
inline constexpr double sliver_width = 1e-5;

struct WithoutSlivers {
  MultiPolygon geometry;
  std::size_t removed = 0;  ///< holes filled and parts dropped
};

/// Fills holes and drops parts that are slivers.
WithoutSlivers remove_slivers(MultiPolygon geometry);

/// A position inside (not on the border of) the geometry; nothing if that is empty.
std::optional<Position> point_on_surface(const MultiPolygon& geometry);

/// Square degrees, holes taken off: for comparing areas, not for measuring land.
double planar_area(const MultiPolygon& geometry);

/// Square degrees: for comparing overlaps, not for measuring land.
double intersection_area(const MultiPolygon& a, const MultiPolygon& b);

}  // namespace sojourn::geo
