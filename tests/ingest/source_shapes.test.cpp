/// Files of features and of records: the same table comes out of each.
#include <fmt/format.h>

#include "ingest/error.hpp"
#include "ingest/source_reader.hpp"
#include "ingest/values.hpp"
#include "support/catch.hpp"
#include "support/feature_files.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"
#include "support/workbook.hpp"

using namespace sojourn::ingest;
using namespace sojourn::test;

namespace {

const ProfileText places{"places", "places.toml", R"(
[recognise]
required = ["idps_individuals"]
[[column]]
field = "name"
headers = ["Place", "Name"]
[[column]]
field = "idps_individuals"
headers = ["IDPs", "site/IDPs"]
[[column]]
field = "longitude"
headers = ["longitude"]
[[column]]
field = "latitude"
headers = ["latitude"]
)"};

SourceTable read(const std::filesystem::path& file, const std::string& inner = "") {
  return read_source(file, inner, {&places, 1}, {});
}

/// "Place=A IDPs=5 …; …": every row with its number and what is filled.
std::string rows(const SourceTable& table) {
  std::string text;
  std::vector<std::string_view> cells(table.columns.size());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    table.cells(row, cells);
    text += fmt::format("{}{}:", text.empty() ? "" : "; ", table.number(row));
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!cells[i].empty()) text += fmt::format(" {}={}", table.columns[i].header, cells[i]);
  }
  return text;
}

std::string refusal(const std::filesystem::path& file) {
  return message_of([&] { read(file); });
}

bool noticed(const SourceTable& table, std::string_view rule) {
  return std::ranges::any_of(table.findings, [&](const auto& finding) { return finding.rule == rule; });
}

std::string geojson(const std::string& geometry) {
  return R"({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"Place": "A", "IDPs": 5},
    "geometry": )" +
         geometry + "}]}";
}

std::string kml(const std::string& before = "") {
  return "<?xml version=\"1.0\"?>" + before +
         R"(<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>Sites</name>
<Placemark><name>A</name><ExtendedData><Data name="IDPs"><value>5</value></Data></ExtendedData>
<Point><coordinates>36.5,1.25</coordinates></Point></Placemark></Folder></Document></kml>)";
}

const std::vector<TestPlace> two_sites = {{"A", 5, 36.5, 1.25}, {"B", 6, 37, -1}};

}  // namespace

TEST_CASE("GeoJSON gives a row per feature, with its position") {
  TemporaryFolder folder;
  const auto table =
      read(folder.write("a.csv", geojson(R"({"type": "Point", "coordinates": [36.5, 1.25]})")));
  CHECK(rows(table) == "1: longitude=36.5 latitude=1.25 Place=A IDPs=5");
  CHECK(rows(read(folder.write("b.json", geojson("null")))) == "1: Place=A IDPs=5");
}

TEST_CASE("For an area a point on it stands, and a finding says so") {
  TemporaryFolder folder;
  const auto table = read(folder.write(
      "a.geojson",
      geojson(R"({"type": "Polygon", "coordinates": [[[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]]})")));
  CHECK(rows(table) == "1: longitude=2 latitude=2 Place=A IDPs=5");
  CHECK(noticed(table, "geometry.inner_point"));
}

TEST_CASE("GeoPackages and shapefiles are brought to longitude and latitude") {
  TemporaryFolder folder;
  const std::string expected =
      "1: longitude=36.5 latitude=1.25 Place=A IDPs=5; 2: longitude=37 latitude=-1 Place=B IDPs=6";
  CHECK(rows(read(write_features(folder.path() / "a.gpkg", "GPKG", 4326, two_sites))) == expected);
  const auto shape = write_features(folder.path() / "sites.shp", "ESRI Shapefile", 4326, two_sites);
  CHECK(rows(read(shape)) == expected);
  const auto zip = folder.path() / "sites.zip";
  write_zip(zip, {{"set/sites.shp", file_bytes(shape)},
                  {"set/sites.dbf", file_bytes(folder.path() / "sites.dbf")},
                  {"set/sites.PRJ", file_bytes(folder.path() / "sites.prj")}});
  CHECK(rows(read(zip)) == expected);
  const auto metres =
      read(write_features(folder.path() / "m.gpkg", "GPKG", 3857, {{"A", 5, 1'000'000, 1'000'000}}));
  CHECK(rows(metres).starts_with("1: longitude=8.98315284"));
  CHECK(contains(rows(metres), "latitude=8.94657385"));
}

