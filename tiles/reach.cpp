#include "tiles/reach.hpp"

namespace sojourn::tiles {

std::vector<Reach> reach_of(TileId tile, double margin) {
  const std::uint32_t last = (std::uint32_t{1} << tile.zoom()) - 1;
  auto box = tile.lonlat_bounds(margin);
  if (tile.y() == 0) box.max_y = 90;
  if (tile.y() == last) box.min_y = -90;
  std::vector<Reach> reach{{box, 0}};
  if (tile.zoom() == 0) return reach;
  const std::int64_t world = std::int64_t{extent} << tile.zoom();
  const double strip = margin * 360.0 / static_cast<double>(world);
  if (tile.x() == 0) reach.push_back({{180 - strip, box.min_y, 180, box.max_y}, -world});
  if (tile.x() == last) reach.push_back({{-180, box.min_y, -180 + strip, box.max_y}, world});
  return reach;
}

}  // namespace sojourn::tiles
