/// What one round says, as plain data: made by ingest, kept by the store, loaded
/// again for the read model.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "geo/boundary_set.hpp"
#include "geo/lonlat.hpp"
#include "model/column.hpp"
#include "model/round.hpp"
#include "model/secondary_displacement.hpp"

namespace sojourn::model {

/// How an origin figure was come by. `majority`: all people of a place put down to where most come from.
enum class OriginBasis : std::uint8_t { all, groups, majority };
std::string_view to_string(OriginBasis basis);
std::optional<OriginBasis> parse_origin_basis(std::string_view text);

/// People of one location and the area they were displaced from.
struct OriginShare {
  std::uint32_t location = 0;  ///< row of `assessments`
  std::string pcode;  ///< of an area in the round's boundary set; empty: unknown, or known by name only
  std::string name;   ///< as resolved, else as reported; empty: unknown
  int level = -1;     ///< of `pcode`; -1: unknown
  OriginBasis basis = OriginBasis::all;
  std::int64_t individuals = 0;
};

/// A breakdown that the source gives for an area and not for one of its rows (Nigeria's reasons).
struct AreaFigure {
  std::uint32_t area = 0;  ///< index into the boundary set
  std::string field;       ///< a measure of the adminN collections
  std::int64_t value = 0;
};

/// One round's rows. `assessments` has the fields of `locations`, or of the collection of a dataset that is
/// no round of assessments (see collection_of); only those marked `stored` are set: codes and names of areas
/// come from `areas`, round columns from `round`.
struct RoundContent {
  Round round;
  /// Never null: without boundaries a set with just the country, without geometry.
  std::shared_ptr<const geo::BoundarySet> boundaries;
  TableBuilder assessments{fields_of(Collection::locations)};
  std::vector<std::uint32_t> areas;                ///< per row: the deepest area known
  std::vector<std::optional<geo::LonLat>> points;  ///< per row
  std::vector<geo::MultiPolygon> shapes;           ///< per row, of collections of shapes; empty: a point
  std::vector<OriginShare> origins;
  std::vector<AreaFigure> area_figures;
  std::vector<SecondaryDisplacement> secondary;
};

/// A country known by its code alone, for rounds that come before any boundaries.
std::shared_ptr<const geo::BoundarySet> country_without_boundaries(const std::string& country);

}  // namespace sojourn::model
