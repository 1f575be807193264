/// Where segments cross the edge of a tile with its buffer.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tiles/area/rings.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles {

/// Wide enough for products of three tile coordinates of zoom 22 as seen from any tile.
__extension__ using Wide = __int128;

/// Tile units as seen from a tile anywhere: up to 2^34 away.
struct FarPoint {
  std::int64_t x = 0;
  std::int64_t y = 0;
  bool operator==(const FarPoint&) const = default;
};

/// The square from -buffer to extent + buffer, taken as half a unit wider: so no position is ever on its
/// edge, and two segments that meet only at positions cross it in different places. Positions on the edge are
/// given in whole units, moved in by that half unit.
namespace frame {

inline constexpr std::int32_t low = -buffer;
inline constexpr std::int32_t high = extent + buffer;

inline bool contains(const FarPoint& point) {
  return point.x >= low && point.x <= high && point.y >= low && point.y <= high;
}

/// The sides in the order in which one walks around with the inside to the left (y up).
enum class Side : std::uint8_t { min_y, max_x, max_y, min_x };

struct Crossing {
  Side side = Side::min_y;
  bool entering = false;
  Wide along = 0;  ///< along / divisor: twice the coordinate along the side, exactly
  Wide divisor = 1;
  GridPoint at;  ///< rounded to whole units
};

/// What of a segment lies inside: nothing, or from `entry` (else the segment's own start) to `exit` (else its
/// end).
struct Passage {
  std::optional<Crossing> entry;
  std::optional<Crossing> exit;
};
std::optional<Passage> passage(const FarPoint& from, const FarPoint& to);

/// Orders crossings as one meets them walking around from the corner (low, low).
bool comes_before(const Crossing& a, const Crossing& b);

/// The way along the edge from an exit to the entry that comes next: its ends and the corners between.
std::vector<GridPoint> way_around(const Crossing& exit, const Crossing& entry);

/// The whole edge as a ring.
std::vector<GridPoint> outline();

}  // namespace frame
}  // namespace sojourn::tiles
