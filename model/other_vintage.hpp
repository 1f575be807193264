/// A round's figures on other boundaries than those it was placed on.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "geo/boundary_index.hpp"
#include "geo/boundary_set.hpp"
#include "geo/crosswalk.hpp"
#include "model/round_data.hpp"

namespace sojourn::model {

inline constexpr std::array<std::string_view, 5> shown_measures = {
    "idps_individuals", "idps_households", "returnees_individuals", "returnees_households",
    "returnees_abroad_individuals"};

struct ShownFigure {
  std::optional<std::int64_t> value;  ///< nothing: no row states it
  bool estimated = false;             ///< a part of it was split by the share of an area, not counted
};

struct ShownArea {
  std::uint32_t area = geo::no_area;  ///< of the other boundary set; no_area: not known at this level
  std::array<ShownFigure, shown_measures.size()> figures;
};

/// The way from any round's areas of one level to those of another vintage: made once, for any number of
/// rounds that were placed on the same boundaries. Immutable.
struct VintageLink {
  VintageLink(std::shared_ptr<const geo::BoundarySet> to, int level, geo::Crosswalk crosswalk);
  /// By the overlap of the two on the map; from a vintage to itself every area goes to itself. Takes seconds
  /// where there are tens of thousands of areas.
  static VintageLink by_overlap(const geo::BoundarySet& from, std::shared_ptr<const geo::BoundarySet> to,
                                int level);

  /// Without the boundaries.
  std::size_t memory_bytes() const;

  std::shared_ptr<const geo::BoundarySet> boundaries;
  int level = 2;
  geo::Crosswalk crosswalk;
  std::optional<geo::BoundaryIndex> index;  ///< only where an area was divided
};

/// The round by the areas of the link's level, in the order of the areas, what is not known at that level
/// last. A location goes where its area goes in the crosswalk (the same code where the crosswalk is silent).
/// Where its area was split, a measured point decides; what has none is split by shares, by largest
/// remainder, and marked. Sums of every figure are those of the round, to the last person.
std::vector<ShownArea> show_on(const RoundData& round, const VintageLink& link);

}  // namespace sojourn::model
