/// Placement against PostGIS itself: every boundary set of the real-data folder, and the demonstration's.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <random>

#include "../sql/temporary_store.hpp"
#include "demo/operation.hpp"
#include "geo/boundary_index.hpp"
#include "ingest/boundary_files.hpp"
#include "ingest/boundary_import.hpp"
#include "sql/boundary_store.hpp"
#include "sql/connection.hpp"
#include "support/catch.hpp"
#include "support/covering_check.hpp"
#include "support/real_data.hpp"
#include "support/temporary_folder.hpp"

using namespace sojourn;

namespace {

std::shared_ptr<const geo::BoundarySet> stored(const std::vector<std::filesystem::path>& files,
                                               const std::string& country) {
  ingest::BoundaryImportOptions options;
  options.country = country;
  options.valid_on = model::Date::make(2020, 1, 1);
  const auto import = ingest::import_boundaries(ingest::read_boundary_files(files), options);
  const sql::BoundaryStore store(sql::test::shared_database());
  store.save(import.set, "test", true);
  return store.load(country, "2020-01-01");
}

/// "i code,code": the areas that cover each position, as PostGIS says; positions that none covers are absent.
std::map<std::int64_t, std::string> by_postgis(const geo::BoundarySet& set, int level,
                                               const std::vector<geo::Position>& positions) {
  std::vector<std::string> xs;
  std::vector<std::string> ys;
  for (const auto& position : positions) {
    xs.push_back(fmt::format("{}", position.x));
    ys.push_back(fmt::format("{}", position.y));
  }
  sql::Connection connection(sql::test::shared_database(), sql::Role::writer);
  const auto rows = connection.execute(
      "select i, string_agg(pcode, ',' order by pcode collate \"C\") from unnest($4::float8[], $5::float8[]) "
      "with ordinality as position(x, y, i) join sojourn.area on country = $1 and version = $2 and level = "
      "$3::int "
      "and st_covers(geometry, st_setsrid(st_makepoint(x, y), 4326)) group by i",
      {set.country(), set.version(), std::to_string(level), sql::array_of(xs), sql::array_of(ys)});
  std::map<std::int64_t, std::string> found;
  for (int row = 0; row < rows.count(); ++row) found[rows.integer(row, 0)] = rows.string(row, 1);
  return found;
}

void check_against_postgis(const geo::BoundarySet& set) {
  for (int level = 1; level <= set.deepest_level(); ++level) {
    const auto [first, last] = set.level_range(level);
    INFO(set.country() << " level " << level << ", " << last - first << " areas");
    std::size_t vertices = 0;
    for (auto area = first; area < last; ++area)
      for (const auto& polygon : set.area(area).geometry)
        for (const auto& ring : polygon) vertices += ring.size();
    // Some hundred places on borders, each in fourteen positions, and random ones.
    const auto positions =
        test::critical_positions(set, level, std::max<std::size_t>(vertices / 150, 1), 2000, 7);
    const auto expected = by_postgis(set, level, positions);
    const geo::BoundaryIndex index(set, level);
    std::size_t inside = 0;
    std::string wrong;
    for (std::size_t i = 0; i < positions.size() && wrong.empty(); ++i) {
      const auto position = geo::LonLat::make(positions[i].x, positions[i].y);
      REQUIRE(position);
      std::vector<std::string> codes;
      for (const auto area : index.find_all(*position)) codes.push_back(set.area(area).pcode);
      std::ranges::sort(codes);
      const auto found = expected.find(static_cast<std::int64_t>(i) + 1);
      const auto theirs = found == expected.end() ? std::string() : found->second;
      const auto ours = fmt::format("{}", fmt::join(codes, ","));
      inside += ours.empty() ? 0 : 1;
      if (ours != theirs)
        wrong = fmt::format("{} {}: `{}`, PostGIS says `{}`", positions[i].x, positions[i].y, ours, theirs);
    }
    CHECK(wrong == "");
    CHECK(inside > positions.size() / 4);
  }
}

}  // namespace

TEST_CASE("made-up provinces and districts: placed as PostGIS places", "[postgres]") {
  const test::TemporaryFolder folder;
  check_against_postgis(*stored(demo::write_operation({.locations = 100}, folder.path()).boundaries,
                                std::string(demo::country_code)));
}

TEST_CASE("Nigeria, Iraq, Sudan and four countries' TopoJSON: placed as PostGIS places", "[postgres]") {
  const auto folder = test::real_data("");
  if (!folder) return;
  const auto files = [&](const std::string& name, const std::string& ending) {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(*folder / name))
      if (entry.path().string().ends_with(ending)) found.push_back(entry.path());
    return found;
  };
  check_against_postgis(*stored(files("nigeria/boundaries", ".shp"), "NGA"));
  check_against_postgis(*stored(files("iraq/boundaries", ".shp"), "IRQ"));
  check_against_postgis(*stored(files("sudan", ".json"), "SDN"));
  for (const auto& [file, country] :
       std::map<std::string, std::string>{{"afg", "AFG"}, {"eth", "ETH"}, {"ssd", "SSD"}, {"tcd", "TCD"}})
    check_against_postgis(*stored(files("topojson", file + "_adm1.json"), country));
}
