#include <ogr_api.h>
#include <ogrsf_frmts.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "export/gdal_file.hpp"
#include "export/output_file.hpp"
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

Selection all_of(const model::RoundList& rounds, Collection collection,
                 std::initializer_list<std::string_view> names) {
  Selection selection{collection, rounds, {}, {}};
  for (const auto name : names)
    selection.fields.push_back(model::field_index(model::fields_of(collection), name));
  selection.rows = [rounds, collection](std::size_t index) {
    std::vector<std::uint32_t> rows(rounds[index]->block(collection)->rows());
    for (std::uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
    return rows;
  };
  return selection;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Place> three_places() {
  return {place("A", 13.15, 11.85, 4711, "Bama"),
          place("B", 13.5, 12, 3, "Dikwa"),
          {"C", std::nullopt, 40, "Somewhere"}};
}

struct OpenFile {
  explicit OpenFile(const std::filesystem::path& path)
      : dataset(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY)) {
    REQUIRE(dataset != nullptr);
    REQUIRE(dataset->GetLayerCount() == 1);
    layer = dataset->GetLayer(0);
  }
  GDALDatasetUniquePtr dataset;
  OGRLayer* layer;
};

}  // namespace

TEST_CASE("GeoJSON holds the features and says where they come from") {
  const sojourn::test::TemporaryFolder folder;
  GeometryTexts texts;
  const auto round = round_of_places(three_places(), {.synthetic = true, .licence = "CC BY 4.0"});
  const auto count =
      write_geojson_file(folder.path() / "a.geojson",
                         all_of({round}, Collection::locations, {"name", "idps_individuals"}), texts, {});
  CHECK(count == 3);
  const auto json = nlohmann::json::parse(text_of(folder.path() / "a.geojson"));
  CHECK(json["type"] == "FeatureCollection");
  CHECK(json["metadata"]["licence"] == "CC BY 4.0");
  CHECK(json["metadata"]["synthetic"] == true);
  REQUIRE(json["features"].size() == 3);
  CHECK(json["features"][2]["geometry"].is_null());
  CHECK(json["features"][2]["properties"]["name"] == "Somewhere");
}

TEST_CASE("nothing selected is still a whole file") {
  const sojourn::test::TemporaryFolder folder;
  GeometryTexts texts;
  CHECK(write_geojson_file(folder.path() / "a.geojson", all_of({}, Collection::locations, {}), texts, {}) ==
        0);
  CHECK(nlohmann::json::parse(text_of(folder.path() / "a.geojson"))["features"].empty());
  CHECK(write_csv_file(folder.path() / "a.csv", all_of({}, Collection::locations, {"name"}), {}) == 0);
  CHECK(text_of(folder.path() / "a.csv") == "id,name,longitude,latitude\r\n");
}

