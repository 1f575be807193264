/// Position along the Hilbert curve: places near each other on the map get near numbers, so sorting by it
/// makes range reads and packed trees local.
#pragma once

#include <cstdint>
#include <utility>

namespace sojourn::geo {

/// Distance along the curve through the 4^levels cells of a square, 1 to 32 levels, of the cell in column x
/// and row y (below 2^levels). (Hilbert 1891; the loop is the well-known xy2d.)
///
/// The curve passes through all cells of a quarter before it leaves it, so the cell of fewer levels in which
/// this one lies has this distance without its last digits: shifted right by two bits a level.
constexpr std::uint64_t hilbert_index(std::uint32_t x, std::uint32_t y, int levels) {
  std::uint64_t distance = 0;
  for (std::uint32_t side = std::uint32_t{1} << (levels - 1); side > 0; side >>= 1) {
    const std::uint32_t right = (x & side) != 0 ? 1 : 0;
    const std::uint32_t down = (y & side) != 0 ? 1 : 0;
    distance = (distance << 2) | ((3 * right) ^ down);
    if (down == 0) {
      // Only lower bits are looked at from here on, so all may be turned.
      if (right == 1) {
        x = ~x;
        y = ~y;
      }
      std::swap(x, y);
    }
  }
  return distance;
}

}  // namespace sojourn::geo
