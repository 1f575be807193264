/// The numbers under which a PMTiles archive knows its tiles: all of zoom 0, then all of zoom 1, …, in each
/// zoom along a Hilbert curve (PMTiles specification 3.4, section 4.1.1).
#pragma once

#include <cstdint>
#include <utility>

#include "tiles/tile_id.hpp"

namespace sojourn::exports {

/// The first number of a zoom: how many tiles all zooms before it have.
constexpr std::uint64_t first_tile_number(int zoom) {
  return ((std::uint64_t{1} << (2 * zoom)) - 1) / 3;
}

namespace tile_number_detail {

/// Turns a quadrant of `side` cells so that the curve in it runs as in the whole.
constexpr void turn(std::uint64_t side, std::uint64_t& x, std::uint64_t& y, bool right, bool down) {
  if (down) return;
  if (right) {
    x = side - 1 - x;
    y = side - 1 - y;
  }
  std::swap(x, y);
}

}  // namespace tile_number_detail

constexpr std::uint64_t tile_number(int zoom, std::uint32_t tile_x, std::uint32_t tile_y) {
  std::uint64_t x = tile_x;
  std::uint64_t y = tile_y;
  std::uint64_t distance = 0;
  for (auto side = (std::uint64_t{1} << zoom) >> 1; side > 0; side >>= 1) {
    const bool right = (x & side) != 0;
    const bool down = (y & side) != 0;
    distance += side * side * ((right ? 3U : 0U) ^ (down ? 1U : 0U));
    x &= side - 1;
    y &= side - 1;
    tile_number_detail::turn(side, x, y, right, down);
  }
  return first_tile_number(zoom) + distance;
}

inline std::uint64_t tile_number(tiles::TileId tile) {
  return tile_number(tile.zoom(), tile.x(), tile.y());
}

/// The tile at `distance` along the curve of `zoom`. The four tiles of the next zoom inside it are at
/// 4·distance … 4·distance + 3.
inline tiles::TileId tile_along_curve(int zoom, std::uint64_t distance) {
  std::uint64_t x = 0;
  std::uint64_t y = 0;
  for (std::uint64_t side = 1; side < (std::uint64_t{1} << zoom); side <<= 1) {
    const bool right = (distance & 2) != 0;
    const bool down = ((distance & 1) != 0) != right;
    tile_number_detail::turn(side, x, y, right, down);
    if (right) x += side;
    if (down) y += side;
    distance >>= 2;
  }
  return tiles::TileId::make(static_cast<std::uint64_t>(zoom), x, y).value();
}

}  // namespace sojourn::exports
