#include "demo/terrain.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "demo/noise.hpp"
#include "demo/random.hpp"
#include "demo/steps.hpp"

namespace sojourn::demo {
namespace {

constexpr std::size_t smallest_island = 5;
constexpr int cities = 16;

struct Blob {
  std::int64_t x, y, radius;  // in thousandths of the country's half width and height
};

// A broad north, a southern tail and a cape in the east; noise does the rest.
constexpr std::array<Blob, 5> blobs = {
    {{-150, 250, 820}, {330, 380, 560}, {-80, -350, 600}, {60, -700, 380}, {640, 60, 400}}};

bool rises_above_sea(std::uint64_t seed, Point point, Point centre, std::int32_t half_width,
                     std::int32_t half_height) {
  const std::int64_t u = (std::int64_t{point.x} - centre.x) * 1000 / half_width;
  const std::int64_t v = (std::int64_t{point.y} - centre.y) * 1000 / half_height;
  std::int64_t height = -1000;
  for (const auto& blob : blobs) {
    const auto distance = whole_root((u - blob.x) * (u - blob.x) + (v - blob.y) * (v - blob.y));
    height = std::max(height, 1000 - distance * 1000 / blob.radius);
  }
  const auto from_centre = whole_root(u * u + v * v);
  if (from_centre > 850) height -= (from_centre - 850) * 3;  // the open ocean all around
  return height + noise(seed, point, half_width * 4 / 10, 6) * 1300 / 1000 > 130;
}

/// Cells of one kind that hang together, from a first one.
std::vector<CellId> component(const Mesh& mesh, const std::vector<bool>& member, CellId first,
                              std::vector<bool>& seen) {
  std::vector<CellId> cells = {first};
  seen[first] = true;
  for (std::size_t i = 0; i < cells.size(); ++i)
    for (int side = 0; side < cell_sides; ++side) {
      const auto next = mesh.neighbour(cells[i], side);
      if (next == no_cell || seen[next] || member[next] != member[first]) continue;
      seen[next] = true;
      cells.push_back(next);
    }
  std::sort(cells.begin(), cells.end());
  return cells;
}

/// Lakes become land and rocks become sea; what is left is the largest piece and some islands.
void tidy(const Mesh& mesh, Terrain& terrain) {
  std::vector<bool> seen(mesh.size());
  component(mesh, terrain.land, 0, seen);  // the open sea: the edge of the mesh is always water
  for (CellId cell = 0; cell < mesh.size(); ++cell)
    if (!terrain.land[cell] && !seen[cell]) terrain.land[cell] = true;
  std::fill(seen.begin(), seen.end(), false);
  for (CellId cell = 0; cell < mesh.size(); ++cell) {
    if (!terrain.land[cell] || seen[cell]) continue;
    auto piece = component(mesh, terrain.land, cell, seen);
    if (piece.size() > terrain.mainland.size()) piece.swap(terrain.mainland);
    if (piece.size() >= smallest_island)
      terrain.islands.insert(terrain.islands.end(), piece.begin(), piece.end());
    else
      for (const auto rock : piece) terrain.land[rock] = false;
  }
  std::sort(terrain.islands.begin(), terrain.islands.end());
}

std::vector<CellId> sea(const Mesh& mesh, const std::vector<bool>& land) {
  std::vector<CellId> cells;
  for (CellId cell = 0; cell < mesh.size(); ++cell)
    if (!land[cell]) cells.push_back(cell);
  return cells;
}

/// Of a few candidates the one nearest to the coast and farthest from the cities before it.
CellId next_city(Random& random, const Mesh& mesh, const Terrain& terrain,
                 const std::vector<CellId>& before) {
  CellId best = terrain.mainland.front();
  std::int64_t best_score = std::numeric_limits<std::int64_t>::min();
  for (int i = 0; i < 12; ++i) {
    const auto cell = terrain.mainland[random.below(static_cast<std::uint32_t>(terrain.mainland.size()))];
    std::int64_t nearest = std::int64_t{2} * units_per_degree;
    for (const auto city : before)
      nearest = std::min(nearest, whole_root(squared_distance(mesh.centre(cell), mesh.centre(city))));
    const auto score = nearest - std::int64_t{std::max(terrain.from_sea[cell], 3)} * 4000;
    if (score > best_score) {
      best_score = score;
      best = cell;
    }
  }
  return best;
}

void settle(std::uint64_t seed, const Mesh& mesh, Terrain& terrain) {
  Random random(hash(seed, {1}));
  std::vector<CellId> centres;
  for (int i = 0; i < cities; ++i) centres.push_back(next_city(random, mesh, terrain, centres));
  for (CellId cell = 0; cell < mesh.size(); ++cell) {
    if (!terrain.land[cell]) continue;
    const auto point = mesh.centre(cell);
    std::int64_t density = 60 + (noise(hash(seed, {2}), point, units_per_degree / 2, 3) + 1000) / 12;
    if (terrain.from_sea[cell] <= 4) density += 40;
    std::int64_t size = 9000;  // the first city is the largest; the others follow Zipf's law
    for (std::size_t i = 0; i < centres.size(); ++i) {
      const auto distance = whole_root(squared_distance(point, mesh.centre(centres[i]))) / 1000;
      density += size / static_cast<std::int64_t>(i + 1) / (1 + distance * distance / 12);
    }
    terrain.people[cell] = density;
  }
}

}  // namespace

Terrain shape_terrain(std::uint64_t seed, const Mesh& mesh, Point centre, std::int32_t half_width,
                      std::int32_t half_height) {
  Terrain terrain;
  terrain.land.resize(mesh.size());
  terrain.people.resize(mesh.size());
  terrain.crossing.resize(mesh.size());
  for (CellId cell = 0; cell < mesh.size(); ++cell) {
    const auto point = mesh.centre(cell);
    terrain.land[cell] =
        !mesh.near_edge(cell, 4) && rises_above_sea(hash(seed, {0}), point, centre, half_width, half_height);
    const auto ridge = noise(hash(seed, {3}), point, units_per_degree * 7 / 10, 4);
    terrain.crossing[cell] = 100 + std::max<std::int64_t>(0, 1600 - (ridge < 0 ? -ridge : ridge) * 12);
  }
  tidy(mesh, terrain);
  terrain.from_sea = steps_from(mesh, terrain.land, sea(mesh, terrain.land));
  settle(seed, mesh, terrain);
  return terrain;
}

}  // namespace sojourn::demo
