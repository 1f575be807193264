/// Files made to do harm in ways of their own: features that never end, names that lead elsewhere, what is no
/// file at all.
#include <cpl_conv.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "ingest/source_path.hpp"
#include "support/catch.hpp"
#include "support/feature_files.hpp"
#include "support/message_of.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::alter;
using test::contains;
using test::SmallImport;

namespace {

const std::string good = "source_id,admin2_code,idps_individuals\nS1,XXA01,10\n";

std::string refusal_of(SmallImport& import, const std::filesystem::path& file) {
  import.options.limits.cpu_seconds = 10;
  import.options.limits.wall_seconds = 30;
  return test::message_of([&] { import.file(file); });
}

std::string refusal_of(SmallImport& import, const std::string& name, const std::string& bytes) {
  return refusal_of(import, import.folder.write(name, bytes));
}

}  // namespace

TEST_CASE("What is no regular file is refused at once, by what it is") {
  SmallImport import;
  const auto pipe = import.folder.path() / "pipe.csv";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(contains(refusal_of(import, pipe), "is not a file"));
  CHECK(contains(refusal_of(import, std::filesystem::path("/dev/zero")), "is not a file"));
  CHECK(contains(refusal_of(import, std::filesystem::path("/dev/stdin")), "file"));
  CHECK(contains(refusal_of(import, import.folder.path()), "is not a file"));
  CHECK(contains(refusal_of(import, std::filesystem::path("/proc/self/maps")), "is empty"));
  CHECK(contains(refusal_of(import, import.folder.path() / "nothing.csv"), "there is no file"));
  const auto dangling = import.folder.path() / "dangling.csv";
  std::filesystem::create_symlink("/nowhere/at/all", dangling);
  CHECK(contains(refusal_of(import, dangling), "there is no file"));
}

TEST_CASE("A link is followed for the file itself, and not for what lies beside a shapefile") {
  SmallImport import;
  const auto table = import.folder.write("table.csv", good);
  std::filesystem::create_symlink(table, import.folder.path() / "link.csv");
  CHECK(refusal_of(import, import.folder.path() / "link.csv").empty());
  // An unpacked archive may hold links to anything on the machine.
  const auto shapes =
      test::write_features(import.folder.path() / "sites.shp", "ESRI Shapefile", 4326, {{"A", 5, 10.5, 1.5}});
  test::TemporaryFolder elsewhere;
  std::filesystem::rename(import.folder.path() / "sites.dbf", elsewhere.path() / "secret.dbf");
  std::filesystem::create_symlink(elsewhere.path() / "secret.dbf", import.folder.path() / "sites.dbf");
  for (const auto& companion : ingest::companions_of(shapes)) CHECK(companion.extension() != ".dbf");
}

TEST_CASE("A GeoPackage whose layer is a query without end is stopped") {
  SmallImport import;
  const auto file =
      test::write_features(import.folder.path() / "endless.gpkg", "GPKG", 4326, {{"A", 5, 10.5, 1.5}});
  alter(file, {"DROP TABLE sites",
               "CREATE VIEW sites AS WITH RECURSIVE more(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM "
               "more) SELECT fid, "
               "'A' AS Place, 1 AS IDPs, NULL AS geom FROM more"});
  CHECK_FALSE(refusal_of(import, file).empty());
}

TEST_CASE(
    "A view of a GeoPackage makes no value larger than any geometry, and calls no function but SQLite's "
    "own") {
  SmallImport import;
  const auto refusal = [&](const std::string& value) {
    const auto file =
        test::write_features(import.folder.path() / "view.gpkg", "GPKG", 4326, {{"A", 5, 10.5, 1.5}});
    alter(file,
          {"CREATE VIEW seen AS SELECT " + value + " AS name, 1 AS idps_individuals",
           "INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES ('seen', 'attributes', "
           "'seen')",
           "DELETE FROM gpkg_geometry_columns", "DELETE FROM gpkg_contents WHERE table_name = 'sites'"});
    const auto why = refusal_of(import, file);
    std::filesystem::remove(file);
    return why;
  };
  CHECK(contains(refusal("randomblob(1000000000)"), "`seen` cannot be read: "));
  CHECK(contains(refusal("randomblob(1000000000)"), "too big"));
  CHECK(contains(refusal("hex(randomblob(400000000))"), "too big"));
  CHECK_FALSE(contains(refusal("randomblob(1000000000)"), ".cpp"));
  // GDAL brings functions that change a database, which nobody expects in a view.
  CHECK(contains(refusal("ImportFromEPSG(4326)"), "`seen` cannot be read: failed to prepare"));
  CHECK(refusal("upper('a')").empty());
}

TEST_CASE("A GeoPackage cannot lead to another database or to a library") {
  SmallImport import(test::features_profile());
  const auto file =
      test::write_features(import.folder.path() / "leads.gpkg", "GPKG", 4326, {{"A", 5, 10.5, 1.5}});
  alter(file, {"CREATE TRIGGER t AFTER INSERT ON sites BEGIN SELECT load_extension('/tmp/x.so'); END",
               "CREATE VIEW other AS SELECT readfile('/etc/passwd') AS Place, 1 AS IDPs",
               "INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES ('other', 'attributes', "
               "'other')"});
  const auto result = import.file(file);
  CHECK(result.drafts.front().content.round.totals.individuals == 5);
  REQUIRE(test::find_rule(result.findings, "sheet.unreadable"));
  CHECK(contains(test::find_rule(result.findings, "sheet.unreadable")->message,
                 "`other` cannot be read: failed to prepare"));
}

