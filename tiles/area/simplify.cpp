#include "tiles/area/simplify.hpp"

#include "tiles/area/cells.hpp"

namespace sojourn::tiles {
namespace {

struct Segment {
  GridPoint from;
  GridPoint to;
  std::uint32_t line;
};

std::vector<Segment> segments_of(const Polylines& lines) {
  std::vector<Segment> segments;
  segments.reserve(lines.points().size());
  for (std::uint32_t line = 0; line < lines.size(); ++line) {
    const auto points = lines[line];
    for (std::size_t i = 1; i < points.size(); ++i) segments.push_back({points[i - 1], points[i], line});
  }
  return segments;
}

GridBox box_of(const Segment& segment) {
  GridBox box;
  box.grow(segment.from);
  box.grow(segment.to);
  return box;
}

/// Whether the segments have a point in common that is not an end of both.
bool cross(const Segment& a, const Segment& b) {
  if (!box_of(a).meets(box_of(b))) return false;
  if (a.from == b.from || a.from == b.to || a.to == b.from || a.to == b.to) return false;
  const auto side = [](const Segment& s, GridPoint p) {
    return sign_of(turn<std::int64_t>(s.from, s.to, p));
  };
  return side(a, b.from) * side(a, b.to) <= 0 && side(b, a.from) * side(b, a.to) <= 0;
}

Polylines important_points(const Topology& topology, std::span<const float> tolerances) {
  Polylines lines;
  lines.reserve(topology.arcs().size(), 0);
  for (std::size_t i = 0; i < topology.arcs().size(); ++i) {
    const auto& arc = topology.arcs()[i];
    const auto points = topology.points(arc);
    const auto importance = topology.importance(arc);
    lines.begin();
    for (std::size_t k = 0; k < points.size(); ++k)
      if (importance[k] >= tolerances[i]) lines.add(points[k]);
  }
  return lines;
}

std::vector<std::uint8_t> levels_of(const Topology& topology) {
  std::vector<std::uint8_t> levels;
  for (const auto& arc : topology.arcs()) levels.push_back(arc.levels);
  return levels;
}

}  // namespace

std::vector<std::uint32_t> crossing_lines(const Polylines& lines, std::span<const std::uint8_t> levels,
                                          const std::vector<bool>& simplified) {
  const auto segments = segments_of(lines);
  const int shift = fitting_cell_shift(lines, 0);
  CellIndex cells;
  for (std::uint32_t i = 0; i < segments.size(); ++i)
    visit_cells(segments[i].from, segments[i].to, shift, [&](auto x, auto y) { cells.add(x, y, i); });
  cells.finish();

  std::vector<bool> crossing(lines.size(), false);
  for (std::size_t cell = 0; cell < cells.cells(); ++cell) {
    const auto here = cells.of_cell(cell);
    for (std::size_t i = 1; i < here.size(); ++i)
      for (std::size_t k = 0; k < i; ++k) {
        const auto& a = segments[here[i]];
        const auto& b = segments[here[k]];
        if ((levels[a.line] & levels[b.line]) == 0 || !(simplified[a.line] || simplified[b.line])) continue;
        if (cross(a, b)) crossing[a.line] = crossing[b.line] = true;
      }
  }
  std::vector<std::uint32_t> found;
  for (std::uint32_t line = 0; line < lines.size(); ++line)
    if (crossing[line]) found.push_back(line);
  return found;
}

Polylines simplify(const Topology& topology, float tolerance) {
  const auto levels = levels_of(topology);
  std::vector<float> tolerances(levels.size(), tolerance);
  auto lines = important_points(topology, tolerances);
  constexpr int last_try = 3;
  for (int attempt = 0; attempt <= last_try; ++attempt) {
    std::vector<bool> simplified(levels.size());
    for (std::size_t i = 0; i < levels.size(); ++i)
      simplified[i] = lines[i].size() < topology.arcs()[i].count;
    bool changed = false;
    for (const auto line : crossing_lines(lines, levels, simplified)) {
      if (!simplified[line]) continue;
      tolerances[line] = attempt == last_try ? 0.0F : tolerances[line] / 4;
      changed = true;
    }
    if (!changed) break;
    lines = important_points(topology, tolerances);
  }
  return lines;
}

}  // namespace sojourn::tiles
