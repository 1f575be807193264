/// Many lines in one piece of memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tiles/area/grid.hpp"

namespace sojourn::tiles {

class Polylines {
 public:
  void begin() { starts_.push_back(static_cast<std::uint32_t>(points_.size())); }
  /// To the line begun last.
  void add(GridPoint point) { points_.push_back(point); }
  void reserve(std::size_t lines, std::size_t points) {
    starts_.reserve(lines);
    points_.reserve(points);
  }

  std::size_t size() const { return starts_.size(); }
  std::span<const GridPoint> operator[](std::size_t line) const {
    const auto end = line + 1 < starts_.size() ? starts_[line + 1] : points_.size();
    return std::span(points_).subspan(starts_[line], end - starts_[line]);
  }
  /// The last position of the line begun last, or nothing.
  const GridPoint* last() const {
    return starts_.empty() || starts_.back() == points_.size() ? nullptr : &points_.back();
  }
  std::span<const GridPoint> points() const { return points_; }

 private:
  std::vector<GridPoint> points_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace sojourn::tiles
