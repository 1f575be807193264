/// Rolling people up the administrative hierarchy.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "geo/boundary_set.hpp"

namespace sojourn::model {

/// One measure over the areas of a boundary set. What nobody stated stays null, and adds nothing.
class AreaSums {
 public:
  explicit AreaSums(const geo::BoundarySet& boundaries)
      : boundaries_(&boundaries), direct_(boundaries.areas().size()), total_(boundaries.areas().size()) {}

  /// People known to be in `area`, and no deeper.
  void add(std::uint32_t area, std::int64_t people);
  /// Fills the totals; call once, after the last add.
  void roll_up();

  /// What was added at the area itself: known to it and to no level below.
  std::optional<std::int64_t> direct(std::uint32_t area) const { return direct_[area]; }
  /// The area with everything below it.
  std::optional<std::int64_t> total(std::uint32_t area) const { return total_[area]; }

 private:
  const geo::BoundarySet* boundaries_;
  std::vector<std::optional<std::int64_t>> direct_;
  std::vector<std::optional<std::int64_t>> total_;
};

}  // namespace sojourn::model
