/// A packed, static R-tree over rows that are already in spatial order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/geometry.hpp"

namespace sojourn::model {

/// Nodes of 16 over consecutive rows; rows without geometry (empty boxes) are never found.
/// 32 bytes per 16 rows, single precision boxes rounded outwards.
class PackedRtree {
 public:
  PackedRtree() = default;
  explicit PackedRtree(std::span<const geo::Box> boxes);

  /// Calls `visit(first, last)` for runs of rows whose node meets the box, in ascending order, until it says
  /// false. A run may hold rows that do not meet the box: the caller tests each. Cost: O(hits/16 + log rows).
  template <typename Visit>
  void search(const geo::Box& box, Visit&& visit) const {
    if (levels_.empty()) return;
    search_node(levels_.size() - 1, 0, box, visit);
  }
  const geo::Box& bounds() const { return bounds_; }
  std::size_t memory_bytes() const;

 private:
  static constexpr std::size_t fanout = 16;
  struct Node {
    float min_x, min_y, max_x, max_y;
    bool meets(const geo::Box& box) const {
      return static_cast<double>(min_x) <= box.max_x && static_cast<double>(max_x) >= box.min_x &&
             static_cast<double>(min_y) <= box.max_y && static_cast<double>(max_y) >= box.min_y;
    }
  };
  template <typename Visit>
  bool search_node(std::size_t level, std::size_t index, const geo::Box& box, Visit& visit) const {
    if (!levels_[level][index].meets(box)) return true;
    if (level == 0) {
      const auto first = index * fanout;
      return visit(static_cast<std::uint32_t>(first),
                   static_cast<std::uint32_t>(std::min(first + fanout, rows_)));
    }
    const auto last = std::min((index + 1) * fanout, levels_[level - 1].size());
    for (auto child = index * fanout; child < last; ++child)
      if (!search_node(level - 1, child, box, visit)) return false;
    return true;
  }

  std::size_t rows_ = 0;
  geo::Box bounds_;
  std::vector<std::vector<Node>> levels_;  ///< levels_[0] over rows, the last has one node
};

}  // namespace sojourn::model
