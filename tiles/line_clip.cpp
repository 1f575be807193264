#include "tiles/line_clip.hpp"

#include <algorithm>
#include <cmath>

namespace sojourn::tiles {
namespace {

constexpr std::int64_t low = -buffer;
constexpr std::int64_t high = extent + buffer;

bool inside(std::int64_t x, std::int64_t y) {
  return x >= low && x <= high && y >= low && y <= high;
}

/// The part of a segment that lies within [low, high] on one axis, as fractions of its length.
/// (Liang and Barsky 1984.)
void narrow(double from, double step, double& enter, double& leave) {
  if (step == 0) {
    if (from < static_cast<double>(low) || from > static_cast<double>(high)) leave = -1;
    return;
  }
  const double a = (static_cast<double>(low) - from) / step;
  const double b = (static_cast<double>(high) - from) / step;
  enter = std::max(enter, std::min(a, b));
  leave = std::min(leave, std::max(a, b));
}

}  // namespace

LineClipper::LineClipper(TileId tile)
    : down_(max_zoom - tile.zoom()),
      origin_x_(std::int64_t{tile.x()} * extent),
      origin_y_(std::int64_t{tile.y()} * extent) {}

LineClipper::Place LineClipper::place_of(const model::WorldPoint& point) const {
  return {(point.x >> down_) - origin_x_, (point.y >> down_) - origin_y_};
}

bool LineClipper::end_part(GeometryCommands& commands) {
  const bool added = commands.add_line(part_);
  part_.clear();
  return added;
}

/// Appends the visible part to the one under way, or begins another.
bool LineClipper::add_segment(const Place& from, const Place& to, GeometryCommands& commands) {
  double enter = 0;
  double leave = 1;
  const auto x = static_cast<double>(from.x);
  const auto y = static_cast<double>(from.y);
  const auto step_x = static_cast<double>(to.x - from.x);
  const auto step_y = static_cast<double>(to.y - from.y);
  narrow(x, step_x, enter, leave);
  narrow(y, step_y, enter, leave);
  if (enter > leave) return end_part(commands);
  const auto at = [&](double fraction) {
    const auto whole = [](double v) {
      return static_cast<std::int32_t>(std::clamp<std::int64_t>(std::llround(v), low, high));
    };
    return TilePoint{whole(x + fraction * step_x), whole(y + fraction * step_y)};
  };
  const auto append = [&](TilePoint point) {
    if (part_.empty() || !(part_.back() == point)) part_.push_back(point);
  };
  const bool began_inside = inside(from.x, from.y);
  const bool ended_before = !began_inside && end_part(commands);
  append(began_inside ? TilePoint{static_cast<std::int32_t>(from.x), static_cast<std::int32_t>(from.y)}
                      : at(enter));
  if (inside(to.x, to.y)) {
    append({static_cast<std::int32_t>(to.x), static_cast<std::int32_t>(to.y)});
    return ended_before;
  }
  append(at(leave));
  return end_part(commands) || ended_before;
}

bool LineClipper::add(std::span<const model::WorldPoint> line, GeometryCommands& commands) {
  part_.clear();
  bool added = false;
  for (std::size_t i = 1; i < line.size(); ++i)
    added = add_segment(place_of(line[i - 1]), place_of(line[i]), commands) || added;
  return end_part(commands) || added;
}

}  // namespace sojourn::tiles
