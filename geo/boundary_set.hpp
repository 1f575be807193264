/// One vintage of a country's administrative areas: what placement, tiles and
/// totals by area are made against.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "geo/geometry.hpp"

namespace sojourn::geo {

/// Levels 0 (the country) to 4.
inline constexpr int level_count = 5;
inline constexpr std::uint32_t no_area = 0xFFFFFFFF;

struct Area {
  std::string pcode;                     ///< opaque token, unique within its boundary set
  std::string name;                      ///< in Latin script where the source has it
  std::string name_local;                ///< in the country's script; may be empty
  std::vector<std::string> other_names;  ///< alternative and reference names, for matching
  int level = 0;
  std::uint32_t parent = no_area;  ///< index into BoundarySet::areas(); no_area at level 0
  MultiPolygon geometry;           ///< may be empty: known by code only
  std::optional<std::int64_t> population;
  std::optional<int> population_year;
};

/// 128 bits of XXH3.
struct OutlinesIdentity {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const OutlinesIdentity&) const = default;
};

/// Areas ordered by level, then P-code; parents come before children. Immutable once built.
class BoundarySet {
 public:
  /// Sorts the areas, resolves `parents[i]` (the parent's P-code of areas[i], empty at level 0) and
  /// indexes codes. Throws std::invalid_argument when a P-code appears twice, a parent is missing, or
  /// there is not exactly one area of level 0.
  BoundarySet(std::string country, std::string version, std::vector<Area> areas,
              const std::vector<std::string>& parents);
  BoundarySet(BoundarySet&&) noexcept = default;
  BoundarySet& operator=(BoundarySet&&) noexcept = default;
  // The index of codes points into the areas, so a copy would point into the original.
  BoundarySet(const BoundarySet&) = delete;
  BoundarySet& operator=(const BoundarySet&) = delete;

  const std::string& country() const { return country_; }  ///< ISO 3166-1 alpha-3
  /// The vintage: the date since which it is valid, YYYY-MM-DD.
  const std::string& version() const { return version_; }
  const std::vector<Area>& areas() const { return areas_; }
  const Area& area(std::uint32_t index) const { return areas_[index]; }

  /// Empty for an area without geometry.
  const Box& box(std::uint32_t index) const { return boxes_[index]; }

  /// Indexes [first, last) of the areas of one level.
  std::pair<std::uint32_t, std::uint32_t> level_range(int level) const;
  int deepest_level() const;

  /// The area of that P-code (exact), or no_area.
  std::uint32_t find(std::string_view pcode) const;
  /// The area's ancestor at `level` (itself at its own level); no_area if level is deeper than the area.
  std::uint32_t ancestor(std::uint32_t area, int level) const;
  /// Direct children, in P-code order.
  const std::vector<std::uint32_t>& children(std::uint32_t area) const { return children_[area]; }

  /// Of the outlines and levels of its areas in their order, and of nothing else: what is made of these alone
  /// is the same for any two sets that have this in common.
  const OutlinesIdentity& outlines() const { return outlines_; }

  /// Counted once, when it was built.
  std::size_t memory_bytes() const { return memory_bytes_; }

 private:
  std::string country_;
  std::string version_;
  std::vector<Area> areas_;
  std::vector<Box> boxes_;
  std::vector<std::vector<std::uint32_t>> children_;
  std::array<std::uint32_t, level_count + 1> level_starts_{};
  std::unordered_map<std::string_view, std::uint32_t> by_pcode_;
  OutlinesIdentity outlines_;
  std::size_t memory_bytes_ = 0;
};

}  // namespace sojourn::geo
