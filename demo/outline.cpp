#include "demo/outline.hpp"

#include <algorithm>
#include <cstdint>

namespace sojourn::demo {
namespace {

/// A side of a cell of the union with something else beyond it, from corner to corner anticlockwise.
struct Border {
  std::uint32_t from;
  std::uint32_t to;
  CellId cell;
  int side;
  bool coast;
};

std::vector<Border> borders_of(const Mesh& mesh, const std::vector<bool>& land,
                               std::span<const CellId> cells) {
  std::vector<Border> borders;
  for (const auto cell : cells)
    for (int side = 0; side < cell_sides; ++side) {
      const auto other = mesh.neighbour(cell, side);
      if (std::binary_search(cells.begin(), cells.end(), other)) continue;
      borders.push_back(
          {mesh.corner(cell, side), mesh.corner(cell, (side + 1) % cell_sides), cell, side, !land[other]});
    }
  std::sort(borders.begin(), borders.end(), [](const Border& a, const Border& b) { return a.from < b.from; });
  return borders;
}

/// Three cells meet at a corner, so exactly one border of the union starts where another one ends.
std::vector<PointRing> trace(const Mesh& mesh, const std::vector<Border>& borders) {
  std::vector<PointRing> rings;
  std::vector<bool> done(borders.size());
  for (std::size_t first = 0; first < borders.size(); ++first) {
    if (done[first]) continue;
    PointRing ring;
    for (auto at = first; !done[at];) {
      done[at] = true;
      const auto& border = borders[at];
      mesh.append_border(border.cell, border.side, border.coast ? Detail::coast : Detail::border, ring);
      const auto next =
          std::lower_bound(borders.begin(), borders.end(), border.to,
                           [](const Border& b, std::uint32_t corner) { return b.from < corner; });
      at = static_cast<std::size_t>(next - borders.begin());
    }
    ring.push_back(ring.front());
    rings.push_back(std::move(ring));
  }
  return rings;
}

}  // namespace

bool inside(const PointRing& ring, Point point) {
  bool result = false;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const Point a = ring[i];
    const Point b = ring[i + 1];
    if ((a.y > point.y) == (b.y > point.y)) continue;
    const auto cross = std::int64_t{b.x - a.x} * (point.y - a.y) - std::int64_t{point.x - a.x} * (b.y - a.y);
    if ((cross > 0) == (b.y > a.y)) result = !result;
  }
  return result;
}

std::vector<PointPolygon> outline(const Mesh& mesh, const std::vector<bool>& land,
                                  std::span<const CellId> cells) {
  auto rings = trace(mesh, borders_of(mesh, land, cells));
  std::stable_sort(rings.begin(), rings.end(),
                   [](const PointRing& a, const PointRing& b) { return doubled_area(a) > doubled_area(b); });
  std::vector<PointPolygon> polygons;
  for (auto& ring : rings) {
    if (doubled_area(ring) > 0) {
      polygons.push_back({std::move(ring)});
      continue;
    }
    // Of shells within one another, the smallest is the one that has the hole.
    const auto shell = std::find_if(polygons.rbegin(), polygons.rend(), [&](const PointPolygon& polygon) {
      return inside(polygon.front(), ring.front());
    });
    if (shell != polygons.rend()) shell->push_back(std::move(ring));
  }
  return polygons;
}

}  // namespace sojourn::demo
