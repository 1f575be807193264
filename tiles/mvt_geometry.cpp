#include "tiles/mvt_geometry.hpp"

#include "tiles/varint.hpp"

namespace sojourn::tiles {
namespace {

constexpr std::uint32_t command(std::uint32_t id, std::size_t count) {
  return id | static_cast<std::uint32_t>(count << 3);
}
constexpr std::uint32_t move_to_one = command(1, 1);
constexpr std::uint32_t close_path = command(7, 1);

}  // namespace

std::int64_t twice_area(std::span<const TilePoint> ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0, last = ring.size() - 1; i < ring.size(); last = i++)
    sum += std::int64_t{ring[last].x} * ring[i].y - std::int64_t{ring[i].x} * ring[last].y;
  return sum;
}

void GeometryCommands::line_to(TilePoint point) {
  commands_.push_back(zigzag(point.x - cursor_.x));
  commands_.push_back(zigzag(point.y - cursor_.y));
  cursor_ = point;
}

void GeometryCommands::add_point(TilePoint point) {
  commands_.push_back(move_to_one);
  line_to(point);
}

bool GeometryCommands::add_line(std::span<const TilePoint> line) {
  if (line.size() < 2) return false;
  commands_.push_back(move_to_one);
  line_to(line.front());
  commands_.push_back(command(2, line.size() - 1));
  for (const auto& point : line.subspan(1)) line_to(point);
  return true;
}

bool GeometryCommands::add_ring(std::span<const TilePoint> ring, bool exterior) {
  if (ring.size() < 3) return false;
  const auto area = twice_area(ring);
  if (area == 0) return false;
  commands_.push_back(move_to_one);
  line_to(ring.front());
  commands_.push_back(command(2, ring.size() - 1));
  if ((area > 0) == exterior)
    for (const auto& point : ring.subspan(1)) line_to(point);
  else
    for (auto i = ring.size() - 1; i > 0; --i) line_to(ring[i]);
  commands_.push_back(close_path);
  return true;
}

}  // namespace sojourn::tiles