TEST_CASE("GDAL reads back what was written for it") {
  const auto format = GENERATE(GdalFormat::flatgeobuf, GdalFormat::geopackage);
  const sojourn::test::TemporaryFolder folder;
  const auto path = folder.path() / (format == GdalFormat::flatgeobuf ? "a.fgb" : "a.gpkg");
  const auto round = round_of_places(three_places(), {.synthetic = true}, [](model::TableBuilder& table) {
    table.column("assessed_on").set(0, std::int64_t{18'000});
    table.column("household_size").set(0, 5.25);
  });
  const auto selection =
      all_of({round}, Collection::locations, {"name", "idps_individuals", "assessed_on", "household_size"});
  const bool whole = format == GdalFormat::geopackage;
  const auto result = write_gdal_file(path, format, selection, {});
  CHECK(result.written == (whole ? 3 : 2));
  CHECK(result.left_out == (whole ? 0 : 1));

  OpenFile file(path);
  CHECK(std::string(file.layer->GetName()) == "locations");
  CHECK(file.layer->GetFeatureCount() == (whole ? 3 : 2));
  CHECK(std::string(file.layer->GetSpatialRef()->GetAuthorityCode(nullptr)) == "4326");
  std::int64_t sum = 0;
  std::size_t without_geometry = 0;
  for (const auto& feature : *file.layer) {
    sum += feature->GetFieldAsInteger64("idps_individuals");
    CHECK(feature->GetFieldAsInteger("synthetic") == 1);
    if (feature->GetGeometryRef() == nullptr || feature->GetGeometryRef()->IsEmpty()) ++without_geometry;
    if (std::string_view(feature->GetFieldAsString("id")) != "NGA.A") continue;
    CHECK(std::string(feature->GetFieldAsString("name")) == "Bama");
    CHECK(std::string(feature->GetFieldAsString("assessed_on")).starts_with("2019/04/14"));
    CHECK(feature->GetFieldAsDouble("household_size") == 5.25);
    CHECK(feature->GetGeometryRef()->toPoint()->getX() == 13.15);
    CHECK(feature->GetGeometryRef()->toPoint()->getY() == 11.85);
  }
  CHECK(sum == 4711 + 3 + (whole ? 40 : 0));
  CHECK(without_geometry == (whole ? 1 : 0));
}

TEST_CASE("a FlatGeobuf is indexed") {
  const sojourn::test::TemporaryFolder folder;
  auto places = three_places();
  places.pop_back();
  write_gdal_file(folder.path() / "a.fgb", GdalFormat::flatgeobuf,
                  all_of({round_of_places(places)}, Collection::locations, {"name"}), {});
  OpenFile file(folder.path() / "a.fgb");
  CHECK(file.layer->TestCapability(OLCFastSpatialFilter));
  file.layer->SetSpatialFilterRect(13.4, 11.9, 13.6, 12.1);
  CHECK(file.layer->GetFeatureCount() == 1);
}

TEST_CASE("a GeoPackage carries source, licence and disclaimer") {
  const sojourn::test::TemporaryFolder folder;
  write_gdal_file(folder.path() / "a.gpkg", GdalFormat::geopackage,
                  all_of({round_of_places(three_places(), {.source = "IOM", .licence = "CC BY 4.0"})},
                         Collection::locations, {"name"}),
                  {});
  OpenFile file(folder.path() / "a.gpkg");
  const auto said = [&](const char* name) {
    const char* value = file.dataset->GetMetadataItem(name);
    return std::string(value == nullptr ? "" : value);
  };
  CHECK(said("SOURCE") == "IOM");
  CHECK(said("LICENCE") == "CC BY 4.0");
  CHECK(said("DISCLAIMER").starts_with("Boundaries"));
  CHECK(nlohmann::json::parse(said("PROVENANCE"))["rounds"][0]["round"] == 28);
  const char* description = file.layer->GetMetadataItem("DESCRIPTION");
  REQUIRE(description != nullptr);
  CHECK(std::string(description).find("Licence: CC BY 4.0.") != std::string::npos);
}

TEST_CASE("areas are written whole") {
  const auto country = fractal_country({});
  const sojourn::test::TemporaryFolder folder;
  auto selection = all_of({round_of_areas(country, 1, 7)}, Collection::admin1, {"pcode", "idps_individuals"});
  const auto count = write_gdal_file(folder.path() / "a.gpkg", GdalFormat::geopackage, selection, {}).written;
  OpenFile file(folder.path() / "a.gpkg");
  CHECK(file.layer->GetFeatureCount() == static_cast<GIntBig>(count));
  const auto [first, last] = country->level_range(1);
  REQUIRE(count == last - first + 1);
  std::size_t vertices = 0;
  for (const auto& feature : *file.layer)
    if (const auto* geometry = feature->GetGeometryRef())
      for (const auto* polygon : *geometry->toMultiPolygon())
        for (const auto* ring : *polygon) vertices += static_cast<std::size_t>(ring->getNumPoints());
  std::size_t wanted = 0;
  for (auto area = first; area < last; ++area)
    for (const auto& polygon : country->area(area).geometry)
      for (const auto& ring : polygon) wanted += ring.size();
  CHECK(vertices == wanted);
}

TEST_CASE("a file in the making is not there before it is whole") {
  const sojourn::test::TemporaryFolder folder;
  const auto target = folder.path() / "a.csv";
  {
    const PendingFile given_up(target, false);
    FileSink(given_up.path()).write("half");
    CHECK_FALSE(std::filesystem::exists(target));
  }
  CHECK(std::filesystem::is_empty(folder.path()));
  PendingFile file(target, false);
  FileSink(file.path()).write("whole");
  file.commit();
  CHECK(text_of(target) == "whole");
}

TEST_CASE("what is there already stays, unless it is to be replaced") {
  const sojourn::test::TemporaryFolder folder;
  const auto target = folder.path() / "a.csv";
  PendingFile late(target, false);
  FileSink(late.path()).write("late");
  folder.write("a.csv", "first");
  CHECK_THROWS_AS(late.commit(), FileExists);
  CHECK_THROWS_AS(PendingFile(target, false), FileExists);
  CHECK(text_of(target) == "first");
  PendingFile forced(target, true);
  FileSink(forced.path()).write("second");
  forced.commit();
  CHECK(text_of(target) == "second");
  CHECK_THROWS_AS(PendingFile(folder.path() / "none" / "a.csv", false), OutputError);
}

TEST_CASE("a full disk is said") {
  if (!std::filesystem::exists("/dev/full")) return;
  const sojourn::test::TemporaryFolder folder;
  std::filesystem::create_symlink("/dev/full", folder.path() / "full");
  CHECK_THROWS_AS(FileSink(folder.path() / "full"), OutputError);  // never through a link
}
