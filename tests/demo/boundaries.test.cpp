#include "demo/boundary_files.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "demo/country.hpp"
#include "geo/geos.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace sojourn;
using namespace sojourn::demo;

const Country& default_country() {
  static const Country country(1);
  return country;
}

std::int64_t area_of(const Division& division) {
  std::int64_t sum = 0;
  for (const auto& polygon : division.polygons)
    for (const auto& ring : polygon) sum += doubled_area(ring);
  return sum;
}

geo::MultiPolygon in_degrees(const Division& division) {
  geo::MultiPolygon result;
  for (const auto& polygon : division.polygons) {
    auto& rings = result.emplace_back();
    for (const auto& ring : polygon) {
      auto& positions = rings.emplace_back();
      for (const auto point : ring)
        positions.push_back({double(point.x) / units_per_degree, double(point.y) / units_per_degree});
    }
  }
  return result;
}

bool covers(const Division& division, Point point) {
  int rings_around = 0;
  for (const auto& polygon : division.polygons)
    for (const auto& ring : polygon) rings_around += inside(ring, point) ? 1 : 0;
  return rings_around % 2 == 1;
}

/// How often each straight piece of the rings of a level is walked, by direction.
std::map<std::pair<Point, Point>, int> pieces(const Country& country, std::size_t level) {
  std::map<std::pair<Point, Point>, int> result;
  for (const auto& division : country.divisions[level])
    for (const auto& polygon : division.polygons)
      for (const auto& ring : polygon)
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) ++result[{ring[i], ring[i + 1]}];
  return result;
}

bool neighbours_share_borders(const Country& country, std::size_t level) {
  const auto coast = pieces(country, 0);
  const auto all = pieces(country, level);
  return std::all_of(all.begin(), all.end(), [&](const auto& entry) {
    const auto& [piece, count] = entry;
    return count == 1 && (all.contains({piece.second, piece.first}) != coast.contains(piece));
  });
}

bool children_fill_parents(const Country& country, std::size_t level) {
  std::vector<std::int64_t> areas(country.divisions[level - 1].size());
  std::vector<std::int64_t> people(areas.size());
  for (const auto& division : country.divisions[level]) {
    areas[division.parent] += area_of(division);
    people[division.parent] += division.population;
  }
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const auto& parent = country.divisions[level - 1][i];
    if (areas[i] != area_of(parent) || people[i] != parent.population) return false;
  }
  return true;
}

nlohmann::json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

}  // namespace

TEST_CASE("the country has four levels of the wanted numbers of areas") {
  const auto& divisions = default_country().divisions;
  CHECK(divisions[0].size() == 1);
  CHECK(divisions[1].size() == 6);
  CHECK(divisions[2].size() == 30);
  CHECK(divisions[3].size() == 120);
  CHECK(divisions[4].size() == 500);
}

TEST_CASE("areas are exactly the union of their children, whatever the seed") {
  const auto seed = GENERATE(2U, 77U);
  const Country country(seed);
  for (std::size_t level = 1; level < levels; ++level) {
    CHECK(children_fill_parents(country, level));
    CHECK(neighbours_share_borders(country, level));
  }
}

TEST_CASE("all polygons are valid") {
  for (const auto& level : default_country().divisions)
    for (const auto& division : level) {
      const auto checked = geo::make_valid(in_degrees(division));
      INFO(division.pcode << ": " << checked.reason << " at " << checked.where.x << " " << checked.where.y);
      CHECK_FALSE(checked.repaired);
      CHECK(doubled_area(division.polygons.front().front()) > 0);
    }
}

TEST_CASE("points drawn in a cell lie in the division of the cell") {
  const auto& country = default_country();
  for (std::uint32_t i = 0; i < country.divisions[4].size(); ++i)
    for (const auto cell : country.divisions[4][i].cells)
      for (std::uint64_t chance = 0; chance < 4; ++chance) {
        const auto point = country.mesh.point_inside(cell, chance * 7919 + cell);
        if (!covers(country.divisions[4][i], point))
          FAIL("cell " << cell << " at " << point.x << " " << point.y);
      }
}

TEST_CASE("the country lies in the open ocean") {
  struct Island {
    const char* name;
    double lon, lat;
  };
  // The land nearest to it, all around.
  constexpr Island islands[] = {{"St Helena", -5.7, -15.9},         {"Ascension", -14.4, -7.9},
                                {"Trindade", -29.3, -20.5},         {"Martin Vaz", -28.9, -20.5},
                                {"Tristan da Cunha", -12.3, -37.1}, {"Gough", -9.9, -40.3}};
  const auto box = geo::bounds(in_degrees(default_country().divisions[0].front()));
  for (const auto& island : islands) {
    INFO(island.name);
    const double degrees_away = std::max(
        {box.min_x - island.lon, island.lon - box.max_x, box.min_y - island.lat, island.lat - box.max_y});
    CHECK(degrees_away > 5);
  }
}

TEST_CASE("codes begin with their parent's, and names are in both scripts") {
  const auto& country = default_country();
  std::set<std::string> codes;
  for (std::size_t level = 0; level < levels; ++level)
    for (const auto& division : country.divisions[level]) {
      CHECK(codes.insert(division.pcode).second);
      CHECK_FALSE(division.name.latin.empty());
      CHECK(division.name.arabic.size() >= 4);
      if (level > 0) CHECK(division.pcode.starts_with(country.divisions[level - 1][division.parent].pcode));
    }
}

TEST_CASE("names of deeper levels are unique within a district") {
  const auto& country = default_country();
  for (int level = 3; level < levels; ++level) {
    std::set<std::pair<std::uint32_t, std::string>> names;
    const auto& divisions = country.divisions[static_cast<std::size_t>(level)];
    for (std::uint32_t i = 0; i < divisions.size(); ++i)
      CHECK(names.emplace(country.above(i, level, 2), divisions[i].name.latin).second);
  }
}

TEST_CASE("boundary files have the attributes of common operational datasets") {
  const test::TemporaryFolder folder;
  const auto paths = write_boundaries(default_country(), folder.path());
  REQUIRE(paths.size() == 5);
  const auto file = read_json(paths[2]);
  REQUIRE(file["features"].size() == 30);
  const auto& properties = file["features"][0]["properties"];
  CHECK(properties["ADM2_PCODE"] == "XS0101");
  CHECK(properties["ADM2_EN"] == "Arven");
  CHECK(properties["ADM2_AR"] == "أرفن");
  CHECK(properties["ADM1_PCODE"] == "XS01");
  CHECK(properties["ADM0_PCODE"] == "XS");
  CHECK(properties["validOn"] == "2021-07-01");
  CHECK(properties["population_2024"] == default_country().divisions[2][0].population);
  CHECK(properties["source"] == "Sojourn demonstration (synthetic data)");
}

TEST_CASE("coordinates in files are those of the outlines") {
  const test::TemporaryFolder folder;
  const auto paths = write_boundaries(default_country(), folder.path());
  const auto file = read_json(paths[1]);
  const auto& province = default_country().divisions[1][0];
  const auto& geometry = file["features"][0]["geometry"];
  const auto& shell =
      geometry["type"] == "Polygon" ? geometry["coordinates"][0] : geometry["coordinates"][0][0];
  REQUIRE(shell.size() == province.polygons[0][0].size());
  for (std::size_t i = 0; i < shell.size(); ++i) {
    CHECK(std::lround(shell[i][0].get<double>() * units_per_degree) == province.polygons[0][0][i].x);
    CHECK(std::lround(shell[i][1].get<double>() * units_per_degree) == province.polygons[0][0][i].y);
  }
}
