/// Where is this record? The reported code or name decides the area, coordinates the point; see
/// docs/profiles.md.
#pragma once

#include <array>
#include <bitset>
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
#include "geo/crosswalk.hpp"
#include "geo/gazetteer.hpp"
#include "geo/lonlat.hpp"
#include "geo/similar_names.hpp"
#include "ingest/profile.hpp"
#include "ingest/record.hpp"

namespace sojourn::ingest {

enum class PlacedBy : std::uint8_t { nothing, coordinates, crosswalk, name, code };
/// As the field `placement` has it; empty for nothing.
std::string_view placement_text(PlacedBy by);

/// A reported place as an area.
struct PlacedArea {
  std::uint32_t area = 0;  ///< of the boundary set; the country where no level is known
  PlacedBy by = PlacedBy::nothing;
  double confidence =
      0;  ///< 1: code and name agree; 0.9 one of them alone; 0.7 crosswalk, or a name that is near;
          ///< 0.6 coordinates; 0.5 they disagree. Of the level that decided, whatever lies below
  // Levels, 0: none; each the first at which it happened.
  int unknown_level = 0;     ///< reported but not found
  int disagreement = 0;      ///< code and name lead to different areas
  int superseded_level = 0;  ///< a crosswalk's code was taken
  int split_level = 0;       ///< a code that the crosswalk gives several areas
  int wrong_parent = 0;      ///< a code of another level, or of an area elsewhere
  int wrong_length = 0;      ///< a code that is longer or shorter than those of its level
  std::bitset<geo::level_count> similar_levels = {};  ///< at which a name that is near was taken
  /// For the unknown level: the areas whose names are nearest, the nearest first; no_area where there are
  /// fewer.
  std::array<std::uint32_t, 3> proposals = {geo::no_area, geo::no_area, geo::no_area};
};

/// What became of a record's coordinates.
enum class PointNote : std::uint8_t { none, zero, swapped, corrected, abroad, sea, elsewhere, far };

struct PlacedPoint {
  std::optional<geo::LonLat> point;
  bool measured = false;  ///< false: a position in the area
  PointNote note = PointNote::none;
  std::uint32_t covered_by = geo::no_area;  ///< if elsewhere or far: the area in which the coordinates lie
  double kilometres = 0;  ///< of elsewhere and far: to the row's area; of abroad: to the country
};

/// Places records on one boundary set with one profile's aliases and crosswalks. Remembers what it resolved,
/// so a repeated place costs one look-up. Not for several threads.
class Placer {
 public:
  /// `crosswalk` (may be null) is asked for codes that the profile's own crosswalk does not know.
  Placer(const Profile& profile, std::shared_ptr<const geo::BoundarySet> boundaries,
         std::shared_ptr<const geo::Crosswalk> crosswalk = nullptr);

  const geo::BoundarySet& boundaries() const { return *boundaries_; }
  /// Whether the code is an area's, of any level.
  bool knows(std::string_view code) const { return static_cast<bool>(gazetteer_.by_code(code)); }
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
  /// What a level of a reported place led to.
  struct Answer {
    std::uint32_t area = geo::no_area;
    PlacedBy by = PlacedBy::nothing;
    double confidence = 0;
  };
  geo::AreaMatch step(TrustStep step, int level, std::string_view code, std::string_view name,
                      std::uint32_t within) const;
  PlacedArea resolve(const ReportedPlace& place);
  void resolve_level(int level, std::string_view code, std::string_view name, PlacedArea& placed);
  Answer trusted_answer(int level, std::string_view code, std::string_view name, PlacedArea& placed) const;
  Answer similar_answer(int level, std::string_view name, PlacedArea& placed);
  /// The area above all those that the code stands for in the crosswalk; no_area unless it stands for
  /// several.
  std::uint32_t split_area(int level, std::string_view code, std::uint32_t within) const;
  void note_code(int level, std::string_view code, PlacedArea& placed) const;
  std::string crosswalked(int level, std::string_view code) const;
  bool lies_in(std::uint32_t area, std::uint32_t within) const;
  const geo::BoundaryIndex& index(int level);
  bool covers(std::uint32_t area, geo::LonLat position);

  const Profile& profile_;
  std::shared_ptr<const geo::BoundarySet> boundaries_;
  std::shared_ptr<const geo::Crosswalk> crosswalk_;
  geo::Gazetteer gazetteer_;
  geo::SimilarNames similar_;
  std::unordered_map<std::string, PlacedArea> known_;
  std::string key_;
  std::array<std::unique_ptr<geo::BoundaryIndex>, geo::level_count> indexes_;
  std::unordered_map<std::uint32_t, std::optional<geo::LonLat>> positions_;
};

}  // namespace sojourn::ingest
