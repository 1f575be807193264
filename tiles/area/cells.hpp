/// A coarse grid of cells over the plane, to find what lies near a segment.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "tiles/area/polylines.hpp"
#include "tiles/key_table.hpp"

namespace sojourn::tiles {

/// Calls visit(column, row) for every cell of side 2^shift that p–q passes; perhaps for a neighbour as well.
template <typename Visit>
void visit_cells(GridPoint p, GridPoint q, int shift, Visit&& visit) {
  if (p.x > q.x) std::swap(p, q);
  const double slope = p.x == q.x ? 0.0 : (static_cast<double>(q.y) - p.y) / (static_cast<double>(q.x) - p.x);
  const auto [low, high] = std::minmax(p.y, q.y);
  for (auto column = p.x >> shift; column <= q.x >> shift; ++column) {
    auto from = low;
    auto to = high;
    if (p.x != q.x) {
      const double left = std::max(static_cast<double>(column) * (1 << shift), static_cast<double>(p.x));
      const double right =
          std::min((static_cast<double>(column) + 1) * (1 << shift), static_cast<double>(q.x));
      const auto [a, b] = std::minmax({p.y + slope * (left - p.x), p.y + slope * (right - p.x)});
      from = std::max(low, static_cast<std::int32_t>(std::floor(a)) - 1);
      to = std::min(high, static_cast<std::int32_t>(std::ceil(b)) + 1);
    }
    for (auto row = from >> shift; row <= to >> shift; ++row) visit(column, row);
  }
}

/// A cell side near the mean length of the lines' segments: 2^n, n at least `least`.
int fitting_cell_shift(const Polylines& lines, int least);

/// Items by cell. Fill, finish, then look up.
class CellIndex {
 public:
  void add(std::int32_t column, std::int32_t row, std::uint32_t item) {
    entries_.emplace_back(cells_.add(key_of(GridPoint{column, row})), item);
  }
  void finish();

  std::span<const std::uint32_t> at(std::int32_t column, std::int32_t row) const {
    const auto cell = cells_.find(key_of(GridPoint{column, row}));
    return cell == KeyTable::none ? std::span<const std::uint32_t>{} : of_cell(cell);
  }
  /// Cells that hold something are numbered 0 to cells()-1.
  std::size_t cells() const { return cells_.size(); }
  std::span<const std::uint32_t> of_cell(std::size_t cell) const {
    return std::span(items_).subspan(starts_[cell], starts_[cell + 1] - starts_[cell]);
  }

 private:
  KeyTable cells_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> entries_;  ///< cell, item; until finish
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> items_;
};

}  // namespace sojourn::tiles
