#include "demo/country.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "demo/division.hpp"
#include "demo/random.hpp"

namespace sojourn::demo {
namespace {

constexpr int mesh_columns = 176;
constexpr int mesh_rows = 172;
constexpr std::int32_t cell_spacing = 4400;
constexpr std::int32_t half_width = 350'000;
constexpr std::int32_t half_height = 280'000;
constexpr std::int64_t country_population = 9'400'000;
constexpr std::size_t third_level_areas = 120;
constexpr std::size_t fourth_level_areas = 500;

using Cells = std::vector<CellId>;

/// From north to south, as lists of areas are often kept.
void sort_by_latitude(const Mesh& mesh, std::vector<Cells>& areas) {
  const auto latitude = [&](const Cells& cells) {
    std::int64_t sum = 0;
    for (const auto cell : cells) sum += mesh.centre(cell).y;
    return sum / static_cast<std::int64_t>(cells.size());
  };
  std::stable_sort(areas.begin(), areas.end(),
                   [&](const Cells& a, const Cells& b) { return latitude(a) > latitude(b); });
}

void add_children(Country& country, int level, std::uint32_t parent, std::vector<Cells> areas) {
  const auto& above = country.divisions[static_cast<std::size_t>(level - 1)][parent];
  std::uint32_t number = 0;
  for (auto& cells : areas) {
    Division division;
    division.pcode = fmt::format("{}{:02}", above.pcode, ++number);
    division.parent = parent;
    division.cells = std::move(cells);
    country.divisions[static_cast<std::size_t>(level)].push_back(std::move(division));
  }
}

void make_provinces(Country& country) {
  auto& nation = country.divisions[0].emplace_back();
  nation.pcode = country_pcode;
  nation.name = {std::string(country_name().latin), std::string(country_name().arabic)};
  nation.cells = country.terrain.mainland;
  auto areas = divide(country.mesh, country.terrain, nation.cells, first_level().size());
  // The list of names has the provinces with the most districts first.
  std::stable_sort(areas.begin(), areas.end(), [&](const Cells& a, const Cells& b) {
    return weight_of(country.terrain, a) > weight_of(country.terrain, b);
  });
  add_children(country, 1, 0, std::move(areas));
}

/// Children for every division of the level above, `counts[i]` for the i-th.
void make_level(Country& country, int level, const std::vector<std::size_t>& counts) {
  const auto& parents = country.divisions[static_cast<std::size_t>(level - 1)];
  for (std::uint32_t i = 0; i < parents.size(); ++i) {
    auto areas = divide(country.mesh, country.terrain, parents[i].cells, counts[i]);
    sort_by_latitude(country.mesh, areas);
    add_children(country, level, i, std::move(areas));
  }
}

std::vector<std::size_t> counts_by_weight(const Country& country, int parent_level, std::size_t total) {
  std::vector<std::int64_t> weights;
  for (const auto& division : country.divisions[static_cast<std::size_t>(parent_level)])
    weights.push_back(weight_of(country.terrain, division.cells));
  return share_out(total, weights);
}

void name_divisions(std::uint64_t seed, Country& country) {
  for (std::size_t i = 0; i < country.divisions[1].size(); ++i) {
    auto& province = country.divisions[1][i];
    const auto& names = first_level()[i];
    province.name = {std::string(names.name.latin), std::string(names.name.arabic)};
    province.old_code = fmt::format("SJ{}", i + 1);
  }
  std::vector<std::size_t> numbers(country.divisions[1].size());
  for (auto& district : country.divisions[2]) {
    const auto number = numbers[district.parent]++;
    const auto& name = first_level()[district.parent].districts[number];
    district.name = {std::string(name.latin), std::string(name.arabic)};
    // Not in the order of today's codes, so that only the crosswalk can tell.
    const auto count = first_level()[district.parent].districts.size();
    district.old_code = fmt::format("SJ{}-{:02}", district.parent + 1, (number + 1) % count * 3 + 10);
  }
  Random random(hash(seed, {10}));
  for (int level = 3; level < levels; ++level) {
    std::set<std::string> used;  // one name occurs in several districts, but not twice at a level in one
    std::uint32_t district = 0;
    for (auto& division : country.divisions[static_cast<std::size_t>(level)]) {
      const auto now = country.above(division.parent, level - 1, 2);
      if (now != district) used.clear();
      district = now;
      do division.name = invented_name(random.next());
      while (!used.insert(division.name.latin).second);
    }
  }
}

/// An island belongs to the division of the nearest mainland.
void attach_islands(Country& country) {
  for (const auto first : country.terrain.islands) {
    if (country.deepest[first] != no_cell) continue;
    CellId nearest = 0;
    auto distance = std::numeric_limits<std::int64_t>::max();
    for (const auto cell : country.terrain.mainland) {
      const auto here = squared_distance(country.mesh.centre(cell), country.mesh.centre(first));
      if (here < distance) {
        distance = here;
        nearest = cell;
      }
    }
    Cells island = {first};
    country.deepest[first] = country.deepest[nearest];
    for (std::size_t i = 0; i < island.size(); ++i)
      for (int side = 0; side < cell_sides; ++side) {
        const auto next = country.mesh.neighbour(island[i], side);
        if (!country.terrain.land[next] || country.deepest[next] != no_cell) continue;
        country.deepest[next] = country.deepest[nearest];
        island.push_back(next);
      }
    for (int level = 0; level < levels; ++level) {
      auto& cells = country
                        .divisions[static_cast<std::size_t>(level)]
                                  [country.above(country.deepest[first], levels - 1, level)]
                        .cells;
      cells.insert(cells.end(), island.begin(), island.end());
      std::sort(cells.begin(), cells.end());
    }
  }
}

void count_people(Country& country) {
  const auto& weights = country.terrain.people;
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  country.population.resize(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i)
    country.population[i] = weights[i] * country_population / sum;
  for (auto& level : country.divisions)
    for (auto& division : level)
      for (const auto cell : division.cells) division.population += country.population[cell];
}

}  // namespace

Country::Country(std::uint64_t seed)
    : mesh(hash(seed, {1}), country_centre, mesh_columns, mesh_rows, cell_spacing),
      terrain(shape_terrain(hash(seed, {2}), mesh, country_centre, half_width, half_height)),
      deepest(mesh.size(), no_cell) {
  make_provinces(*this);
  std::vector<std::size_t> districts;
  for (const auto& province : first_level()) districts.push_back(province.districts.size());
  make_level(*this, 2, districts);
  make_level(*this, 3, counts_by_weight(*this, 2, third_level_areas));
  make_level(*this, 4, counts_by_weight(*this, 3, fourth_level_areas));
  lineage.resize(divisions[4].size());
  for (std::uint32_t i = 0; i < lineage.size(); ++i)
    for (int level = 0; level < levels; ++level)
      lineage[i][static_cast<std::size_t>(level)] = above(i, 4, level);
  for (std::uint32_t i = 0; i < divisions[4].size(); ++i)
    for (const auto cell : divisions[4][i].cells) deepest[cell] = i;
  attach_islands(*this);
  name_divisions(seed, *this);
  count_people(*this);
  for (auto& level : divisions)
    for (auto& division : level) division.polygons = outline(mesh, terrain.land, division.cells);
}

std::uint32_t Country::above(std::uint32_t division, int from_level, int level) const {
  for (; from_level > level; --from_level)
    division = divisions[static_cast<std::size_t>(from_level)][division].parent;
  return division;
}

}  // namespace sojourn::demo
