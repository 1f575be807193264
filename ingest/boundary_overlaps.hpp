/// Areas of one level that lie upon each other, which no position can tell apart.
#pragma once

#include <cstdint>
#include <vector>

#include "geo/boundary_set.hpp"

namespace sojourn::ingest {

struct AreaOverlap {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  double share = 0;  ///< of the smaller of the two
};

/// Of the smaller of two areas; neighbours digitised apart share less.
inline constexpr double least_overlap = 1e-4;

/// Pairs of one level that share more than `least_overlap`, the largest share first.
std::vector<AreaOverlap> find_overlaps(const geo::BoundarySet& set, int level);

}  // namespace sojourn::ingest
