/// Every form in which a table comes, and every form in which something else does.
#include "ingest/source_reader.hpp"

#include <fmt/format.h>

#include "ingest/confine.hpp"
#include "model/utf8.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"
#include "support/workbook.hpp"

using namespace sojourn::ingest;
using sojourn::test::contains;
using sojourn::test::file_bytes;
using sojourn::test::message_of;
using sojourn::test::TemporaryFolder;
using sojourn::test::write_workbook;
using sojourn::test::write_zip;

namespace {

const ProfileText places = {"places", "places.toml", R"(
[recognise]
required = ["name", "idps_individuals"]
[[column]]
field = "name"
headers = ["Place", "Ward"]
[[column]]
field = "idps_individuals"
headers = ["IDPs", "Estimated Number of IDP"]
)"};

SourceTable read(const std::filesystem::path& file, const std::string& inner = "",
                 const SandboxLimits& limits = {}) {
  return read_source(file, inner, {&places, 1}, limits);
}

/// "2:A=5 3:B=6": row numbers with name and count.
std::string rows(const SourceTable& table) {
  std::string text;
  std::vector<std::string_view> cells(table.columns.size());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    table.cells(row, cells);
    text += fmt::format("{}{}:{}={}", text.empty() ? "" : " ", table.number(row), cells[0], cells[1]);
  }
  return text;
}

std::string refusal(const std::filesystem::path& file, const std::string& inner = "") {
  return message_of([&] { read(file, inner); });
}

const std::string table = "Place,IDPs\nA,5\nB,6\n";

}  // namespace

TEST_CASE("Delimiters are found, and lines keep the numbers a spreadsheet shows") {
  TemporaryFolder folder;
  CHECK(rows(read(folder.write("a.csv", table))) == "2:A=5 3:B=6");
  CHECK(rows(read(folder.write("b.csv", "Place;IDPs;x\nA;5;1,5\nB;6;2,5\n"))) == "2:A=5 3:B=6");
  CHECK(rows(read(folder.write("c.txt", "Place\tIDPs\nA\t5\n"))) == "2:A=5");
  CHECK(rows(read(folder.write("d.csv", "Place|IDPs\nA|5\n"))) == "2:A=5");
  CHECK(rows(read(folder.write("e.csv", "A title\r\n\r\nPlace,IDPs\r\n\r\nA,5\r\nB,6"))) == "5:A=5 6:B=6");
}

TEST_CASE("Quoted cells may hold delimiters and line ends") {
  TemporaryFolder folder;
  CHECK(rows(read(
            folder.write("a.csv", "Place,IDPs\n\"A, the \"\"first\"\"\",5\n\"B\nsecond line\",6\nC,7\n"))) ==
        "2:A, the \"first\"=5 3:B\nsecond line=6 4:C=7");
}

TEST_CASE("Text is read in the encodings it comes in") {
  TemporaryFolder folder;
  CHECK(rows(read(folder.write("bom.csv", "\xEF\xBB\xBFPlace,IDPs\nMérida,5\n"))) == "2:Mérida=5");
  CHECK(rows(read(folder.write(
            "utf16.csv", std::string("\xFF\xFEP\0l\0a\0c\0e\0,\0I\0D\0P\0s\0\n\0\xE9\0,\0005\0\n\0", 32)))) ==
        "2:é=5");
  const auto western = read(folder.write("western.csv", "Place,IDPs\nM\xE9rida,5\n"));
  CHECK(rows(western) == "2:Mérida=5");
  REQUIRE(western.findings.size() == 1);
  CHECK(western.findings.front().rule == "encoding.windows_1252");
}

TEST_CASE("A broken encoding is a finding with its line") {
  TemporaryFolder folder;
  const auto broken = read(folder.write("broken.csv", "Place,IDPs\nMérida été,5\nM\xC3rida,6\n"));
  REQUIRE(broken.findings.size() == 1);
  CHECK(broken.findings.front().rule == "encoding.broken");
  CHECK(broken.findings.front().row == 3);
}

