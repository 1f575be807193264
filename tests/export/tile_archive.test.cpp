#include "export/tile_archive.hpp"

#include <nlohmann/json.hpp>

#include "export/pmtiles/tile_number.hpp"
#include "export/support/archive_reader.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "support/temporary_folder.hpp"
#include "tiles/encode.hpp"
#include "tiles/support/fractal_country.hpp"
#include "tiles/support/round_world.hpp"
#include "tiles/tilejson.hpp"

using namespace sojourn;
using namespace sojourn::exports;
using namespace sojourn::exports::test;
using namespace sojourn::tiles::test;
using model::Collection;
using sojourn::test::holds;

namespace {

TileArchive archive_of(const model::RoundList& rounds, Collection collection, int max_zoom,
                       tiles::PreparedAreas& areas) {
  TileArchive archive;
  archive.collection = collection;
  archive.rounds = rounds;
  archive.max_zoom = max_zoom;
  const auto fields = tiles::default_properties(collection);
  archive.tilejson = tiles::tilejson(rounds, collection, "", fields);
  archive.encode = [=, &areas](tiles::TileId tile) {
    return tiles::encode_tile(rounds, collection, tile, fields, areas, {}, {.cluster = false}).bytes;
  };
  return archive;
}

/// Every tile of these zooms that is not empty, by asking for each.
std::map<std::uint64_t, std::string> all_tiles(const TileArchive& archive) {
  std::map<std::uint64_t, std::string> tiles;
  for (int zoom = archive.min_zoom; zoom <= archive.max_zoom; ++zoom)
    for (std::uint64_t distance = 0; distance < std::uint64_t{1} << (2 * zoom); ++distance)
      if (auto content = archive.encode(tile_along_curve(zoom, distance)); !content.empty())
        tiles.emplace(first_tile_number(zoom) + distance, std::move(content));
  return tiles;
}

std::map<std::uint64_t, std::string> written(const TileArchive& archive, unsigned threads = 2) {
  const sojourn::test::TemporaryFolder folder;
  write_tile_archive(folder.path() / "some.pmtiles", archive, threads, {});
  return Archive(folder.path() / "some.pmtiles").tiles();
}

}  // namespace

TEST_CASE("an archive of points has exactly the tiles that are not empty") {
  CHECK(holds([] {
    // Also on the world's edges, where buffers go on at the other side.
    const auto lon = rc::gen::oneOf(rc::gen::inRange(-1800, 1801), rc::gen::element(-1800, 1800, 1799, 0));
    const auto lat = rc::gen::oneOf(rc::gen::inRange(-900, 901), rc::gen::element(-900, 900, 851, 0));
    const auto positions =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(lon, lat)));
    std::vector<Place> places;
    for (std::size_t i = 0; i < positions.size(); ++i)
      places.push_back(
          place("P" + std::to_string(i), positions[i].first / 10.0, positions[i].second / 10.0, 5));
    tiles::PreparedAreas areas;
    const auto archive = archive_of({round_of_places(places)}, Collection::locations, 5, areas);
    RC_ASSERT(written(archive) == all_tiles(archive));
  }));
}

TEST_CASE("an archive of areas has exactly the tiles that are not empty") {
  const auto country = fractal_country({});
  tiles::PreparedAreas areas;
  const auto archive = archive_of({round_of_areas(country, 1, 7)}, Collection::admin1, 7, areas);
  CHECK(written(archive, 3) == all_tiles(archive));
}

TEST_CASE("an archive may leave zooms out, and what lies elsewhere") {
  tiles::PreparedAreas areas;
  auto archive = archive_of({round_of_places({place("A", 10, 10, 1), place("B", -60, -30, 1)})},
                            Collection::locations, 4, areas);
  archive.min_zoom = 3;
  archive.boxes = std::vector{geo::Box{5, 5, 15, 15}};
  const auto tiles = written(archive);
  REQUIRE(tiles.size() == 2);
  CHECK(tiles.contains(tile_number(3, 4, 3)));
  CHECK(tiles.contains(tile_number(4, 8, 7)));
}

TEST_CASE("an archive says where its figures come from") {
  const auto round =
      round_of_places({place("A", 10, 10, 1)}, {.synthetic = true, .source = "IOM", .licence = "CC BY 4.0"});
  const sojourn::test::TemporaryFolder folder;
  tiles::PreparedAreas areas;
  write_tile_archive(folder.path() / "some.pmtiles", archive_of({round}, Collection::locations, 3, areas), 1,
                     {});
  const Archive archive(folder.path() / "some.pmtiles");
  const auto metadata = nlohmann::json::parse(archive.metadata_json());
  CHECK(metadata["licence"] == "CC BY 4.0");
  CHECK(metadata["source"] == "IOM");
  CHECK(metadata["synthetic"] == true);
  CHECK(metadata["rounds"][0]["round"] == 28);
  CHECK(metadata["rounds"][0]["operation"] == "NGA");
  CHECK(metadata["disclaimer"].get<std::string>().starts_with("Boundaries"));
  CHECK(metadata["attribution"] == "IOM (CC BY 4.0), synthetic data");
  CHECK(metadata["vector_layers"][0]["id"] == "locations");
  CHECK(metadata["vector_layers"][0]["maxzoom"] == 3);
  CHECK(archive.type == 1);
}

TEST_CASE("nothing on the map is no archive") {
  const sojourn::test::TemporaryFolder folder;
  tiles::PreparedAreas areas;
  const auto archive =
      archive_of({round_of_places({{"A", std::nullopt, 5}})}, Collection::locations, 3, areas);
  CHECK_THROWS_AS(write_tile_archive(folder.path() / "none.pmtiles", archive, 1, {}), NothingToShow);
}

TEST_CASE("giving up, and a tile that cannot be made, end the work") {
  const sojourn::test::TemporaryFolder folder;
  tiles::PreparedAreas areas;
  auto archive = archive_of({round_of_places({place("A", 10, 10, 1)})}, Collection::locations, 3, areas);
  struct Enough {};
  CHECK_THROWS_AS(
      write_tile_archive(folder.path() / "one.pmtiles", archive, 2, [](std::uint64_t) { throw Enough(); }),
      Enough);
  archive.encode = [](tiles::TileId) -> std::string { throw std::out_of_range("no"); };
  CHECK_THROWS_AS(write_tile_archive(folder.path() / "two.pmtiles", archive, 2, {}), std::out_of_range);
}
