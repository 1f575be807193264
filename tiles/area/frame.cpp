#include "tiles/area/frame.hpp"

#include <algorithm>

namespace sojourn::tiles::frame {
namespace {

// Twice the coordinates of the edge.
constexpr std::int64_t twice_low = 2 * low - 1;
constexpr std::int64_t twice_high = 2 * high + 1;

constexpr GridPoint corner_after(Side side) {
  switch (side) {
    case Side::min_y:
      return {high, low};
    case Side::max_x:
      return {high, high};
    case Side::max_y:
      return {low, high};
    default:
      return {low, low};
  }
}

constexpr Side next(Side side) {
  return static_cast<Side>((static_cast<unsigned>(side) + 1) % 4);
}

/// A fraction of the way along a segment; the divisor is positive.
struct Fraction {
  Wide value = 0;
  Wide divisor = 1;
  bool operator<(const Fraction& other) const { return value * other.divisor < other.value * divisor; }
};

Fraction make_fraction(Wide value, Wide divisor) {
  return divisor < 0 ? Fraction{-value, -divisor} : Fraction{value, divisor};
}

Wide divide_down(Wide value, Wide divisor) {
  const Wide quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

Crossing crossing_at(const FarPoint& from, const FarPoint& to, Side side, bool entering) {
  const bool vertical = side == Side::min_x || side == Side::max_x;
  const bool lower = side == Side::min_x || side == Side::min_y;
  const Wide edge = lower ? twice_low : twice_high;
  // u runs across the side, v along it.
  const Wide u = vertical ? from.x : from.y;
  const Wide v = vertical ? from.y : from.x;
  const Wide du = (vertical ? to.x : to.y) - u;
  const Wide dv = (vertical ? to.y : to.x) - v;
  const auto along = make_fraction(2 * v * du + dv * (edge - 2 * u), du);
  const Wide nearest = divide_down(along.value + along.divisor, 2 * along.divisor);
  const auto rounded = static_cast<std::int32_t>(std::clamp(nearest, Wide{low}, Wide{high}));
  const std::int32_t across = lower ? low : high;
  return {side, entering, along.value, along.divisor,
          vertical ? GridPoint{across, rounded} : GridPoint{rounded, across}};
}

/// The part of a segment between two parallel sides.
struct Slab {
  Fraction enter{0, 1};
  Fraction leave{1, 1};
  Side enter_side = Side::min_x;
  Side leave_side = Side::min_x;

  /// False if nothing is left.
  bool narrow(std::int64_t from, std::int64_t to, Side low_side, Side high_side) {
    if (from == to) return from >= low && from <= high;
    const Wide step = 2 * (Wide{to} - from);
    const auto at_low = make_fraction(twice_low - 2 * Wide{from}, step);
    const auto at_high = make_fraction(twice_high - 2 * Wide{from}, step);
    const bool forward = to > from;
    const auto& in = forward ? at_low : at_high;
    const auto& out = forward ? at_high : at_low;
    if (enter < in) {
      enter = in;
      enter_side = forward ? low_side : high_side;
    }
    if (out < leave) {
      leave = out;
      leave_side = forward ? high_side : low_side;
    }
    return enter < leave;
  }
};

}  // namespace

std::optional<Passage> passage(const FarPoint& from, const FarPoint& to) {
  const auto beyond = [](std::int64_t a, std::int64_t b) {
    return std::max(a, b) < low || std::min(a, b) > high;
  };
  if (beyond(from.x, to.x) || beyond(from.y, to.y)) return std::nullopt;
  Slab inside;
  if (!inside.narrow(from.x, to.x, Side::min_x, Side::max_x)) return std::nullopt;
  if (!inside.narrow(from.y, to.y, Side::min_y, Side::max_y)) return std::nullopt;
  Passage result;
  if (!contains(from)) result.entry = crossing_at(from, to, inside.enter_side, true);
  if (!contains(to)) result.exit = crossing_at(from, to, inside.leave_side, false);
  return result;
}

bool comes_before(const Crossing& a, const Crossing& b) {
  if (a.side != b.side) return a.side < b.side;
  const Wide left = a.along * b.divisor;
  const Wide right = b.along * a.divisor;
  const bool ascending = a.side == Side::min_y || a.side == Side::max_x;
  return ascending ? left < right : right < left;
}

std::vector<GridPoint> way_around(const Crossing& exit, const Crossing& entry) {
  std::vector<GridPoint> way = {exit.at};
  auto side = exit.side;
  bool further = side == entry.side && comes_before(exit, entry);
  while (!further) {
    way.push_back(corner_after(side));
    side = next(side);
    further = side == entry.side;
  }
  way.push_back(entry.at);
  return way;
}

std::vector<GridPoint> outline() {
  return {{low, low}, {high, low}, {high, high}, {low, high}};
}

}  // namespace sojourn::tiles::frame
