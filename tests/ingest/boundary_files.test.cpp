#include "ingest/boundary_files.hpp"

#include "ingest/boundary_reader.hpp"
#include "support/boundary_samples.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

using namespace sojourn::ingest;
using sojourn::test::check_two_districts;
using sojourn::test::contains;
using sojourn::test::message_of;
using sojourn::test::TemporaryFolder;
using sojourn::test::translate;
using sojourn::test::two_districts;
using sojourn::test::zip;

namespace {

using Paths = std::vector<std::filesystem::path>;

}  // namespace

TEST_CASE("boundary files of every format are read in the sandbox") {
  const TemporaryFolder folder;
  const auto json = folder.write("districts.geojson", two_districts);
  check_two_districts(boundary_layers_from_file(json));
  check_two_districts(read_boundary_files(Paths{json}));

  std::filesystem::create_directory(folder.path() / "set");
  const auto shapefile = folder.path() / "set" / "districts.shp";
  translate(json, shapefile, {"-f", "ESRI Shapefile", "-t_srs", "EPSG:3857", "-lco", "ENCODING=UTF-8"});
  const auto layers = read_boundary_files(Paths{shapefile});
  REQUIRE(layers.size() == 1);
  CHECK(layers[0].notes.empty());
  CHECK(layers[0].features.at(0).name_local == "غرب");
  CHECK(sojourn::geo::bounds(layers[0].features.at(1).geometry).max_x == Approx(2.0));

  translate(json, folder.path() / "districts.gpkg", {"-f", "GPKG"});
  check_two_districts(read_boundary_files(Paths{folder.path() / "districts.gpkg"}));

  zip(folder.path() / "set", folder.path() / "set.zip");
  CHECK(read_boundary_files(Paths{folder.path() / "set.zip", json}).size() == 2);
  CHECK(read_boundary_files(Paths{folder.path() / "set.zip" / "districts.shp"}).size() == 1);
}

TEST_CASE("the sandbox hands on why a boundary file is refused") {
  const TemporaryFolder folder;
  const auto text = folder.write("text.json", "pcode,name\nXS,Sojournia\n");
  CHECK(contains(message_of([&] { read_boundary_files(Paths{text}); }), "neither a shapefile nor GeoJSON"));
  CHECK_THROWS_AS(read_boundary_files(Paths{text}), ImportRefused);
  CHECK(
      contains(message_of([&] { read_boundary_files(Paths{folder.path() / "absent.shp"}); }), "absent.shp"));
}
