// Whoever gives up a file wants no more work done for it, least of all by libraries that finish files when
// these close.
#include <fstream>
#include <map>

#include "export/gdal_file.hpp"
#include "export/text_file.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"
#include "tiles/support/fractal_country.hpp"
#include "tiles/support/round_world.hpp"

using namespace sojourn;
using namespace sojourn::exports;
using namespace sojourn::tiles::test;
using model::Collection;

namespace {

struct Enough {};

Selection all_of(const model::RoundList& rounds, Collection collection, std::size_t fields) {
  Selection selection{collection, rounds, {}, {}};
  for (std::size_t field = 0; field < fields; ++field) selection.fields.push_back(field);
  selection.rows = [rounds, collection](std::size_t index) {
    std::vector<std::uint32_t> rows(rounds[index]->block(collection)->rows());
    for (std::uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
    return rows;
  };
  return selection;
}

model::RoundList many_places(std::size_t count) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < count; ++i) {
    const auto along = static_cast<double>(i) / static_cast<double>(count);
    places.push_back(place("P" + std::to_string(i), 5 + along, 5 + along * along, 7));
  }
  return {round_of_places(places)};
}

/// Bytes that this process handed to the kernel until now.
std::uint64_t bytes_written() {
  std::ifstream file("/proc/self/io");
  std::map<std::string, std::uint64_t> counters;
  std::string name;
  for (std::uint64_t value = 0; file >> name >> value;) counters[name] = value;
  return counters.at("wchar:");
}

template <typename Work>
std::uint64_t bytes_written_by(Work&& work) {
  const auto before = bytes_written();
  work();
  return bytes_written() - before;
}

}  // namespace

TEST_CASE("of a file that is given up nothing is finished, and nothing is left") {
  const auto format = GENERATE(GdalFormat::flatgeobuf, GdalFormat::geopackage);
  const sojourn::test::TemporaryFolder folder;
  const auto path = folder.path() / (format == GdalFormat::flatgeobuf ? "a.fgb" : "a.gpkg");
  const auto selection = all_of(many_places(features_between_calls), Collection::locations, 12);
  const auto given_up = bytes_written_by([&] {
    CHECK_THROWS_AS(write_gdal_file(path, format, selection, [](std::uint64_t) { throw Enough(); }), Enough);
  });
  CHECK(std::filesystem::is_empty(folder.path()));
  const auto finished = bytes_written_by([&] { write_gdal_file(path, format, selection, {}); });
  INFO(given_up << " bytes of " << finished);
  CHECK(given_up < finished * (format == GdalFormat::flatgeobuf ? 6 : 10) / 10);
}

TEST_CASE("whether to go on is asked after so many features") {
  const sojourn::test::TemporaryFolder folder;
  GeometryTexts texts;
  const auto selection = all_of(many_places(2 * features_between_calls + 5), Collection::locations, 2);
  const auto writer = GENERATE(0, 1, 2, 3);
  std::vector<std::uint64_t> asked;
  const auto ask = [&](std::uint64_t done) { asked.push_back(done); };
  const auto path = folder.path() / "a.fgb";  // GDAL makes a directory where it should not end so
  if (writer == 0) write_csv_file(path, selection, ask);
  if (writer == 1) write_geojson_file(path, selection, texts, ask);
  if (writer == 2) write_gdal_file(path, GdalFormat::flatgeobuf, selection, ask);
  if (writer == 3) write_gdal_file(path, GdalFormat::geopackage, selection, ask);
  CHECK(asked == std::vector<std::uint64_t>{features_between_calls, 2 * features_between_calls});
}

TEST_CASE("and after so many bytes: outlines are asked about long before they are thousands") {
  const auto country = fractal_country({.depth = 12});
  const sojourn::test::TemporaryFolder folder;
  GeometryTexts texts;
  const auto round = round_of_areas(country, 1, 7);
  const auto [first, last] = country->level_range(1);
  std::size_t vertices = 0;
  for (auto area = first; area < last; ++area)
    for (const auto& polygon : country->area(area).geometry)
      for (const auto& ring : polygon) vertices += ring.size();
  // Enough rounds for two questions at 16 bytes a vertex.
  const auto rounds = model::RoundList(1 + 2 * bytes_between_calls / (16 * vertices), round);
  const auto selection = all_of(rounds, Collection::admin1, 2);
  REQUIRE(rounds.size() * (last - first) < features_between_calls);
  const auto writer = GENERATE(0, 1, 2);
  int asked = 0;
  const auto ask = [&](std::uint64_t) { ++asked; };
  const auto path = folder.path() / "a.fgb";  // GDAL makes a directory where it should not end so
  if (writer == 0) write_geojson_file(path, selection, texts, ask);
  if (writer == 1) write_gdal_file(path, GdalFormat::flatgeobuf, selection, ask);
  if (writer == 2) write_gdal_file(path, GdalFormat::geopackage, selection, ask);
  CHECK(asked >= 2);
}
