#include "ingest/boundary_reader.hpp"

#include <sstream>

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

TEST_CASE("GeoJSON is known by its content, whatever its name") {
  const TemporaryFolder folder;
  check_two_districts(boundary_layers_from_file(folder.write("districts.geojson", two_districts)));
  check_two_districts(
      boundary_layers_from_file(folder.write("districts.data", "\xEF\xBB\xBF \n" + two_districts)));
}

TEST_CASE("a shapefile, also of another coordinate system, and in a zip") {
  const TemporaryFolder folder;
  const auto json = folder.write("districts.geojson", two_districts);
  check_two_districts(boundary_layers_from_file(json));  // registers GDAL's drivers
  std::filesystem::create_directory(folder.path() / "set");
  const auto shapefile = folder.path() / "set" / "districts.shp";
  translate(json, shapefile, {"-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"});
  check_two_districts(boundary_layers_from_file(shapefile));
  CHECK(boundary_layers_from_file(folder.path() / "set" / "districts.dbf").empty());

  const auto zipped = folder.path() / "set.zip";
  zip(folder.path() / "set", zipped);
  check_two_districts(boundary_layers_from_file(zipped));
  check_two_districts(boundary_layers_from_file(zipped / "districts.shp"));
  CHECK(contains(message_of([&] { boundary_layers_from_file(zipped / "other.shp"); }), "other.shp"));

  const auto mercator = folder.path() / "mercator.shp";
  translate(json, mercator, {"-f", "ESRI Shapefile", "-t_srs", "EPSG:3857", "-lco", "ENCODING=UTF-8"});
  const auto layers = boundary_layers_from_file(mercator);
  const auto box = sojourn::geo::bounds(layers.at(0).features.at(1).geometry);
  CHECK(box.min_x == Approx(1.0));
  CHECK(box.max_y == Approx(1.0));
}

TEST_CASE("a GeoPackage") {
  const TemporaryFolder folder;
  const auto json = folder.write("districts.geojson", two_districts);
  check_two_districts(boundary_layers_from_file(json));
  translate(json, folder.path() / "districts.gpkg", {"-f", "GPKG"});
  check_two_districts(boundary_layers_from_file(folder.path() / "districts.gpkg"));
}

TEST_CASE("TopoJSON shares arcs between neighbours") {
  const TemporaryFolder folder;
  const auto file = folder.write("topo.json", R"({"type": "Topology", "objects": {"adm1_boundaries": {
    "type": "GeometryCollection", "geometries": [
      {"type": "Polygon", "arcs": [[0, 1]], "properties": {"admin1Name": "A", "admin1Pcod": "XS01"}},
      {"type": "Polygon", "arcs": [[-1, 2]], "properties": {"admin1Name": "B", "admin1Pcod": "XS02"}}]}},
    "arcs": [[[1, 0], [1, 1]], [[1, 1], [0, 1], [0, 0], [1, 0]], [[1, 0], [2, 0], [2, 1], [1, 1]]]})");
  const auto layers = boundary_layers_from_file(file);
  REQUIRE(layers.size() == 1);
  CHECK(layers[0].level == 1);
  REQUIRE(layers[0].features.size() == 2);
  CHECK(layers[0].features[1].pcode == "XS02");
  CHECK(sojourn::geo::bounds(layers[0].features[1].geometry) == sojourn::geo::Box{1, 0, 2, 1});
  REQUIRE(layers[0].notes.size() == 1);
  CHECK(contains(layers[0].notes[0], "no coordinate system"));
}

TEST_CASE("dates come in many forms, and 1899 is none") {
  const TemporaryFolder folder;
  const auto date_in = [&](const std::string& properties) {
    const auto file = folder.write("d.json", R"({"type": "FeatureCollection", "features": [{"type": "Feature",
      "properties": {"adm0_pcode": "XS", "adm0_name": "Sojournia", )" +
                                                 properties + R"(},
      "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}}]})");
    const auto date = boundary_layers_from_file(file).at(0).features.at(0).valid_on;
    return date ? date->to_string() : "none";
  };
  CHECK(date_in(R"("valid_on": "2019-04-17")") == "2019-04-17");
  CHECK(date_in(R"("validOn": "2019/04/17")") == "2019-04-17");
  CHECK(date_in(R"("validOn": "2019-04-17T00:00:00Z")") == "2019-04-17");
  CHECK(date_in(R"("validOn": 1598832000000)") == "2020-08-31");
  CHECK(date_in(R"("validOn": 20190417)") == "2019-04-17");
  CHECK(date_in(R"("validOn": "1899-11-30", "date": "2016-11-29")") == "2016-11-29");
  CHECK(date_in(R"("validOn": "soon")") == "none");
  for (const std::string number : {"NaN", "Infinity", "-Infinity", "1e300", "-1e300", "0.5", "-20190417"})
    CHECK(date_in(R"("validOn": )" + number) == "none");
  CHECK(date_in(R"("validTo": "2019-04-17")") == "none");
}

