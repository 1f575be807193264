/// Several hundred broken and hostile files: each is read as far as its totals hold, or refused with reasons,
/// within seconds of processor time, and nothing but the file itself is ever read.
#include <cpl_vsi.h>

#include "support/catch.hpp"
#include "support/corpus.hpp"
#include "support/damage.hpp"
#include "support/real_data.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::entities;
using test::Hostile;
using test::nested;
using test::secret;
using test::SmallImport;
using test::take;
using test::zip_bytes;

namespace {

const test::TableRows table = {
    {"source_id", "admin2_code", "name", "latitude", "longitude", "idps_households", "idps_individuals"},
    {"S1", "XXA01", "One", "1.5", "10.5", "2", "10"},
    {"S2", "XXA02", "Two", "1.2", "10.7", "4", "21"},
    {"S3", "XXB01", "Three, \"quoted\"", "1.1", "11.5", "6", "32"},
};

std::string csv_of(const test::TableRows& rows, char delimiter) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += delimiter;
      text += '"';
      for (const char c : row[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += '\n';
  }
  return text;
}

std::string workbook_bytes(const SmallImport& import, const std::vector<test::SheetOfRows>& sheets) {
  return test::file_bytes(test::write_workbook(import.folder.path() / "made.xlsx", sheets));
}

std::string fixture(const std::string& name) {
  return test::file_bytes(std::string(SOJOURN_SOURCE_DIR "/tests/ingest/fixtures/") + name);
}

/// Files that name other files, in every shape in which a library may follow.
std::vector<Hostile> pointing_elsewhere(const std::string& other) {
  const auto vrt = [&](const std::string& source) {
    return "<OGRVRTDataSource><OGRVRTLayer name=\"canary\"><SrcDataSource relativeToVRT=\"0\">" + source +
           "</SrcDataSource><SrcLayer>canary</SrcLayer></OGRVRTLayer></OGRVRTDataSource>";
  };
  std::vector<Hostile> files;
  for (const std::string name : {"a.csv", "a.vrt", "a.geojson", "a.xlsx", "a.kml", "a.gpkg", "a.xml"}) {
    files.push_back({name, vrt(other)});
    files.push_back({name, vrt("/vsicurl/http://127.0.0.1:9/x.csv")});
    files.push_back({name, other});
    files.push_back({name, "/vsicurl/http://127.0.0.1:9/x.csv\n"});
    files.push_back({name, "<!DOCTYPE a [<!ENTITY x SYSTEM \"file://" + other + "\">]><a>&x;</a>"});
    files.push_back({name, R"({"type":"Topology","objects":{"a":{"$ref":")" + other + "\"}}}"});
    files.push_back({name,
                     "<?xml version=\"1.0\"?><kml xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include "
                     "href=\"" +
                         other + "\" parse=\"text\"/></kml>"});
  }
  return files;
}

/// A workbook with one part replaced.
std::string workbook_with(const SmallImport& import, const std::string& part, const std::string& content) {
  const std::string main = "http://schemas.openxmlformats.org/";
  std::vector<std::pair<std::string, std::string>> parts = {
      {"[Content_Types].xml", "<Types xmlns=\"" + main + "package/2006/content-types\"/>"},
      {"xl/workbook.xml", "<workbook xmlns=\"" + main + "spreadsheetml/2006/main\" xmlns:r=\"" + main +
                              "officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" "
                              "r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"" + main +
                                         "package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" +
                                         main +
                                         "officeDocument/2006/relationships/worksheet\" "
                                         "Target=\"worksheets/sheet1.xml\"/></Relationships>"},
      {"xl/worksheets/sheet1.xml", test::sheet_xml(table)}};
  bool replaced = false;
  for (auto& [name, text] : parts)
    if (name == part) {
      text = content;
      replaced = true;
    }
  if (!replaced) parts.emplace_back(part, content);
  return zip_bytes(import, parts);
}

std::string sheet_of(const std::string& rows) {
  return "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" + rows +
         "</sheetData></worksheet>";
}

std::string row_of_columns(std::size_t count) {
  std::string cells;
  for (std::size_t i = 0; i < count; ++i) cells += "<c r=\"" + test::cell_address(0, i) + "\"><v>1</v></c>";
  return "<row r=\"1\">" + cells + "</row>";
}

std::string opendocument(const SmallImport& import, const std::string& rows) {
  const std::string name = "urn:oasis:names:tc:opendocument:xmlns:";
  return zip_bytes(import,
                   {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                    {"content.xml",
                     "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"" + name +
                         "office:1.0\" xmlns:table=\"" + name + "table:1.0\" xmlns:text=\"" + name +
                         "text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"a\">" + rows +
                         "</table:table></office:spreadsheet></office:body></office:document-content>"}});
}

