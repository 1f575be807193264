#include "demo/division.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <queue>

namespace sojourn::demo {
namespace {

constexpr std::uint32_t nobody = 0xFFFFFFFF;
constexpr std::int64_t unreached = std::numeric_limits<std::int64_t>::max();
constexpr int rounds_of_centring = 4;
// Crowded cells count as wide, so that areas there come out small.
constexpr std::int64_t widest_by_people = 900;

/// The cells to divide under numbers of their own, with their neighbours.
class Region {
 public:
  Region(const Mesh& mesh, const Terrain& terrain, std::span<const CellId> cells)
      : mesh_(mesh), cells_(cells.begin(), cells.end()) {
    neighbours_.reserve(cells_.size() * cell_sides);
    for (const auto cell : cells_) {
      widths_.push_back(terrain.crossing[cell] + std::min(terrain.people[cell], widest_by_people));
      for (int side = 0; side < cell_sides; ++side) neighbours_.push_back(find(mesh.neighbour(cell, side)));
    }
  }

  std::size_t size() const { return cells_.size(); }
  CellId cell(std::uint32_t index) const { return cells_[index]; }

  /// Nearest seed and way to it for every cell; cells that no seed reaches keep `nobody`.
  void grow(std::span<const std::uint32_t> seeds) {
    owner.assign(size(), nobody);
    way.assign(size(), unreached);
    // Way, cell and owner in one number, compared in this order: ties come out the same everywhere.
    std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>> steps;
    const auto push = [&](std::int64_t length, std::uint32_t index, std::uint32_t from) {
      steps.push(static_cast<std::uint64_t>(length) << 32 | std::uint64_t{index} << 16 | from);
    };
    for (std::uint32_t i = 0; i < seeds.size(); ++i) push(0, seeds[i], i);
    while (!steps.empty()) {
      const auto step = steps.top();
      steps.pop();
      const auto length = static_cast<std::int64_t>(step >> 32);
      const auto index = static_cast<std::uint32_t>(step >> 16 & 0xFFFF);
      const auto from = static_cast<std::uint32_t>(step & 0xFFFF);
      if (owner[index] != nobody) continue;
      owner[index] = from;
      way[index] = length;
      const auto* next = neighbours_.data() + std::size_t{index} * cell_sides;
      for (const auto* end = next + cell_sides; next != end; ++next)
        if (*next != nobody && owner[*next] == nobody)
          push(length + (widths_[index] + widths_[*next]) / 2, *next, from);
    }
  }

  /// The cell of each owner nearest to the middle of its cells.
  std::vector<std::uint32_t> middles(std::size_t owners) const {
    struct Sum {
      std::int64_t x = 0, y = 0, weight = 0;
    };
    std::vector<Sum> sums(owners);
    for (std::uint32_t i = 0; i < size(); ++i) {
      auto& sum = sums[owner[i]];
      const auto centre = mesh_.centre(cells_[i]);
      sum.x += centre.x * widths_[i];
      sum.y += centre.y * widths_[i];
      sum.weight += widths_[i];
    }
    std::vector<std::uint32_t> nearest(owners, nobody);
    std::vector<std::int64_t> distances(owners, unreached);
    for (std::uint32_t i = 0; i < size(); ++i) {
      const auto& sum = sums[owner[i]];
      const Point middle = {static_cast<std::int32_t>(sum.x / sum.weight),
                            static_cast<std::int32_t>(sum.y / sum.weight)};
      const auto distance = squared_distance(mesh_.centre(cells_[i]), middle);
      if (distance < distances[owner[i]]) {
        distances[owner[i]] = distance;
        nearest[owner[i]] = i;
      }
    }
    return nearest;
  }

  std::vector<std::uint32_t> owner;
  std::vector<std::int64_t> way;

 private:
  std::uint32_t find(CellId cell) const {
    const auto found = std::lower_bound(cells_.begin(), cells_.end(), cell);
    if (found == cells_.end() || *found != cell) return nobody;
    return static_cast<std::uint32_t>(found - cells_.begin());
  }

  const Mesh& mesh_;
  std::vector<CellId> cells_;
  std::vector<std::uint32_t> neighbours_;  // six for each cell
  std::vector<std::int64_t> widths_;
};

/// Each seed as far as can be from those before it.
std::vector<std::uint32_t> scatter(Region& region, std::size_t parts) {
  region.grow(std::vector<std::uint32_t>{0});
  const auto farthest = [&] {
    return static_cast<std::uint32_t>(std::max_element(region.way.begin(), region.way.end()) -
                                      region.way.begin());
  };
  std::vector<std::uint32_t> seeds = {farthest()};
  while (seeds.size() < parts) {
    region.grow(seeds);
    seeds.push_back(farthest());
  }
  return seeds;
}

}  // namespace

std::vector<std::vector<CellId>> divide(const Mesh& mesh, const Terrain& terrain,
                                        std::span<const CellId> cells, std::size_t parts) {
  Region region(mesh, terrain, cells);
  auto seeds = scatter(region, std::min(parts, cells.size()));
  region.grow(seeds);
  for (int i = 0; i < rounds_of_centring; ++i) {
    seeds = region.middles(seeds.size());
    region.grow(seeds);
  }
  std::vector<std::vector<CellId>> areas(seeds.size());
  for (std::uint32_t i = 0; i < region.size(); ++i) areas[region.owner[i]].push_back(region.cell(i));
  return areas;
}

std::vector<std::size_t> share_out(std::size_t total, std::span<const std::int64_t> weights) {
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::vector<std::size_t> shares(weights.size());
  std::vector<std::int64_t> rests(weights.size());
  std::size_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto exact = static_cast<std::int64_t>(total) * weights[i];
    shares[i] = std::max<std::size_t>(1, static_cast<std::size_t>(exact / sum));
    rests[i] = exact - static_cast<std::int64_t>(shares[i]) * sum;
    given += shares[i];
  }
  for (; given < total; ++given) {
    const auto next = static_cast<std::size_t>(std::max_element(rests.begin(), rests.end()) - rests.begin());
    ++shares[next];
    rests[next] -= sum;
  }
  return shares;
}

std::int64_t weight_of(const Terrain& terrain, std::span<const CellId> cells) {
  std::int64_t people = 0;
  for (const auto cell : cells) people += terrain.people[cell];
  return static_cast<std::int64_t>(cells.size()) * 200 + people;
}

}  // namespace sojourn::demo