TEST_CASE("what is no boundary file is refused with a reason") {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& name, const std::string& content) {
    return message_of([&] { boundary_layers_from_file(folder.write(name, content)); });
  };
  CHECK(contains(refusal("empty.shp", ""), "empty"));
  CHECK(contains(refusal("text.json", "pcode,name\nXS,Sojournia\n"), "neither a shapefile nor GeoJSON"));
  CHECK(contains(refusal("cut.geojson", two_districts.substr(0, 700)), "cut.geojson"));
  CHECK(contains(refusal("none.json", R"({"type": "FeatureCollection", "features": []})"), "none.json"));
  CHECK(contains(refusal("cut.shp", std::string("\0\0\x27\x0A", 4) + std::string(20, '\0')), "cut.shp"));
  CHECK(contains(refusal("cut.gpkg", "SQLite format 3" + std::string(100, '\0')), "cut.gpkg"));
  CHECK(contains(refusal("cut.zip", "PK\x03\x04 nothing"), "cut.zip"));
  CHECK(contains(message_of([&] { boundary_layers_from_file(folder.path() / "absent.shp"); }), "absent.shp"));
  CHECK(contains(
      refusal("metres.json", R"({"type": "Feature", "properties": {"ADM0_PCODE": "XS", "ADM0_EN": "S"},
    "geometry": {"type": "Polygon", "coordinates": [[[500000,0],[500001,0],[500001,1],[500000,0]]]}})"),
      "coordinate system"));
  CHECK(contains(refusal("roads.json", R"({"type": "Feature", "properties": {"road": "A1"},
    "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}})"),
                 "columns are: road"));
}

TEST_CASE("another format under a known name does not read local files") {
  const TemporaryFolder folder;
  const auto secret = folder.write("secret.geojson", two_districts);
  const auto vrt =
      folder.write("b.geojson", "<OGRVRTDataSource><OGRVRTLayer name=\"secret\"><SrcDataSource>" +
                                    secret.string() + "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>");
  CHECK_THROWS_AS(boundary_layers_from_file(vrt), BoundaryError);
}

TEST_CASE("a zip that would unpack to far more than it holds is refused") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "set");
  std::ofstream(folder.path() / "set" / "bomb.geojson") << std::string(4'000'000, ' ');
  zip(folder.path() / "set", folder.path() / "bomb.zip");
  CHECK(contains(message_of([&] { boundary_layers_from_file(folder.path() / "bomb.zip"); }), "would unpack"));
}

TEST_CASE("layers survive the pipe") {
  const TemporaryFolder folder;
  auto layers = boundary_layers_from_file(folder.write("districts.geojson", two_districts));
  layers[0].features[1].population = 1234;
  std::stringstream pipe;
  write_layers(pipe, layers);
  const auto received = read_layers(pipe);
  check_two_districts(received);
  CHECK(received[0].features[1].population == 1234);
  CHECK(received[0].features[0].geometry == layers[0].features[0].geometry);
}

TEST_CASE("layers cut short or changed on the way are refused or read, never more") {
  const TemporaryFolder folder;
  const auto layers = boundary_layers_from_file(folder.write("districts.geojson", two_districts));
  std::stringstream pipe;
  write_layers(pipe, layers);
  const auto sent = pipe.str();
  for (std::size_t size = 0; size < sent.size(); ++size) {
    std::istringstream cut(sent.substr(0, size));
    CHECK_THROWS_AS(read_layers(cut), BoundaryError);
  }
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto changed = sent;
    changed[i] = static_cast<char>(changed[i] ^ 0xFF);
    std::istringstream in(changed);
    const auto message = message_of([&] { read_layers(in); });
    CHECK((message.empty() || contains(message, "boundary layers")));
  }
}
