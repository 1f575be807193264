/// Broken and hostile files of features and records, as corpus.test.cpp has them of tables: GeoJSON,
/// GeoPackage, KML, KMZ, shapefiles with what lies beside them, responses of the DTM API, tables of people in
/// need.
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <numeric>

#include "support/catch.hpp"
#include "support/corpus.hpp"
#include "support/damage.hpp"
#include "support/feature_files.hpp"

using namespace sojourn;
using test::Damaged;
using test::SmallImport;
using test::take;

namespace {

namespace fs = std::filesystem;

const std::string profile = test::features_profile();

const std::vector<test::TestPlace> places = {
    {"One", 10, 10.5, 1.5}, {"Two", 21, 10.7, 1.2}, {"Three", 32, 11.5, 1.1}};

std::string feature(const std::string& place, int people, const std::string& geometry) {
  return fmt::format(R"({{"type":"Feature","properties":{{"Place":"{}","IDPs":{}}},"geometry":{}}})", place,
                     people, geometry);
}

std::string collection(const std::vector<std::string>& features, const std::string& before = "") {
  return fmt::format(R"({{"type":"FeatureCollection",{}"features":[{}]}})", before, fmt::join(features, ","));
}

const std::string point = R"({"type":"Point","coordinates":[10.5,1.5]})";

const std::string geojson = collection(
    {feature("One", 10, point),
     feature("Two", 21, R"({"type":"Polygon","coordinates":[[[10,1],[11,1],[11,2],[10,2],[10,1]]]})"),
     feature(
         "Three", 32,
         R"({"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[11.5,1.1],[11,1]]}]})"),
     feature("Four", 43, "null")});

std::string kml(const std::string& more = "") {
  std::string marks;
  for (const auto& place : places)
    marks += fmt::format(
        "<Placemark><name>{}</name><ExtendedData><Data name=\"IDPs\"><value>{}</value></Data>"
        "</ExtendedData><Point><coordinates>{},{}</coordinates></Point></Placemark>",
        place.name, place.people, place.x, place.y);
  return "<?xml version=\"1.0\"?><kml "
         "xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Folder><name>Sites</name>" +
         marks + more + "</Folder></Document></kml>";
}

/// A few of each kind of damage; the formats with many files have them of each.
std::vector<Damaged> lightly_damaged(std::string_view bytes) {
  auto all = test::cut_off(bytes, 5);
  for (auto&& more : {test::with_bits_flipped(bytes, 8), test::with_parts_moved(bytes, 3)})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// Flips where something stands: most of a GeoPackage is blank.
std::vector<Damaged> damaged_where_filled(std::string_view bytes, std::size_t copies) {
  std::vector<std::size_t> filled;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] != '\0') filled.push_back(i);
  std::vector<Damaged> result;
  std::mt19937 random(13);
  for (std::size_t copy = 0; copy < copies; ++copy) {
    Damaged one{fmt::format("filled bytes changed, copy {}", copy), std::string(bytes)};
    for (std::size_t flip = 0; flip < 1 + copy % 12; ++flip)
      one.bytes[filled[random() % filled.size()]] ^= static_cast<char>(1U << (random() % 8));
    result.push_back(std::move(one));
  }
  return result;
}

const std::vector<std::string> shapefile_endings = {"shp", "dbf", "shx", "prj", "cpg"};

/// A shapefile as a folder holds it: what each of its files has in it.
std::map<std::string, std::string> shapefile(const SmallImport& import,
                                             const std::vector<test::TestPlace>& of) {
  const auto path = test::write_features(import.folder.path() / "made.shp", "ESRI Shapefile", 4326, of);
  std::map<std::string, std::string> files = {{"cpg", "UTF-8"}};
  for (const std::string ending : {"shp", "dbf", "shx", "prj"}) {
    const auto part = fs::path(path).replace_extension(ending);
    files[ending] = test::file_bytes(part);
    fs::remove(part);
  }
  return files;
}

void take_shapefile(SmallImport& import, const std::map<std::string, std::string>& files) {
  for (const auto& ending : shapefile_endings) fs::remove(import.folder.path() / ("a." + ending));
  for (const auto& [ending, bytes] : files) import.folder.write("a." + ending, bytes);
  take(import, import.folder.path() / "a.shp");
}

