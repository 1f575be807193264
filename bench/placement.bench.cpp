/// bench_placement [FILE.geojson]: placement by coordinates. Writes the areas to the file, for others to be
/// measured on. Random positions in a country's bounding box against its districts, by
/// BoundaryIndex and by GEOS (STRtree and prepared geometries), alternating in one run.
/// Nigeria's 774 districts where SOJOURN_REAL_DATA names the folder of real files, else made-up ones.

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <span>

#include "../tests/support/geos_covering.hpp"
#include "export/geometry_text.hpp"
#include "geo/boundary_index.hpp"
#include "ingest/boundary_import.hpp"
#include "ingest/boundary_reader.hpp"

namespace {

namespace geo = sojourn::geo;
namespace ingest = sojourn::ingest;

constexpr std::size_t position_count = 1'000'000;
constexpr int runs = 5;

/// Of this thread's processor time, so that other work on the machine does not count.
double seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// 28 × 28 districts with crooked borders of some 40 edges a side, as large as Nigeria.
geo::BoundarySet made_up_districts() {
  constexpr int side = 28;
  constexpr int between = 40;
  const auto crooked = [](int x, int y) {
    const double u = 12.0 * x / (side * between);
    const double v = 9.6 * y / (side * between);
    return geo::Position{2.7 + u + 0.05 * std::sin(9 * v + 3 * u), 4.3 + v + 0.05 * std::sin(11 * u - 2 * v)};
  };
  ingest::BoundaryLayer layer{"made-up", "districts", 1, {}, {}, {}};
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const int x = column * between;
      const int y = row * between;
      geo::Ring ring;
      for (int i = 0; i < between; ++i) ring.push_back(crooked(x + i, y));
      for (int i = 0; i < between; ++i) ring.push_back(crooked(x + between, y + i));
      for (int i = between; i > 0; --i) ring.push_back(crooked(x + i, y + between));
      for (int i = between; i > 0; --i) ring.push_back(crooked(x, y + i));
      ring.push_back(ring.front());
      ingest::BoundaryFeature district;
      district.pcode = fmt::format("XS{:02}{:02}", row, column);
      district.geometry = {{ring}};
      layer.features.push_back(std::move(district));
    }
  }
  return ingest::import_boundaries({layer}, {"XSA", sojourn::model::Date::make(2020, 1, 1)}).set;
}

struct Districts {
  geo::BoundarySet set;
  int level;
  const char* what;
};

Districts districts() {
  const char* folder = std::getenv("SOJOURN_REAL_DATA");
  if (folder == nullptr) return {made_up_districts(), 1, "made-up districts (SOJOURN_REAL_DATA is not set)"};
  const auto file = std::filesystem::path(folder) / "nigeria/boundaries/nga_admbnda_adm2_osgof_20190417.shp";
  return {ingest::import_boundaries(ingest::boundary_layers_from_file(file), {"NGA", {}}).set, 2,
          "Nigeria's districts"};
}

std::vector<geo::Position> random_positions(const geo::Box& box, std::size_t count = position_count) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> x(box.min_x, box.max_x);
  std::uniform_real_distribution<double> y(box.min_y, box.max_y);
  std::vector<geo::Position> positions(count);
  for (auto& position : positions) position = {x(random), y(random)};
  return positions;
}

std::size_t placed_by_geos(const sojourn::test::GeosCovering& geos,
                           const std::vector<geo::Position>& positions) {
  return static_cast<std::size_t>(std::count_if(
      positions.begin(), positions.end(), [&](const geo::Position& p) { return !geos.find_all(p).empty(); }));
}

/// Ten times the positions, and again: the time of one stays the same. To 10⁷ with SOJOURN_BENCH_LARGE.
void print_growth(const geo::BoundaryIndex& index, const geo::Box& box) {
  const std::size_t most =
      std::getenv("SOJOURN_BENCH_LARGE") == nullptr ? position_count : 10 * position_count;
  const auto positions = random_positions(box, most);
  std::vector<std::uint32_t> areas(most);
  for (std::size_t count = 10'000; count <= most; count *= 10) {
    double fastest = 1e9;
    for (int run = 0; run < runs; ++run) {
      const double start = seconds();
      index.find(std::span(positions).first(count), std::span(areas).first(count));
      fastest = std::min(fastest, seconds() - start);
    }
    fmt::print("growth | {} | {}\n", count, fastest);
  }
}

void write_areas(const char* file, const geo::BoundarySet& set, int level) {
  std::ofstream out(file);
  const auto box = geo::bounds(set.area(0).geometry);
  out << fmt::format("{{\"type\":\"FeatureCollection\",\"bbox\":[{},{},{},{}],\"features\":[", box.min_x,
                     box.min_y, box.max_x, box.max_y);
  const auto [first, last] = set.level_range(level);
  for (auto area = first; area < last; ++area)
    out << fmt::format("{}\n{{\"type\":\"Feature\",\"properties\":{{\"pcode\":\"{}\"}},\"geometry\":{}}}",
                       area == first ? "" : ",", set.area(area).pcode,
                       sojourn::exports::geometry_text(set.area(area).geometry));
  out << "]}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const auto [set, level, what] = districts();
  if (argc > 1) write_areas(argv[1], set, level);
  const double build_start = seconds();
  const geo::BoundaryIndex index(set, level);
  const double build = seconds() - build_start;
  const sojourn::test::GeosCovering geos(set, level);
  const auto positions = random_positions(geo::bounds(set.area(0).geometry));

  std::vector<std::uint32_t> areas(positions.size());
  double fastest = 1e9;
  double fastest_geos = 1e9;
  std::size_t by_geos = 0;
  for (int run = 0; run < runs; ++run) {
    double start = seconds();
    index.find(positions, areas);
    fastest = std::min(fastest, seconds() - start);
    start = seconds();
    by_geos = placed_by_geos(geos, positions);
    fastest_geos = std::min(fastest_geos, seconds() - start);
  }
  const auto placed =
      std::count_if(areas.begin(), areas.end(), [](auto area) { return area != geo::no_area; });

  const auto [first, last] = set.level_range(level);
  constexpr double million = 1e6;
  fmt::print("placement: {} random positions in {}, {} areas, best of {} runs, one thread\n",
             positions.size(), what, last - first, runs);
  fmt::print("  boundary index   {:7.2f} M positions/s   built in {:.0f} ms, {:.1f} MB\n",
             position_count / fastest / million, build * 1000, static_cast<double>(index.memory()) / million);
  fmt::print("  GEOS prepared    {:7.2f} M positions/s   (baseline)\n",
             position_count / fastest_geos / million);
  fmt::print("  ratio            {:7.1f} (aim: at least 8, and 10 M positions/s)\n", fastest_geos / fastest);
  fmt::print("measure | index | {}\nmeasure | geos | {}\n", position_count / fastest,
             position_count / fastest_geos);
  print_growth(index, geo::bounds(set.area(0).geometry));
  fmt::print("  placed           {} and {} by GEOS\n", placed, by_geos);
  return static_cast<std::size_t>(placed) == by_geos ? 0 : 1;
}