TEST_CASE("A shapefile alone is refused with what is missing, and without its system said to be") {
  TemporaryFolder folder;
  const auto shape = write_features(folder.path() / "sites.shp", "ESRI Shapefile", 4326, two_sites);
  std::filesystem::remove(folder.path() / "sites.prj");
  CHECK(noticed(read(shape), "geometry.no_system"));
  std::filesystem::remove(folder.path() / "sites.dbf");
  CHECK(contains(refusal(shape), "put the .dbf of the same name beside it"));
}

TEST_CASE("KML and KMZ give their placemarks") {
  TemporaryFolder folder;
  const auto table = read(folder.write("a.kml", kml()));
  CHECK(rows(table) == "1: longitude=36.5 latitude=1.25 Name=A IDPs=5");
  CHECK(table.sheet == "Sites");
  write_zip(folder.path() / "a.kmz", {{"doc.kml", kml()}, {"images/icon.png", "x"}});
  CHECK(rows(read(folder.path() / "a.kmz")) == rows(table));
  CHECK(contains(
      refusal(folder.write("b.kml", kml("<!DOCTYPE kml [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"))),
      "it is not opened"));
}

TEST_CASE("Several numbers of a feature are each read as they are") {
  const ProfileText counted{"counted", "counted.toml", R"(
[recognise]
required = ["idps_individuals"]
[[column]]
field = "idps_households"
headers = ["Families"]
[[column]]
field = "returnees_individuals"
headers = ["Returnees"]
[[column]]
field = "idps_individuals"
headers = ["IDPs"]
)"};
  TemporaryFolder folder;
  std::string features;
  for (int i = 1; i <= 20; ++i)
    features += fmt::format(
        R"({}{{"type":"Feature","properties":{{"Families":{},"Returnees":{},"IDPs":{}}},"geometry":{{"type":"Point","coordinates":[1,2]}}}})",
        i > 1 ? "," : "", 100 + i, 200 + i, 300 + i);
  const auto file =
      folder.write("a.geojson", R"({"type":"FeatureCollection","features":[)" + features + "]}");
  const auto text = rows(read_source(file, "", {&counted, 1}, {}));
  INFO(text);
  for (int i = 1; i <= 20; ++i)
    for (const auto& cell : {fmt::format("Families={}", 100 + i), fmt::format("Returnees={}", 200 + i),
                             fmt::format("IDPs={}", 300 + i)})
      CHECK(contains(text, cell));
}

TEST_CASE("A JSON response gives a row per record; null is blank") {
  TemporaryFolder folder;
  CHECK(rows(read(folder.write("a.json", R"({"result": [{"Place": "A", "IDPs": 5, "other": true},
      {"IDPs": 6.5, "Place": null}], "statusCode": 200, "more": [{"Place": "Z"}]})"))) ==
        "1: Place=A IDPs=5; 2: IDPs=6.5");
  CHECK(rows(read(folder.write("b.json", R"([{"Place": "A", "IDPs": "5"}])"))) == "1: Place=A IDPs=5");
}