std::string little_endian(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

/// The header of a geometry in a GeoPackage, and then well-known binary.
std::string blob(char flags, const std::string& wkb) {
  return std::string("GP\0", 3) + flags + little_endian(4326) + wkb;
}

std::string wkb(std::uint32_t type, const std::string& rest) {
  return '\1' + little_endian(type) + rest;
}

std::vector<std::string> odd_blobs() {
  const auto count = [](std::uint32_t number) { return little_endian(number); };
  std::string deep;
  for (int i = 0; i < 50'000; ++i) deep += wkb(7, count(1));
  const std::string position(16, '\0');
  return {"",
          "GP",
          blob(1, ""),
          blob(1, wkb(1, "")),
          blob(1, wkb(1, std::string(16, '\xFF'))),
          blob(15, wkb(1, position)),
          blob('\x11', wkb(1, position)),
          blob(1, wkb(3, count(0xFFFFFFFF))),
          blob(1, wkb(3, count(1) + count(0x7FFFFFFF))),
          blob(1, wkb(6, count(1) + wkb(6, count(1) + wkb(6, count(0))))),
          blob(1, wkb(99, position)),
          blob(1, wkb(10, count(1) + wkb(8, count(2) + position + position))),
          blob(1, wkb(15, count(1) + wkb(17, count(1) + count(1) + position))),
          blob(1, deep),
          std::string(3'000'000, 'G')};
}

std::string hexadecimal(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

/// A GeoPackage of `places` on which statements were run.
std::string altered(const SmallImport& import, const std::vector<std::string>& statements,
                    test::Complaints complaints = test::Complaints::none) {
  const auto path = import.folder.path() / "made.gpkg";
  fs::remove(path);
  test::write_features(path, "GPKG", 4326, places);
  test::alter(path, statements, complaints);
  return test::file_bytes(path);
}

/// Schemas that do more than hold a table.
std::vector<std::vector<std::string>> odd_schemas(const std::string& other) {
  const auto listed = [](const std::string& name) {
    return "INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES ('" + name +
           "', 'attributes', '" + name + "')";
  };
  // SQLite refuses to make such things, but a file may hold them all the same.
  const auto smuggled = [](const std::string& type, const std::string& sql) {
    return "INSERT INTO sqlite_master(type, name, tbl_name, rootpage, sql) VALUES ('" + type +
           "', 'seen', 'seen', 0, '" + sql + "')";
  };
  const std::string open_schema = "PRAGMA writable_schema = 1";
  // Or the layer that was there would fit better, and nothing of the odd one be taken.
  const std::string alone = "DELETE FROM gpkg_contents WHERE table_name = 'sites'";
  return {
      {"CREATE TRIGGER t BEFORE INSERT ON sites BEGIN DELETE FROM sites; END",
       "CREATE TRIGGER u AFTER UPDATE ON gpkg_contents BEGIN SELECT writefile('/tmp/x', 'y'); END"},
      {open_schema, alone, listed("seen"),
       smuggled("view", "CREATE VIEW seen AS SELECT Place, IDPs FROM \"" + other + "\".sites")},
      {open_schema, alone, listed("seen"),
       smuggled("view", "CREATE VIEW seen AS SELECT * FROM beside.sites")},
      {"CREATE VIEW seen AS SELECT 'A' AS Place, 5 AS IDPs, readfile('" + other + "') AS geom", alone,
       listed("seen")},
      {"CREATE VIEW a AS SELECT 1 AS IDPs", "DROP VIEW a", listed("a")},
      {"CREATE VIEW seen AS SELECT randomblob(1000000000) AS Place, 1 AS IDPs", alone, listed("seen")},
      {"CREATE VIEW seen AS SELECT printf('%.*c', 90000000, 'x') AS Place, 1 AS IDPs", alone, listed("seen")},
      {"UPDATE gpkg_geometry_columns SET srs_id = 99999, z = 9, geometry_type_name = 'NONSENSE'"},
      {"UPDATE gpkg_spatial_ref_sys SET definition = 'GEOGCS[\"a' WHERE srs_id = 4326"},
      {"UPDATE gpkg_spatial_ref_sys SET organization = 'x', definition = '+proj=longlat +nadgrids=" + other +
       "' WHERE srs_id = 4326"},
      {"INSERT INTO gpkg_contents(table_name, data_type, identifier) WITH RECURSIVE n(i) AS (SELECT 1 UNION "
       "ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT 'x' || i, 'attributes', 'x' || i FROM n"},
      {"CREATE TABLE \"a b\"\"c;--\" (IDPs INTEGER)", "INSERT INTO \"a b\"\"c;--\" VALUES (5)",
       "INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES ('a b\"c;--', 'attributes', "
       "'x')"},
      {open_schema, alone, listed("seen"),
       smuggled("table", "CREATE VIRTUAL TABLE seen USING VirtualOGR(''" + other + "'')")},
      {open_schema, alone, listed("seen"),
       smuggled("table", "CREATE VIRTUAL TABLE seen USING csv(filename=''" + other + "'')")},
      {open_schema,
       "UPDATE sqlite_master SET sql = 'CREATE TABLE sites (fid, geom, Place, IDPs, IDPs, IDPs)' WHERE name "
       "= 'sites'"},
      {open_schema, "UPDATE sqlite_master SET rootpage = 1 WHERE name = 'sites'"},
      {"UPDATE sites SET IDPs = 9e99, Place = x'FF00FE'"},
  };
}

/// Names within the names of other files, of servers and of drivers.
std::vector<test::Hostile> pointing_elsewhere(const std::string& other) {
  const auto link = [](const std::string& target) {
    return kml("<NetworkLink><Link><href>" + target +
               "</href></Link></NetworkLink><GroundOverlay><Icon><href>" + target +
               "</href></Icon></GroundOverlay>");
  };
  std::vector<test::Hostile> files;
  for (const auto& target : std::vector<std::string>{
           other, "file://" + other, "/vsicurl/http://127.0.0.1:9/a", "http://127.0.0.1:9/a"}) {
    files.push_back({"a.kml", link(target)});
    files.push_back(
        {"a.geojson", collection({feature("A", 5, point)},
                                 R"("crs":{"type":"link","properties":{"href":")" + target + "\"}},")});
    files.push_back(
        {"a.geojson", collection({feature("A", 5, point)},
                                 R"("crs":{"type":"name","properties":{"name":")" + target + "\"}},")});
    files.push_back(
        {"a.json", R"({"result":[{"$ref":")" + target + R"(","IDPs":5,"Place":")" + target + "\"}]}"});
    files.push_back({"a.json", R"({"type":"FeatureCollection","features":")" + target + "\"}"});
    files.push_back({"a.json", R"({"rings":[],"features":[],"geometryType":"esriGeometryPoint","url":")" +
                                   target + "\"}"});
  }
  return files;
}

