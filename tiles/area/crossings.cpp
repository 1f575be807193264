#include "tiles/area/crossings.hpp"

namespace sojourn::tiles {
namespace {

// Products of three differences on a grid of 2^30 steps.
__extension__ using Wide = __int128;

GridBox box_of(const Segment& segment) {
  GridBox box;
  box.grow(segment.from);
  box.grow(segment.to);
  return box;
}

Wide floor_of(Wide numerator, Wide positive) {
  const Wide quotient = numerator / positive;
  return numerator % positive < 0 ? quotient - 1 : quotient;
}

}  // namespace

std::vector<Segment> segments_of(const Polylines& lines) {
  std::vector<Segment> segments;
  segments.reserve(lines.points().size());
  for (std::uint32_t line = 0; line < lines.size(); ++line) {
    const auto points = lines[line];
    for (std::size_t i = 1; i < points.size(); ++i) segments.push_back({points[i - 1], points[i], line});
  }
  return segments;
}

bool cross(const Segment& a, const Segment& b) {
  if (!box_of(a).meets(box_of(b))) return false;
  if (a.from == b.from || a.from == b.to || a.to == b.from || a.to == b.to) return false;
  const auto side = [](const Segment& s, GridPoint p) {
    return sign_of(turn<std::int64_t>(s.from, s.to, p));
  };
  return side(a, b.from) * side(a, b.to) <= 0 && side(b, a.from) * side(b, a.to) <= 0;
}

std::optional<GridPoint> rounded_crossing(const Segment& a, const Segment& b, int shift) {
  // The point is a.from + (a.to - a.from) · along / whole.
  const auto from_b = turn<Wide>(b.from, b.to, a.from);
  const auto to_b = turn<Wide>(b.from, b.to, a.to);
  const Wide whole = from_b > to_b ? from_b - to_b : to_b - from_b;
  const Wide along = from_b > to_b ? from_b : -from_b;
  if (whole == 0) return std::nullopt;
  const Wide half = shift == 0 ? 0 : Wide{1} << (shift - 1);
  const auto rounded = [&](std::int32_t from, std::int32_t to) {
    return static_cast<std::int32_t>(
        floor_of((from + half) * whole + (Wide{to} - from) * along, whole << shift));
  };
  return GridPoint{rounded(a.from.x, a.to.x), rounded(a.from.y, a.to.y)};
}

}  // namespace sojourn::tiles