TEST_CASE("A workbook is one whatever its name, and its rows keep their numbers") {
  TemporaryFolder folder;
  const std::vector<std::vector<std::string>> cells = {{"DTM"},        {}, {"", "Place", "IDPs"},
                                                       {"", "A", "5"}, {}, {"", "B", "6.0"}};
  const auto file =
      write_workbook(folder.path() / "book.xls", {{"notes", {{"Place", "where"}}}, {"data", cells}});
  const auto read_table = read(file);
  CHECK(rows(read_table) == "4:A=5 6:B=6.0");
  CHECK(read_table.sheet == "data");
}

TEST_CASE("The old binary workbook is read too") {
  const auto old = read(SOJOURN_SOURCE_DIR "/tests/ingest/fixtures/wards.xls");
  CHECK(rows(old) == "4:X=12 6:Y=13.5");
  CHECK(old.sheet == "Baseline");
}

TEST_CASE("An OpenDocument sheet is read too") {
  CHECK(rows(read(SOJOURN_SOURCE_DIR "/tests/ingest/fixtures/wards.ods")) == "2:A=5 3:B=6");
}

TEST_CASE("A table may lie inside a zip") {
  TemporaryFolder folder;
  const auto book = write_workbook(folder.path() / "book.xlsx", {{"data", {{"Place", "IDPs"}, {"C", "7"}}}});
  const auto zip = folder.path() / "round.zip";
  write_zip(zip, {{"readme.md", "hello"}, {"data/one.csv", table}});
  CHECK(rows(read(zip)) == "2:A=5 3:B=6");
  const auto two = folder.path() / "two.zip";
  write_zip(two, {{"one.csv", table}, {"book.xlsx", file_bytes(book)}});
  CHECK(contains(refusal(two), "say which"));
  CHECK(rows(read(two, "book.xlsx")) == "2:C=7");
  CHECK(contains(refusal(two, "three.csv"), "there is no `three.csv`"));
}

TEST_CASE("What is no table is refused by name") {
  TemporaryFolder folder;
  const auto vrt =
      "<OGRVRTDataSource><OGRVRTLayer "
      "name=\"a\"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>";
  CHECK(contains(refusal(folder.write("a.csv", vrt)), "is an XML document"));
  CHECK(contains(refusal(folder.write("a.xls", "<html><table><tr><td>Place</td></tr></table></html>")),
                 "is a web page"));
  CHECK(contains(refusal(folder.write("a.csv", "{\"result\": []}")), "is a JSON document"));
  CHECK(contains(refusal(folder.write("a.pdf", "%PDF-1.4 ...")), "is a PDF document"));
  CHECK(contains(refusal(folder.write("a.bin", std::string("\x7F"
                                                           "ELF\0\0\1\2\3\0\0",
                                                           12))),
                 "neither text nor a spreadsheet"));
  CHECK(contains(refusal(folder.write("blank.csv", " \n\n \n")), "is empty"));
  CHECK(contains(refusal(folder.write("text.xlsx", "just some words\n")), "fits no profile"));
  CHECK(contains(refusal(folder.write("other.csv", "a,b\n1,2\n")), "fits no profile"));
}

TEST_CASE("A workbook cut off anywhere is refused and harms nothing") {
  TemporaryFolder folder;
  const auto bytes =
      file_bytes(write_workbook(folder.path() / "book.xlsx", {{"data", {{"Place", "IDPs"}, {"A", "5"}}}}));
  REQUIRE(bytes.size() > 200);
  for (std::size_t part = 1; part < 20; ++part) {
    const auto cut = folder.write("cut.xlsx", bytes.substr(0, bytes.size() * part / 20));
    CHECK_FALSE(refusal(cut).empty());
  }
}

TEST_CASE("A workbook with any byte changed is read or refused, never a fault") {
  TemporaryFolder folder;
  const auto bytes =
      file_bytes(write_workbook(folder.path() / "book.xlsx", {{"data", {{"Place", "IDPs"}, {"A", "5"}}}}));
  for (std::size_t at = 0; at < bytes.size(); at += 97) {
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    CHECK_FALSE(contains(refusal(folder.write("changed.xlsx", changed)), "crashed"));
  }
}

