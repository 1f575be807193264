#include "tiles/tile_id.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "geo/mercator.hpp"

namespace sojourn::tiles {
namespace {

bool is_plain_number(std::string_view text) {
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return !text.empty() && digits && (text.size() == 1 || text.front() != '0');
}

/// Of a plain number; one too large for the type is larger than any tile's number as well.
std::uint64_t to_number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} ? value : std::numeric_limits<std::uint64_t>::max();
}

}  // namespace

std::optional<TileId> TileId::make(std::uint64_t zoom, std::uint64_t x, std::uint64_t y) {
  if (zoom > static_cast<std::uint64_t>(max_zoom)) return std::nullopt;
  const std::uint64_t side = std::uint64_t{1} << zoom;
  if (x >= side || y >= side) return std::nullopt;
  return TileId(static_cast<int>(zoom), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y));
}

geo::Box TileId::mercator_bounds(double margin) const {
  const double side = 1.0 / static_cast<double>(std::uint64_t{1} << zoom_);
  const double widened = margin / extent;
  return {(x_ - widened) * side, (y_ - widened) * side, (x_ + 1 + widened) * side, (y_ + 1 + widened) * side};
}

geo::Box TileId::lonlat_bounds(double margin) const {
  const auto square = mercator_bounds(margin);
  const auto limited = [](double v) { return std::clamp(v, 0.0, 1.0); };
  const auto north_west = geo::from_mercator({limited(square.min_x), limited(square.min_y)});
  const auto south_east = geo::from_mercator({limited(square.max_x), limited(square.max_y)});
  return {north_west.x, south_east.y, south_east.x, north_west.y};
}

std::variant<TileId, TileIdError> parse_tile_id(std::string_view zoom, std::string_view x,
                                                std::string_view y) {
  if (!is_plain_number(zoom) || !is_plain_number(x) || !is_plain_number(y)) return TileIdError::malformed;
  const auto tile = TileId::make(to_number(zoom), to_number(x), to_number(y));
  if (!tile) return TileIdError::out_of_range;
  return *tile;
}

}  // namespace sojourn::tiles
