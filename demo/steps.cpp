#include "demo/steps.hpp"

#include <utility>

namespace sojourn::demo {

std::vector<int> steps_from(const Mesh& mesh, const std::vector<bool>& passable,
                            std::vector<CellId> sources) {
  std::vector<int> steps(mesh.size(), unreachable);
  auto reached = std::move(sources);
  for (const auto source : reached) steps[source] = 0;
  for (std::size_t i = 0; i < reached.size(); ++i)
    for (int side = 0; side < cell_sides; ++side) {
      const auto next = mesh.neighbour(reached[i], side);
      if (next == no_cell || !passable[next] || steps[next] != unreachable) continue;
      steps[next] = steps[reached[i]] + 1;
      reached.push_back(next);
    }
  return steps;
}

}  // namespace sojourn::demo