TEST_CASE("A zip that unpacks to too much is not opened") {
  TemporaryFolder folder;
  const auto bomb = folder.path() / "bomb.xlsx";
  write_zip(bomb, {{"[Content_Types].xml", "<Types/>"},
                   {"xl/workbook.xml", "<workbook/>"},
                   {"xl/worksheets/sheet1.xml", std::string(std::size_t{64} << 20, ' ')}});
  CHECK(contains(refusal(bomb), "unpacks to far more than a table of records needs"));
  const auto csv_bomb = folder.path() / "bomb.zip";
  write_zip(csv_bomb, {{"a.csv", std::string(std::size_t{64} << 20, ',')}});
  CHECK(contains(refusal(csv_bomb), "unpacks to far more"));
}

TEST_CASE("A workbook packed as ZIP64 is told what it is") {
  TemporaryFolder folder;
  auto bytes =
      file_bytes(write_workbook(folder.path() / "book.xlsx", {{"data", {{"Place", "IDPs"}, {"A", "5"}}}}));
  const auto end = bytes.rfind("PK\5\6");
  REQUIRE(end != std::string::npos);
  bytes.replace(end + 8, 4, "\xFF\xFF\xFF\xFF");
  const auto why = refusal(folder.write("large.xlsx", bytes));
  CHECK(contains(why, "ZIP64"));
  CHECK(contains(why, "save it anew"));
  CHECK_FALSE(contains(why, "far more"));
}

TEST_CASE("A zip whose directory lies about sizes is refused") {
  TemporaryFolder folder;
  auto bytes =
      file_bytes(write_workbook(folder.path() / "book.xlsx", {{"data", {{"Place", "IDPs"}, {"A", "5"}}}}));
  const auto entry = bytes.find("PK\1\2");
  REQUIRE(entry != std::string::npos);
  bytes[entry + 24] = static_cast<char>(bytes[entry + 24] + 1);  // the unpacked size of the first entry
  CHECK(contains(refusal(folder.write("lie.xlsx", bytes)), "is damaged"));
}

TEST_CASE("Too little memory is a refusal that names the limit") {
  if (is_sanitized) {
    WARN("SKIPPED: sanitizers reserve more than any limit");
    return;
  }
  TemporaryFolder folder;
  std::string large = "Place,IDPs\n";
  while (large.size() < (std::size_t{40} << 20)) large += "Somewhere,1234\n";
  CHECK(contains(message_of([&] {
                   read(folder.write("large.csv", large), "", {.memory_bytes = std::uint64_t{64} << 20});
                 }),
                 "needs more than 64 MB of memory"));
}

TEST_CASE("Cells of columns that nobody maps do not leave the reader") {
  TemporaryFolder folder;
  const auto read_table = read(folder.write("a.csv", "Place,Phone,IDPs\nA,0801 234,5\n"));
  CHECK(read_table.columns.size() == 2);
  REQUIRE(read_table.findings.size() == 1);
  CHECK(read_table.findings.front().rule == "columns.unmapped");
  CHECK(contains(read_table.findings.front().message, "Phone"));
  CHECK_FALSE(contains(read_table.findings.front().message, "0801"));
}

TEST_CASE("Headers that are not read are named without cutting a character, and broken ones mended") {
  TemporaryFolder folder;
  std::string header = "x";
  for (int i = 0; i < 60; ++i) header += "\u0639";
  const auto cut = read(folder.write("a.csv", "Place,IDPs," + header + "\nA,5,z\n"));
  REQUIRE(cut.findings.size() == 1);
  CHECK(sojourn::model::is_utf8(cut.findings.front().message));
  CHECK_FALSE(contains(cut.findings.front().message, "\uFFFD"));
  const auto record = std::string(R"([{"Place": "A", "IDPs": 5, "a\u0000b": 1}])");
  const auto mended = read(folder.write("a.json", record));
  REQUIRE(mended.findings.size() == 1);
  CHECK(contains(mended.findings.front().message, "a b"));
}
