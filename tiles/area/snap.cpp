#include "tiles/area/snap.hpp"

#include <numeric>

#include "tiles/area/cells.hpp"
#include "tiles/area/crossings.hpp"

namespace sojourn::tiles {
namespace {

GridPoint round_to(GridPoint point, int shift) {
  const std::int32_t half = shift == 0 ? 0 : 1 << (shift - 1);
  return {(point.x + half) >> shift, (point.y + half) >> shift};
}

/// Distinct grid points (steps of 2^shift units), found by the segments that pass near them.
class Spots {
 public:
  Spots(int shift, int cell_shift) : shift_(shift), cell_shift_(cell_shift) {}

  void add(GridPoint spot) {
    const auto number = known_.add(key_of(spot));
    if (number < spots_.size()) return;
    spots_.push_back(spot);
    // The square around a spot may reach into neighbouring cells.
    const auto centre = centre_of(spot);
    const std::int32_t half = shift_ == 0 ? 0 : 1 << (shift_ - 1);
    for (auto x = (centre.x - half) >> cell_shift_; x <= (centre.x + half) >> cell_shift_; ++x)
      for (auto y = (centre.y - half) >> cell_shift_; y <= (centre.y + half) >> cell_shift_; ++y)
        cells_.add(x, y, number);
  }
  void finish() { cells_.finish(); }

  GridPoint centre_of(GridPoint spot) const { return {spot.x << shift_, spot.y << shift_}; }

  /// The spots near a→b that `accept` takes, in the order in which the segment passes them.
  template <typename Accept>
  void along(GridPoint a, GridPoint b, Accept&& accept, std::vector<GridPoint>& passed) const {
    std::vector<std::pair<std::int64_t, std::uint32_t>> found;
    visit_cells(a, b, cell_shift_, [&](auto column, auto row) {
      for (const auto number : cells_.at(column, row)) {
        const auto centre = centre_of(spots_[number]);
        if (!accept(spots_[number], centre)) continue;
        const auto progress = (std::int64_t{b.x} - a.x) * (std::int64_t{centre.x} - a.x) +
                              (std::int64_t{b.y} - a.y) * (std::int64_t{centre.y} - a.y);
        found.emplace_back(progress, number);
      }
    });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    passed.clear();
    for (const auto& [progress, number] : found) passed.push_back(spots_[number]);
  }

 private:
  int shift_;
  int cell_shift_;
  KeyTable known_;
  std::vector<GridPoint> spots_;
  CellIndex cells_;
};

/// Calls route(a, b, passed) for each segment and makes lines of the ends and what it passed.
template <typename Round, typename Route>
Polylines rerouted(const Polylines& lines, Round&& round, Route&& route) {
  Polylines result;
  result.reserve(lines.size(), lines.points().size());
  std::vector<GridPoint> passed;
  const auto add = [&](GridPoint point) {
    if (result.last() == nullptr || *result.last() != point) result.add(point);
  };
  for (std::size_t line = 0; line < lines.size(); ++line) {
    const auto points = lines[line];
    result.begin();
    add(round(points.front()));
    for (std::size_t i = 1; i < points.size(); ++i) {
      passed.clear();
      route(points[i - 1], points[i], passed);
      for (const auto& point : passed) add(point);
      add(round(points[i]));
    }
  }
  return result;
}

Polylines through_hot_squares(const Polylines& lines, std::span<const std::uint8_t> levels, int shift) {
  Spots spots(shift, fitting_cell_shift(lines, shift));
  for (const auto point : lines.points()) spots.add(round_to(point, shift));
  // Rings that are valid in degrees may cross themselves on the exact grid, where they are thinner than its
  // step.
  visit_crossings(
      lines, levels, [](auto, auto) { return true; },
      [&](const Segment& a, const Segment& b) {
        if (const auto spot = rounded_crossing(a, b, shift)) spots.add(*spot);
      });
  spots.finish();
  const std::int32_t half = shift == 0 ? 0 : 1 << (shift - 1);
  return rerouted(
      lines, [&](GridPoint point) { return round_to(point, shift); },
      [&](GridPoint a, GridPoint b, std::vector<GridPoint>& passed) {
        const auto from = round_to(a, shift);
        const auto to = round_to(b, shift);
        if (std::max(std::abs(from.x - to.x), std::abs(from.y - to.y)) == 0) return;
        const auto accept = [&](GridPoint spot, GridPoint centre) {
          return spot != from && spot != to && meets_square<std::int64_t>(a, b, centre, half);
        };
        spots.along(a, b, accept, passed);
      });
}

/// A rounded segment may run exactly over a position whose square the unrounded one missed: give it that
/// position.
Polylines through_positions(const Polylines& lines) {
  Spots spots(0, fitting_cell_shift(lines, 0));
  for (const auto point : lines.points()) spots.add(point);
  spots.finish();
  return rerouted(
      lines, [](GridPoint point) { return point; },
      [&](GridPoint a, GridPoint b, std::vector<GridPoint>& passed) {
        if (std::gcd(a.x - b.x, a.y - b.y) <= 1) return;  // passes no grid point between its ends
        GridBox box;
        box.grow(a);
        box.grow(b);
        const auto accept = [&](GridPoint spot, GridPoint) {
          GridBox place;
          place.grow(spot);
          return spot != a && spot != b && box.contains(place) && turn<std::int64_t>(a, b, spot) == 0;
        };
        spots.along(a, b, accept, passed);
      });
}

}  // namespace

Polylines snap(const Polylines& lines, std::span<const std::uint8_t> levels, int shift) {
  return through_positions(through_hot_squares(lines, levels, shift));
}

}  // namespace sojourn::tiles