std::vector<Hostile> too_much(const SmallImport& import) {
  const auto row = [](const std::string& at) {
    return "<row r=\"" + at.substr(at.find_first_of("0123456789")) + "\"><c r=\"" + at +
           "\"><v>1</v></c></row>";
  };
  const std::string sheet = "xl/worksheets/sheet1.xml";
  return {
      {"deep.geojson", nested("[", "]", 200'000)},
      {"deep.json", nested("{\"a\":", "}", 200'000)},
      {"deep.kml", nested("<a>", "</a>", 100'000)},
      {"wide.csv", std::string(2'000'000, ',')},
      {"long.csv", "source_id,idps_individuals\n" + std::string(8'000'000, 'x') + ",1\n"},
      {"quote.csv", "source_id,idps_individuals\n\"" + std::string(2'000'000, '\n')},
      {"nothing.csv", std::string(1'000'000, '\0')},
      {"lines.csv", std::string(3'000'000, '\n')},
      {"entities.xlsx", workbook_with(import, sheet, entities())},
      {"entities.csv", entities()},
      {"strings.xlsx", workbook_with(import, "xl/sharedStrings.xml", entities())},
      {"phantom.xlsx", workbook_with(import, sheet, sheet_of(row("A1") + row("XFD1048576")))},
      {"beyond.xlsx", workbook_with(import, sheet, sheet_of(row("ZZZZZZ99999999999")))},
      {"deep.xlsx", workbook_with(import, sheet, sheet_of(nested("<row>", "</row>", 100'000)))},
      {"index.xlsx",
       workbook_with(import, sheet,
                     sheet_of("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>4294967295</v></c><c r=\"B1\" "
                              "t=\"s\"><v>-1</v></c><c r=\"C1\" t=\"s\"><v>9e9</v></c></row>"))},
      {"formulas.xlsx",
       workbook_with(import, sheet,
                     sheet_of("<row r=\"1\"><c r=\"A1\"><f>WEBSERVICE(\"http://127.0.0.1:9/\")</f></c><c "
                              "r=\"B1\"><f>REPT(\"x\",1e9)</f></c><c r=\"C1\"><f>C1</f></c></row>"))},
      {"columns.xlsx", workbook_with(import, sheet, sheet_of(row_of_columns(1'000'000)))},
      {"columns.ods", opendocument(import,
                                   "<table:table-row><table:table-cell table:number-columns-repeated="
                                   "\"1000000000\"><text:p>x</text:p></table:table-cell></table:table-row>")},
      {"rows.ods",
       opendocument(import,
                    "<table:table-row table:number-rows-repeated=\"1000000000\"><table:table-cell>"
                    "<text:p>x</text:p></table:table-cell></table:table-row>")},
      {"spaces.ods",
       opendocument(import,
                    "<table:table-row><table:table-cell><text:p>a<text:s text:c=\"2000000000\"/>"
                    "</text:p></table:table-cell></table:table-row>")},
      {"missing.xlsx", workbook_with(import, "xl/_rels/workbook.xml.rels", "")},
      {"zeros.xlsx", workbook_with(import, sheet, std::string(40'000'000, ' '))},
      {"up.zip", zip_bytes(import, {{"../../../../tmp/up.csv", csv_of(table, ',')}})},
      {"many.zip",
       [&] {
         std::vector<std::pair<std::string, std::string>> entries;
         for (int i = 0; i < 2000; ++i) entries.emplace_back(std::to_string(i) + ".csv", "a\n1\n");
         return zip_bytes(import, entries);
       }()},
      {"inner.zip", zip_bytes(import, {{"inner.zip", zip_bytes(import, {{"a.csv", csv_of(table, ',')}})}})},
  };
}

}  // namespace

TEST_CASE("A damaged file in any format is read as far as it adds up, or refused", "[corpus]") {
  SmallImport import;
  const auto csv = csv_of(table, ',');
  const std::vector<Hostile> files = {
      {"a.csv", csv},
      {"a.tsv", csv_of(table, '\t')},
      {"a.xlsx", workbook_bytes(import, {{"data", table}, {"notes", {{"nothing", "here"}}}})},
      {"a.ods", fixture("wards.ods")},
      {"a.xls", fixture("wards.xls")},
      {"a.zip", zip_bytes(import, {{"a.csv", csv}})},
  };
  for (const auto& [name, bytes] : files)
    for (const auto& copy : test::damaged(bytes)) {
      INFO(name << ": " << copy.how);
      take(import, name, copy.bytes);
    }
}

TEST_CASE("A file that points to another never shows it", "[corpus]") {
  SmallImport import;
  const auto other =
      import.folder.write("canary.csv", "source_id,admin2_code,idps_individuals\n" + secret + ",XXA01,7\n");
  for (const auto& [name, bytes] : pointing_elsewhere(other.string())) {
    INFO(name << ": " << bytes);
    const auto refusal = test::message_of([&] { take(import, name, bytes); });
    CHECK(refusal.empty());
  }
}

TEST_CASE("A file made to cost time or memory is read or refused within seconds", "[corpus]") {
  SmallImport import;
  for (const auto& [name, bytes] : too_much(import)) {
    INFO(name);
    take(import, name, bytes);
  }
}

TEST_CASE("Two columns that changed places are noticed, or the totals still hold", "[corpus]") {
  SmallImport import;
  for (std::size_t a = 0; a < table[0].size(); ++a)
    for (std::size_t b = a + 1; b < table[0].size(); ++b) {
      auto rows = table;
      for (std::size_t row = 1; row < rows.size(); ++row) std::swap(rows[row][a], rows[row][b]);
      INFO(table[0][a] << " and " << table[0][b]);
      take(import, "swapped.csv", csv_of(rows, ','));
    }
}
