#include "tiles/area/cells.hpp"

#include <bit>

namespace sojourn::tiles {

int fitting_cell_shift(const Polylines& lines, int least) {
  std::uint64_t length = 0;
  std::uint64_t segments = 1;
  for (std::size_t line = 0; line < lines.size(); ++line) {
    const auto points = lines[line];
    for (std::size_t i = 1; i < points.size(); ++i, ++segments)
      length += static_cast<std::uint64_t>(std::max(std::abs(std::int64_t{points[i].x} - points[i - 1].x),
                                                    std::abs(std::int64_t{points[i].y} - points[i - 1].y)));
  }
  return std::clamp(static_cast<int>(std::bit_width(length / segments)), least, 28);
}

void CellIndex::finish() {
  starts_.assign(cells_.size() + 1, 0);
  for (const auto& [cell, item] : entries_) ++starts_[cell + 1];
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) starts_[cell + 1] += starts_[cell];
  items_.resize(entries_.size());
  auto next = starts_;
  for (const auto& [cell, item] : entries_) items_[next[cell]++] = item;
  entries_.clear();
  entries_.shrink_to_fit();
}

}  // namespace sojourn::tiles
