#include "demo/crisis.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <span>
#include <tuple>
#include <utility>

#include "demo/noise.hpp"
#include "demo/random.hpp"
#include "demo/steps.hpp"

namespace sojourn::demo {
namespace {

constexpr int flood_reach = 6;      // cells on either side of the river
constexpr int conflict_reach = 16;  // cells around where the fighting began

bool coastal(const Country& country, const Division& division) {
  return std::any_of(division.cells.begin(), division.cells.end(),
                     [&](CellId cell) { return country.terrain.from_sea[cell] == 1; });
}

std::vector<bool> cells_of(const Country& country, const Division& division) {
  std::vector<bool> member(country.mesh.size());
  for (const auto cell : division.cells) member[cell] = true;
  return member;
}

/// The cell of the division that is farthest from the sea.
CellId inland(const Country& country, const Division& division) {
  return *std::max_element(division.cells.begin(), division.cells.end(), [&](CellId a, CellId b) {
    return country.terrain.from_sea[a] < country.terrain.from_sea[b];
  });
}

/// A cell inland and far from the mouth.
CellId spring(const Country& country, const Division& division, CellId mouth) {
  const auto& from_sea = country.terrain.from_sea;
  const auto from_mouth = steps_from(country.mesh, cells_of(country, division), {mouth});
  const int far_inland = from_sea[inland(country, division)] * 6 / 10;
  CellId best = mouth;
  for (const auto cell : division.cells)
    if (from_mouth[cell] != unreachable && from_sea[cell] >= far_inland &&
        from_mouth[cell] > from_mouth[best])
      best = cell;
  return best;
}

/// The cells of the easiest way from `source` to `mouth` within the division, through the valleys.
std::vector<CellId> course(const Country& country, const Division& division, CellId source, CellId mouth) {
  const auto member = cells_of(country, division);
  std::vector<CellId> before(country.mesh.size(), no_cell);
  using Step = std::tuple<std::int64_t, CellId, CellId>;  // length, cell, the cell before
  std::priority_queue<Step, std::vector<Step>, std::greater<>> steps;
  steps.emplace(0, source, source);
  while (!steps.empty() && before[mouth] == no_cell) {
    const auto [length, cell, from] = steps.top();
    steps.pop();
    if (before[cell] != no_cell) continue;
    before[cell] = from;
    for (int side = 0; side < cell_sides; ++side) {
      const auto next = country.mesh.neighbour(cell, side);
      if (member[next] && before[next] == no_cell)
        steps.emplace(length + country.terrain.crossing[next], next, cell);
    }
  }
  std::vector<CellId> cells = {mouth};
  while (cells.back() != source) cells.push_back(before[cells.back()]);
  return cells;
}

/// A river through a province by the sea.
std::vector<CellId> river(const Country& country, const Division& division) {
  const auto& from_sea = country.terrain.from_sea;
  const auto steps = steps_from(country.mesh, cells_of(country, division), {inland(country, division)});
  CellId mouth = no_cell;
  for (const auto cell : division.cells)
    if (from_sea[cell] == 1 && steps[cell] != unreachable && (mouth == no_cell || steps[cell] < steps[mouth]))
      mouth = cell;
  return course(country, division, spring(country, division, mouth), mouth);
}

/// Full at the sources, less with every step, uneven on the way.
std::vector<std::int32_t> spread(std::uint64_t seed, const Country& country, std::vector<CellId> sources,
                                 int reach) {
  const auto steps = steps_from(country.mesh, country.terrain.land, std::move(sources));
  std::vector<std::int32_t> hit(country.mesh.size());
  for (CellId cell = 0; cell < country.mesh.size(); ++cell) {
    if (steps[cell] > reach) continue;
    const auto strength = 1000 - 1000 * steps[cell] / (reach + 1) +
                          noise(seed, country.mesh.centre(cell), units_per_degree / 4, 2) / 3;
    hit[cell] = static_cast<std::int32_t>(std::clamp<std::int64_t>(strength, 0, 1000));
  }
  return hit;
}

Crisis make_crisis(std::uint64_t seed, const Country& country, std::vector<CellId> sources, int reach) {
  Crisis crisis;
  crisis.hit = spread(seed, country, std::move(sources), reach);
  std::vector<CellId> hit_cells;
  std::vector<std::int64_t> origins(country.divisions[2].size());
  std::vector<std::int64_t> returns(country.mesh.size());
  for (CellId cell = 0; cell < country.mesh.size(); ++cell) {
    if (crisis.hit[cell] == 0) continue;
    if (crisis.hit[cell] > 300) hit_cells.push_back(cell);
    returns[cell] = country.population[cell] * crisis.hit[cell];
    origins[country.above(country.deepest[cell], 4, 2)] += returns[cell];
  }
  // Most people stay near home; cities draw them from afar.
  const auto steps = steps_from(country.mesh, country.terrain.land, hit_cells);
  std::vector<std::int64_t> refuges(country.mesh.size());
  for (CellId cell = 0; cell < country.mesh.size(); ++cell)
    if (steps[cell] != unreachable)
      refuges[cell] = country.population[cell] * (1000 - crisis.hit[cell]) /
                      (15 + std::int64_t{steps[cell]} * steps[cell] / 8);
  for (const auto weight : origins) crisis.districts.push_back(weight > 0);
  crisis.origins = Lottery(origins);
  crisis.refuges = Lottery(refuges);
  crisis.returns = Lottery(returns);
  return crisis;
}

struct Turn {
  Moment moment;
  std::int32_t level;
};

std::int32_t along(std::span<const Turn> turns, Moment moment) {
  if (moment <= turns.front().moment) return turns.front().level;
  for (std::size_t i = 1; i < turns.size(); ++i) {
    const auto& from = turns[i - 1];
    const auto& to = turns[i];
    if (moment <= to.moment)
      return from.level + (to.level - from.level) * (moment - from.moment) / (to.moment - from.moment);
  }
  return turns.back().level;
}

// The river rises between a quarter and a third of the time; the conflict is there from the start and grows.
constexpr std::array<Turn, 6> flood_displaced = {
    {{210, 0}, {280, 1000}, {430, 930}, {600, 680}, {800, 450}, {1000, 300}}};
constexpr std::array<Turn, 4> flood_returned = {{{350, 0}, {450, 120}, {720, 600}, {1000, 950}}};
constexpr std::array<Turn, 5> conflict_displaced = {
    {{0, 420}, {300, 560}, {450, 820}, {720, 1000}, {1000, 880}}};
constexpr std::array<Turn, 4> conflict_returned = {{{450, 0}, {600, 60}, {800, 200}, {1000, 450}}};

}  // namespace

Lottery::Lottery(const std::vector<std::int64_t>& weights) {
  sums_.reserve(weights.size());
  std::uint64_t sum = 0;
  for (const auto weight : weights) sums_.push_back(sum += static_cast<std::uint64_t>(weight));
}

std::uint32_t Lottery::draw(std::uint64_t chance) const {
  const auto number = chance % sums_.back();
  return static_cast<std::uint32_t>(std::upper_bound(sums_.begin(), sums_.end(), number) - sums_.begin());
}

std::array<Crisis, 2> make_crises(std::uint64_t seed, const Country& country) {
  const auto& provinces = country.divisions[1];
  const auto flooded = std::find_if(provinces.begin(), provinces.end(),
                                    [&](const Division& province) { return coastal(country, province); });
  const auto source = inland(country, *flooded);
  const auto contested =
      std::max_element(provinces.begin(), provinces.end(), [&](const Division& a, const Division& b) {
        const auto here = country.mesh.centre(source);
        return squared_distance(country.mesh.centre(inland(country, a)), here) <
               squared_distance(country.mesh.centre(inland(country, b)), here);
      });
  return {make_crisis(hash(seed, {1}), country, river(country, *flooded), flood_reach),
          make_crisis(hash(seed, {2}), country, {inland(country, *contested)}, conflict_reach)};
}

std::int32_t displaced(Cause cause, Moment moment) {
  return cause == Cause::flood ? along(flood_displaced, moment) : along(conflict_displaced, moment);
}

std::int32_t returned(Cause cause, Moment moment) {
  return cause == Cause::flood ? along(flood_returned, moment) : along(conflict_returned, moment);
}

}  // namespace sojourn::demo
