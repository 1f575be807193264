/// Geometry commands of MVT 2.1 (section 4.3): MoveTo, LineTo and ClosePath with zigzag deltas.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sojourn::tiles {

/// Units of a tile: (0, 0) is its north-west corner, y grows south.
struct TilePoint {
  std::int32_t x = 0;
  std::int32_t y = 0;
  bool operator==(const TilePoint&) const = default;
};

/// Twice the signed area, by the surveyor's formula: positive for exterior rings (MVT 2.1, 4.3.4.4).
std::int64_t twice_area(std::span<const TilePoint> ring);

/// Collects the commands of one feature. What is not geometry (a ring without area, a line
/// of one position) leaves nothing behind.
class GeometryCommands {
 public:
  void clear() {
    commands_.clear();
    cursor_ = {};
  }
  void add_point(TilePoint point);

  /// False, and nothing added, if it has fewer than two positions. Consecutive positions must differ.
  bool add_line(std::span<const TilePoint> line);

  /// A ring without its closing position. Its winding is turned if need be: exterior rings get a positive
  /// area. False, and nothing added, if it has fewer than three positions or no area. Consecutive positions
  /// must differ.
  bool add_ring(std::span<const TilePoint> ring, bool exterior);

  std::span<const std::uint32_t> commands() const { return commands_; }
  bool empty() const { return commands_.empty(); }

 private:
  void line_to(TilePoint point);

  std::vector<std::uint32_t> commands_;
  TilePoint cursor_;
};

}  // namespace sojourn::tiles