std::string ring(std::size_t vertices) {
  std::string text;
  for (std::size_t i = 0; i < vertices; ++i) text += i % 2 == 0 ? "[10,1]," : "[11,2],";
  return R"({"type":"Polygon","coordinates":[[)" + text + "[10,1]]]}";
}

std::vector<test::Hostile> too_much(const SmallImport& import) {
  std::string wide;
  for (int i = 0; i < 40'000; ++i) wide += fmt::format("\"m{}\":1,", i);
  const std::string digits(200'000, '9');
  const auto people = [](const std::string& number) {
    return collection(
        {R"({"type":"Feature","geometry":null,"properties":{"Place":"A","IDPs":)" + number + "}}"});
  };
  return {
      {"deep.geojson",
       collection(
           {feature("A", 5, R"({"type":"Polygon","coordinates":)" + test::nested("[", "]", 100'000) + "}")})},
      {"collections.geojson",
       collection(
           {feature("A", 5, test::nested(R"({"type":"GeometryCollection","geometries":[)", "]}", 20'000))})},
      {"properties.geojson",
       collection({R"({"type":"Feature","geometry":null,"properties":{"IDPs":5,"Place":)" +
                   test::nested("{\"a\":", "}", 50'000) + "}}"})},
      {"wide.geojson",
       collection({R"({"type":"Feature","geometry":null,"properties":{)" + wide + R"("IDPs":5}})"})},
      {"wide.json", R"({"result":[{)" + wide + R"("IDPs":5}]})"},
      {"digits.geojson", people(digits)},
      {"exponent.geojson", people("1e999999999")},
      {"text.geojson", people("\"" + digits + "\"")},
      {"huge.geojson", collection({feature("A", 5, R"({"type":"Point","coordinates":[1e308,-1e308]})"),
                                   feature("B", 5, R"({"type":"Point","coordinates":[)" + digits + ",1]}")})},
      {"ring.geojson", collection({feature("A", 5, ring(300'000))})},
      {"digits.json", R"({"result":[{"Place":"A","IDPs":)" + digits + "}]}"},
      {"deep.kml", kml(test::nested("<Folder>", "</Folder>", 20'000))},
      {"geometries.kml",
       kml("<Placemark>" + test::nested("<MultiGeometry>", "</MultiGeometry>", 20'000) + "</Placemark>")},
      {"coordinates.kml", kml("<Placemark><name>A</name><Point><coordinates>" + digits +
                              ",1e999,nan</coordinates></Point></Placemark>")},
      {"entities.kml", test::entities("<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><name>",
                                      "</name></Placemark></kml>")},
      {"late.kml", "<?xml version=\"1.0\"?><!--" + std::string(5'000, ' ') + "-->" +
                       test::entities("<kml><Placemark><name>", "</name></Placemark></kml>").substr(21)},
      {"bomb.kmz", test::zip_bytes(import, {{"doc.kml", kml(std::string(60'000'000, ' '))}})},
      {"entities.kmz", test::zip_bytes(import, {{"doc.kml", test::entities("<kml>", "</kml>")}})},
      {"inner.kmz", test::zip_bytes(import, {{"a.kmz", test::zip_bytes(import, {{"doc.kml", kml()}})}})},
      {"two.kmz", test::zip_bytes(import, {{"doc.kml", kml()}, {"other.kml", kml()}})},
  };
}

/// A table whose columns changed places, two by two.
std::vector<Damaged> with_columns_swapped(const test::TableRows& rows) {
  std::vector<Damaged> result;
  for (std::size_t a = 0; a + 1 < rows[0].size(); ++a) {
    Damaged one{fmt::format("`{}` and `{}` swapped", rows[0][a], rows[0][a + 1]), ""};
    for (std::size_t r = 0; r < rows.size(); ++r) {
      auto cells = rows[r];
      if (r > 0) std::swap(cells[a], cells[a + 1]);
      one.bytes += fmt::format("{}\n", fmt::join(cells, ","));
    }
    result.push_back(std::move(one));
  }
  return result;
}

std::string lines_of(const test::TableRows& rows) {
  std::string text;
  for (const auto& row : rows) text += fmt::format("{}\n", fmt::join(row, ","));
  return text;
}

const test::TableRows plan = {
    {"Country ISO3", "Admin 1 PCode", "Admin 1 Name", "Admin 2 PCode", "Admin 2 Name", "Description",
     "Cluster", "Category", "Population", "In Need", "Targeted", "Affected", "Reached", "Info"},
    {"XXX", "", "", "", "", "Final HNRP Caseload", "ALL", "", "44532", "23666", "17327", "", "184", ""},
    {"XXX", "XXA", "A", "", "", "Education", "EDU", "", "", "8030", "1350", "", "", ""},
    {"XXX", "XXA", "A", "XXA01", "A1", "Health", "HEA", "", "", "936", "281", "", "", ""}};

const test::TableRows needs = {
    {"location_code", "admin1_code", "admin1_name", "admin2_code", "admin2_name", "admin_level",
     "sector_code", "sector_name", "category", "population_status", "population", "reference_period_start",
     "reference_period_end"},
    {"XXX", "", "", "", "", "0", "Intersectoral", "Intersectoral", "", "INN", "23666", "2024-01-05",
     "2024-12-24"},
    {"XXX", "XXA", "A", "", "", "1", "EDU", "Education", "", "TGT", "300", "2024-01-05", "2024-12-24"},
    {"XXX", "XXA", "A", "XXA01", "A1", "2", "HEA", "Health", "", "INN", "200", "2024-01-05", "2024-12-24"}};

const std::string response = [] {
  std::string records;
  for (int i = 0; i < 3; ++i)
    records += fmt::format(
        R"({}{{"id":{},"operation":"Countrywide monitoring","admin0Name":"X","admin0Pcode":"XXX","admin1Name":"A",
"admin1Pcode":"XXA","numPresentIdpInd":{},"reportingDate":"2017-03-30T00:00:00","roundNumber":1,
"displacementReason":"Conflict","numberMales":null,"numberFemales":null,"idpOriginAdmin1Name":"Not available",
"idpOriginAdmin1Pcode":"Not available","assessmentType":"BA"}})",
        i == 0 ? "" : ",", i, 100 + i);
  return R"({"isSuccess":true,"statusCode":200,"result":[)" + records + "]}";
}();

void take_all(SmallImport& import, const std::string& name, const std::vector<Damaged>& copies) {
  for (const auto& copy : copies) {
    INFO(name << ": " << copy.how);
    take(import, name, copy.bytes);
  }
}

/// Without a profile of its own: the shipped ones are tried.
class ShippedImport : public SmallImport {
 public:
  ShippedImport() {
    options.profile.reset();
    options.round.reset();
  }
};

}  // namespace

TEST_CASE("The whole files of this corpus are rounds, so that what is refused is the damage", "[corpus]") {
  SmallImport import(profile);
  for (const auto& [name, bytes] : {test::Hostile{"a.geojson", geojson},
                                    {"a.kml", kml()},
                                    {"a.gpkg", altered(import, {})},
                                    {"a.kmz", test::zip_bytes(import, {{"doc.kml", kml()}})}}) {
    CAPTURE(name);
    CHECK(import.file(import.folder.write(name, bytes)).drafts.front().content.round.totals.individuals >=
          63);
  }
  for (const auto& [ending, bytes] : shapefile(import, places)) import.folder.write("a." + ending, bytes);
  CHECK(import.file(import.folder.path() / "a.shp").drafts.front().content.round.totals.individuals == 63);
  ShippedImport shipped;
  for (const auto& [name, bytes] : {test::Hostile{"a.json", response},
                                    {"hno_2024.csv", lines_of(plan)},
                                    {"needs.csv", lines_of(needs)}}) {
    CAPTURE(name);
    CHECK(shipped.file(shipped.folder.write(name, bytes)).drafts.front().content.round.totals.rows_accepted >=
          3);
  }
}

TEST_CASE("A damaged file of features is read as far as it adds up, or refused", "[corpus]") {
  SmallImport import(profile);
  const auto package = altered(import, {});
  take_all(import, "a.geojson", test::damaged(geojson));
  take_all(import, "a.kml", test::damaged(kml()));
  take_all(import, "a.kmz",
           lightly_damaged(test::zip_bytes(import, {{"doc.kml", kml()}, {"files/i.png", "x"}})));
  take_all(import, "a.gpkg", test::cut_off(package, 8));
  take_all(import, "a.gpkg", damaged_where_filled(package, 40));
}

TEST_CASE("A shapefile of which any part is damaged, missing or another's is read or refused", "[corpus]") {
  SmallImport import(profile);
  const auto whole = shapefile(import, places);
  const auto other = shapefile(import, {{"Other", 7, 10.1, 1.1}});
  for (const auto& ending : shapefile_endings) {
    for (const auto& copy : lightly_damaged(whole.at(ending))) {
      INFO("." << ending << ": " << copy.how);
      auto files = whole;
      files[ending] = copy.bytes;
      take_shapefile(import, files);
    }
    INFO("." << ending << " of another, missing, empty");
    auto files = whole;
    files[ending] = other.at(ending);
    take_shapefile(import, files);
    files[ending].clear();
    if (ending != "shp") take_shapefile(import, files);
    files.erase(ending);
    if (ending != "shp") take_shapefile(import, files);
  }
  for (const std::string system :
       {"+proj=longlat +nadgrids=/etc/passwd", "EPSG:99999999", "GEOGCS[\"", "/etc/passwd",
        "http://127.0.0.1:9/a.prj", "PROJCS[\"a\",UNIT[\"m\",0]]"}) {
    INFO(system);
    auto files = whole;
    files["prj"] = system;
    take_shapefile(import, files);
  }
}

TEST_CASE("A GeoPackage with geometries that are none is read without them, or refused", "[corpus]") {
  SmallImport import(profile);
  for (const auto& bytes : odd_blobs()) {
    INFO(hexadecimal(bytes.substr(0, 40)));
    take(import, "a.gpkg",
         altered(import, {"UPDATE sites SET geom = x'" + hexadecimal(bytes) + "'"},
                 test::Complaints::expected));
  }
}

TEST_CASE("A GeoPackage with a schema of its own shows nothing but its tables", "[corpus]") {
  SmallImport import(profile);
  const auto other =
      test::write_features(import.folder.path() / "canary.gpkg", "GPKG", 4326, {{test::secret, 7, 10, 1}});
  for (const auto& statements : odd_schemas(other.string())) {
    INFO(statements.back());
    take(import, "a.gpkg", altered(import, statements));
  }
}

TEST_CASE("Features and records that point to another file never show it", "[corpus]") {
  SmallImport import(profile);
  const auto other = import.folder.write("canary.geojson", collection({feature(test::secret, 7, point)}));
  for (const auto& [name, bytes] : pointing_elsewhere(other.string())) {
    INFO(name << ": " << bytes);
    take(import, name, bytes);
  }
}

TEST_CASE("Features and records made to cost time or memory are read or refused within seconds", "[corpus]") {
  SmallImport import(profile);
  for (const auto& [name, bytes] : too_much(import)) {
    INFO(name);
    take(import, name, bytes);
  }
}

TEST_CASE("A damaged response of the DTM API and damaged tables of people in need are read or refused",
          "[corpus]") {
  ShippedImport import;
  take_all(import, "a.json", test::damaged(response));
  for (const auto& [name, rows] : {std::pair{"hno_2024.csv", plan}, {"needs.csv", needs}}) {
    take_all(import, name, lightly_damaged(lines_of(rows)));
    take_all(import, name, with_columns_swapped(rows));
  }
}
