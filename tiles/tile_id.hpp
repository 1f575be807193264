/// The address of a tile of the WebMercatorQuad tile matrix set: zoom, column from
/// the west, row from the north (OGC 17-083r4, annex D.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "geo/geometry.hpp"

namespace sojourn::tiles {

inline constexpr int max_zoom = 22;
/// Units along a tile's side, and how far features reach beyond it.
inline constexpr std::int32_t extent = 4096;
inline constexpr std::int32_t buffer = 64;

/// Exists only if it is one: zoom 0 to 22, column and row below 2^zoom.
class TileId {
 public:
  static std::optional<TileId> make(std::uint64_t zoom, std::uint64_t x, std::uint64_t y);

  int zoom() const { return zoom_; }
  std::uint32_t x() const { return x_; }
  std::uint32_t y() const { return y_; }

  /// In the Web Mercator unit square (geo/mercator.hpp: y grows south), widened on each side by `margin`
  /// units of the tile. May reach beyond the square.
  geo::Box mercator_bounds(double margin = 0) const;
  /// The same in degrees, limited to the world's edge (latitude ±85.0511°, longitude ±180°).
  geo::Box lonlat_bounds(double margin = 0) const;

  bool operator==(const TileId&) const = default;

 private:
  TileId(int zoom, std::uint32_t x, std::uint32_t y) : zoom_(zoom), x_(x), y_(y) {}
  int zoom_;
  std::uint32_t x_;
  std::uint32_t y_;
};

/// `malformed`: not three plain numbers (HTTP 400); `out_of_range`: numbers, but no such tile (404).
enum class TileIdError : std::uint8_t { malformed, out_of_range };

/// Takes decimal digits only: no sign, space, fraction or leading zero, so that a tile has one address.
std::variant<TileId, TileIdError> parse_tile_id(std::string_view zoom, std::string_view x,
                                                std::string_view y);

}  // namespace sojourn::tiles
