/// Where is this record? The reported code or name decides the area, coordinates the point; see
/// docs/profiles.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geo/boundary_index.hpp"
#include "geo/boundary_set.hpp"
#include "geo/gazetteer.hpp"
#include "geo/lonlat.hpp"
#include "ingest/profile.hpp"
#include "ingest/record.hpp"

namespace sojourn::ingest {

enum class PlacedBy : std::uint8_t { nothing, coordinates, crosswalk, name, code };

/// A reported place as an area.
struct PlacedArea {
  std::uint32_t area = 0;  ///< of the boundary set; the country where no level is known
  PlacedBy by = PlacedBy::nothing;
  double confidence = 0;  ///< 1: code and name agree; 0.9 one of them alone; 0.7 crosswalk; 0.6 coordinates;
                          ///< 0.5 they disagree
  int unknown_level = 0;  ///< the first level that was reported but not found; 0: none
  int disagreement = 0;   ///< the first level at which code and name lead to different areas; 0: none
};

/// What became of a record's coordinates.
enum class PointNote : std::uint8_t { none, zero, swapped, corrected, abroad, elsewhere };

struct PlacedPoint {
  std::optional<geo::LonLat> point;
  bool measured = false;  ///< false: a position in the area
  PointNote note = PointNote::none;
  std::uint32_t covered_by = geo::no_area;  ///< if elsewhere: the area in which the coordinates lie
};

/// Places records on one boundary set with one profile's aliases and crosswalks. Remembers what it resolved,
/// so a repeated place costs one look-up. Not for several threads.
class Placer {
 public:
  Placer(const Profile& profile, std::shared_ptr<const geo::BoundarySet> boundaries);

  const geo::BoundarySet& boundaries() const { return *boundaries_; }
  /// By codes and names alone.
  const PlacedArea& area_of(const ReportedPlace& place);
  /// By coordinates alone: the deepest area that covers them; nothing if none does, or if they are in no
  /// country.
  PlacedArea area_at(geo::LonLat position);
  /// The point for a record placed in `area`. `centre`: the coordinates are the area's and not a measured
  /// place.
  PlacedPoint point_of(std::uint32_t area, std::optional<double> latitude, std::optional<double> longitude,
                       bool centre);
  /// A position inside the area, of levels 1 and deeper; nothing without geometry.
  std::optional<geo::LonLat> position_in(std::uint32_t area);

 private:
  geo::AreaMatch step(TrustStep step, int level, std::string_view code, std::string_view name,
                      std::uint32_t within) const;
  PlacedArea resolve(const ReportedPlace& place) const;
  bool resolve_level(int level, std::string_view code, std::string_view name, PlacedArea& placed) const;
  std::string crosswalked(int level, std::string_view code) const;
  const geo::BoundaryIndex& index(int level);
  bool covers(std::uint32_t area, geo::LonLat position);

  const Profile& profile_;
  std::shared_ptr<const geo::BoundarySet> boundaries_;
  geo::Gazetteer gazetteer_;
  std::unordered_map<std::string, PlacedArea> known_;
  std::string key_;
  std::array<std::unique_ptr<geo::BoundaryIndex>, geo::level_count> indexes_;
  std::unordered_map<std::uint32_t, std::optional<geo::LonLat>> positions_;
};

}  // namespace sojourn::ingest