TEST_CASE("Of several lists in a JSON document the one that fits is read; lists of one place are one") {
  TemporaryFolder folder;
  const auto table = read(folder.write("a.json", R"({"result": {"fields": [{"id": "Place", "type": "text"},
      {"id": "IDPs", "type": "int"}, {"id": "x", "type": "int"}], "records": [{"Place": "A", "IDPs": 5}]}})"));
  CHECK(rows(table) == "1: Place=A IDPs=5");
  CHECK(table.sheet == "result/records");
  CHECK(rows(read(folder.write(
            "b.json", R"({"pages": [[{"Place": "A", "IDPs": 5}], [{"Place": "B", "IDPs": 6}]]})"))) ==
        "1: Place=A IDPs=5; 2: Place=B IDPs=6");
  std::string many = "{\"a\": 1";
  for (int i = 0; i < 300; ++i) many += fmt::format(R"(, "l{}": [{{"Place": "A", "IDPs": 5}}])", i);
  CHECK(contains(refusal(folder.write("c.json", many + "}")), "more than 256 lists"));
}

TEST_CASE("A number with three decimals is none of thousands, in whatever a program stored it; a text is") {
  TemporaryFolder folder;
  const auto read_count = [&](const std::filesystem::path& file) {
    const auto table = read(file);
    std::vector<std::string_view> cells(table.columns.size());
    std::string text;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      table.cells(row, cells);
      for (std::size_t i = 0; i < cells.size(); ++i)
        if (table.columns[i].header == "IDPs")
          text += fmt::format("{} ", parse_count(cells[i]) ? std::to_string(*parse_count(cells[i])) : "none");
    }
    return text;
  };
  CHECK(read_count(folder.write("a.csv", "Place,IDPs\nA,50.625\n")) == "50625 ");
  CHECK(read_count(write_workbook(
            folder.path() / "b.xlsx",
            {{"notes", {{"x", "1.234"}}},
             {"data", {{"Place", "IDPs"}, {"A", "50.625"}, {"B", "'50.625"}, {"C", "12"}}}})) ==
        "none 50625 12 ");
  CHECK(
      read_count(folder.write("c.json", R"([{"Place": "A", "IDPs": 50.625}, {"Place": "B", "IDPs": "50.625"},
      {"Place": "C", "IDPs": 12.000}])")) == "none 50625 12 ");
  CHECK(
      read_count(folder.write(
          "d.geojson",
          R"({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"Place": "A", "IDPs": 50.625},
             "geometry": null}, {"type": "Feature", "properties": {"Place": "B", "IDPs": 12.5}, "geometry": null}]})")) ==
      "none none ");
}

TEST_CASE("Members of objects are named as by forms; lists of records inside are not read, and it is said") {
  TemporaryFolder folder;
  const auto table = read(folder.write("a.json", R"({"results": [{"Place": ["A", "B"], "site": {"IDPs": 5},
      "people": [{"name": "somebody", "IDPs": 77}]}]})"));
  CHECK(rows(table) == "1: Place=A B site/IDPs=5");
  CHECK(noticed(table, "records.nested"));
}

TEST_CASE("JSON that is damaged, too deep or without records is refused") {
  TemporaryFolder folder;
  CHECK(contains(refusal(folder.write("a.json", R"({"result": [{"Place": "A")")), "cut off or damaged"));
  std::string deep = R"([{"a": )";
  for (int i = 0; i < 100'000; ++i) deep += "[";
  CHECK(contains(refusal(folder.write("b.json", deep)), "nested more than 32 deep"));
  CHECK(contains(refusal(folder.write("c.json", R"({"result": [], "isSuccess": false})")),
                 "without a list of records"));
}

TEST_CASE("What says it leads to other files is not followed") {
  TemporaryFolder folder;
  folder.write("secret.csv", "Place,IDPs\nsecret,5\n");
  for (const std::string content :
       {"<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>secret.csv</SrcDataSource></OGRVRTLayer>"
        "</OGRVRTDataSource>",
        "{\"type\": \"FeatureCollection\", \"features\": \"/vsicurl/http://127.0.0.1/a.json\"}",
        "/vsicurl/http://127.0.0.1/a.csv\n", "PG:dbname=sojourn\n"})
    for (const std::string name : {"a.geojson", "a.csv", "a.kml", "a.shp", "a.gpkg"})
      CHECK_FALSE(contains(refusal(folder.write(name, content)), "crashed"));
}
