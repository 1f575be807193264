/// Position along the Hilbert curve: features near each other on the map get near
/// numbers, so sorting by it makes range reads and packed trees local.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "geo/lonlat.hpp"
#include "geo/mercator.hpp"

namespace sojourn::geo {

/// Distance along the curve of order 16 of cell (x, y), each in [0, 65535].
/// Any 32-bit result is a different cell. (Hilbert 1891; the loop is the well-known xy2d.)
constexpr std::uint32_t hilbert_index(std::uint16_t cell_x, std::uint16_t cell_y) {
  constexpr std::uint32_t last = 0xFFFF;
  std::uint32_t x = cell_x;
  std::uint32_t y = cell_y;
  std::uint32_t distance = 0;
  for (std::uint32_t side = 0x8000; side > 0; side >>= 1) {
    const std::uint32_t right = (x & side) != 0 ? 1 : 0;
    const std::uint32_t down = (y & side) != 0 ? 1 : 0;
    distance += side * side * ((3 * right) ^ down);
    if (down == 0) {
      if (right == 1) {
        x = last - x;
        y = last - y;
      }
      std::swap(x, y);
    }
  }
  return distance;
}

/// Of a position in the Web Mercator unit square.
inline std::uint32_t hilbert_index(Position square) {
  const auto cell = [](double v) {
    return static_cast<std::uint16_t>(std::clamp(v * 65536.0, 0.0, 65535.0));
  };
  return hilbert_index(cell(square.x), cell(square.y));
}

inline std::uint32_t hilbert_index(LonLat position) {
  return hilbert_index(to_mercator(position));
}

}  // namespace sojourn::geo
