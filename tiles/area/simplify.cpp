#include "tiles/area/simplify.hpp"

#include "tiles/area/crossings.hpp"

namespace sojourn::tiles {
namespace {

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

}  // namespace

std::vector<std::uint32_t> crossing_lines(const Polylines& lines, std::span<const std::uint8_t> levels,
                                          const std::vector<bool>& simplified) {
  std::vector<bool> crossing(lines.size(), false);
  visit_crossings(
      lines, levels, [&](auto a, auto b) { return simplified[a] || simplified[b]; },
      [&](const Segment& a, const Segment& b) { crossing[a.line] = crossing[b.line] = true; });
  std::vector<std::uint32_t> found;
  for (std::uint32_t line = 0; line < lines.size(); ++line)
    if (crossing[line]) found.push_back(line);
  return found;
}

Polylines simplify(const Topology& topology, float tolerance) {
  const auto levels = topology.levels();
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