TEST_CASE("A GeoPackage that another program has open is not taken as it was before its last changes") {
  SmallImport import(test::features_profile());
  const auto file =
      test::write_features(import.folder.path() / "open.gpkg", "GPKG", 4326, {{"A", 5, 10.5, 1.5}});
  import.folder.write("open.gpkg-wal", "changes");
  CHECK(contains(refusal_of(import, file), "open.gpkg is open in another program"));
  import.folder.write("open.gpkg-wal", "");
  CHECK(refusal_of(import, file).empty());
}

TEST_CASE("A position that cannot be turned into degrees is missing on its row alone") {
  SmallImport import(test::features_profile());
  const auto file =
      test::write_features(import.folder.path() / "far.shp", "ESRI Shapefile", 32632,
                           {{"A", 5, 500'000, 165'000}, {"B", 6, 1e12, 165'000}, {"C", 7, 510'000, 165'000}});
  const auto result = import.file(file);
  const auto& totals = result.drafts.front().content.round.totals;
  CHECK(totals.rows_accepted == 3);
  CHECK(totals.individuals == 18);
}

TEST_CASE("Names inside archives lead nowhere, whatever they are") {
  SmallImport import;
  for (const std::string name : {"/etc/passwd.csv", "../../../../../../tmp/out.csv", "a/../../b.csv",
                                 "C:\\windows\\a.csv", "con.csv", "....//a.csv"}) {
    CAPTURE(name);
    const auto zip = import.folder.path() / "names.zip";
    test::write_zip(zip, {{name, good}});
    refusal_of(import, zip);
    CHECK_FALSE(std::filesystem::exists("/tmp/out.csv"));
  }
  // NUL within a name, written over one that the writer would not take.
  const auto zip = import.folder.path() / "nul.zip";
  test::write_zip(zip, {{"aXb.csv", good}});
  auto bytes = test::file_bytes(zip);
  for (auto at = bytes.find("aXb.csv"); at != std::string::npos; at = bytes.find("aXb.csv", at + 1))
    bytes[at + 1] = '\0';
  CHECK_NOTHROW(refusal_of(import, "nul2.zip", bytes));
}

TEST_CASE("A workbook whose parts are links to other files shows none of them") {
  SmallImport import;
  const auto canary = import.folder.write(
      "canary.xml",
      test::sheet_xml({{"source_id", "admin2_code", "idps_individuals"}, {"CANARY", "XXA01", "7"}}));
  for (const std::string& target :
       {canary.string(), "file://" + canary.string(), "../../../.." + canary.string(),
        std::string("http://127.0.0.1:9/sheet1.xml"), std::string("/vsicurl/http://127.0.0.1:9/a")}) {
    CAPTURE(target);
    const std::string main = "http://schemas.openxmlformats.org/";
    const auto book = import.folder.path() / "linked.xlsx";
    test::write_zip(
        book, {{"[Content_Types].xml", "<Types xmlns=\"" + main + "package/2006/content-types\"/>"},
               {"xl/workbook.xml",
                "<workbook xmlns=\"" + main + "spreadsheetml/2006/main\" xmlns:r=\"" + main +
                    "officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" "
                    "r:id=\"rId1\"/></sheets></workbook>"},
               {"xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"" + main +
                                                  "package/2006/relationships\"><Relationship Id=\"rId1\" "
                                                  "TargetMode=\"External\" Type=\"" +
                                                  main +
                                                  "officeDocument/2006/relationships/worksheet\" "
                                                  "Target=\"" +
                                                  target + "\"/></Relationships>"}});
    CHECK_FALSE(refusal_of(import, book).empty());
  }
}

TEST_CASE("Numbers that no number can be, and keys that come twice, are findings or left out") {
  SmallImport import;
  const auto json = [](const std::string& people) {
    return R"([{"source_id":"S1","admin2_code":"XXA01","idps_individuals":)" + people +
           R"(},{"source_id":"S2","admin2_code":"XXA02","idps_individuals":5}])";
  };
  for (const std::string people : {"1e400", "-1e400", "1e18", "99999999999999999999999", "\"NaN\"", "\"inf\"",
                                   "[5]", "{\"a\":5}", "true", "\"5\\u0000\"", "0.5"}) {
    CAPTURE(people);
    const auto file = import.folder.write("numbers.json", json(people));
    std::int64_t found = 0;
    const auto refused = test::message_of([&] {
      for (const auto& draft : import.file(file).drafts) found += draft.content.round.totals.individuals;
    });
    if (refused.empty()) CHECK((found == 5 || found == 10 || found == 6));
  }
  CHECK_NOTHROW(refusal_of(import, "twice.json",
                           R"([{"idps_individuals":1,"idps_individuals":2,"admin2_code":"XXA01"}])"));
}

TEST_CASE(
    "A shapefile whose table claims more records or longer fields than it has is read as far as it goes, or "
    "refused") {
  SmallImport import;
  const auto file = test::write_features(import.folder.path() / "sites.shp", "ESRI Shapefile", 4326,
                                         {{"A", 5, 10.5, 1.5}, {"B", 6, 10.6, 1.5}});
  const auto table = import.folder.path() / "sites.dbf";
  const auto whole = test::file_bytes(table);
  for (const auto& [at, value] : {std::pair<std::size_t, std::string>{4, "\xFF\xFF\xFF\x7F"},
                                  {8, "\xFF\xFF"},
                                  {10, "\xFF\xFF"},
                                  {10, std::string(2, '\0')},
                                  {48, "\xFF"},
                                  {32, std::string(11, '\xFF')}}) {
    CAPTURE(at);
    auto bytes = whole;
    bytes.replace(at, value.size(), value);
    std::ofstream(table, std::ios::binary) << bytes;
    CHECK_NOTHROW(refusal_of(import, file));
  }
}
