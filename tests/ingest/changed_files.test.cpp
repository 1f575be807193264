/// Files that somebody writes to while they are read: what came of them would be half of one file and half of
/// another.
#include <fstream>
#include <functional>

#include "ingest/confine.hpp"
#include "support/catch.hpp"
#include "support/feature_files.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::contains;
using test::message_of;

namespace {

namespace fs = std::filesystem;

std::string table_of(int rows) {
  std::string text = "source_id,admin2_code,idps_individuals\n";
  for (int i = 0; i < rows; ++i) text += "S" + std::to_string(1000 + i) + ",XXA01,5\n";
  return text;
}

/// Takes an hour from the file's time, as file systems see no difference between moments.
void make_older(const fs::path& file) {
  fs::last_write_time(file, fs::last_write_time(file) - std::chrono::hours(1));
}

/// Does `change` once, when reading has begun.
class WhileReading {
 public:
  WhileReading(test::SmallImport& import, std::function<void()> change) {
    import.options.progress = [this, change = std::move(change)](const model::Progress& progress) {
      if (progress.stage == model::Stage::reading && !std::exchange(done_, true)) change();
    };
  }
  bool done() const { return done_; }

 private:
  bool done_ = false;
};

/// Imports a table to which `change` is made once reading has begun. Why it was refused; empty if it was not.
std::string refusal_when(const std::function<void(const fs::path&)>& change) {
  test::SmallImport import;
  const auto file = import.folder.write("table.csv", table_of(500));
  make_older(file);
  const WhileReading reading(import, [&] { change(file); });
  const auto refusal = message_of([&] { import.file(file); });
  CHECK(reading.done());
  return refusal;
}

const std::string places_profile =
    "title = \"Places\"\ncountry = \"XXX\"\nsource = \"Test\"\n" + test::baseline_keys +
    "[recognise]\nrequired = [\"idps_individuals\"]\n[operation]\ncode = \"XXX\"\n"
    "[[column]]\nfield = \"name\"\nheaders = [\"Place\"]\n"
    "[[column]]\nfield = \"idps_individuals\"\nheaders = [\"IDPs\"]\n";

fs::path shapefile(const fs::path& folder, const std::string& stem, int people) {
  return test::write_features(folder / (stem + ".shp"), "ESRI Shapefile", 4326, {{"A", people, 10.5, 1.5}});
}

/// The same of a shapefile, whose .dbf is changed.
std::string refusal_when_attributes(const std::function<void(const fs::path&)>& change) {
  test::SmallImport import(places_profile);
  const auto file = shapefile(import.folder.path(), "sites", 10);
  const auto attributes = fs::path(file).replace_extension("dbf");
  make_older(attributes);
  const WhileReading reading(import, [&] { change(attributes); });
  const auto refusal = message_of([&] { import.file(file); });
  CHECK(reading.done());
  return refusal;
}

}  // namespace

TEST_CASE("A file that grows while it is read is refused, and the refusal says what to do") {
  const auto refusal =
      refusal_when([](const fs::path& file) { std::ofstream(file, std::ios::app) << "S1,XXA02,70\n"; });
  CHECK(contains(refusal, "table.csv changed from "));
  CHECK(contains(refusal, "while it was read"));
  CHECK(contains(refusal, "Wait until the program that writes it has finished"));
}

TEST_CASE("A file that is overwritten with as many bytes while it is read is refused") {
  const auto refusal = refusal_when(
      [](const fs::path& file) { std::fstream(file, std::ios::in | std::ios::out) << "SOURCE"; });
  CHECK(contains(refusal, "table.csv was written to while it was read"));
}

TEST_CASE(
    "A file that is cut short while it is read is refused for that, not for what the reader makes of it") {
  // A sanitizer would print a report of the reader's fall, which is the point of the test.
  if (ingest::is_sanitized) return;
  const auto refusal = refusal_when([](const fs::path& file) { fs::resize_file(file, 10); });
  CHECK(contains(refusal, "table.csv changed from "));
  CHECK(contains(refusal, "to 10 bytes while it was read"));
}

TEST_CASE("A file that is replaced by another, or removed, while it is read is refused") {
  const auto replaced = refusal_when([](const fs::path& file) {
    const auto other = file.parent_path() / "other.csv";
    std::ofstream(other) << table_of(3);
    fs::rename(other, file);
  });
  CHECK(contains(replaced, "table.csv was replaced while it was read"));
  const auto removed = refusal_when([](const fs::path& file) { fs::remove(file); });
  CHECK(contains(removed, "table.csv was removed while it was read"));
}

TEST_CASE("A file that is only looked at by others while it is read is taken") {
  CHECK(refusal_when([](const fs::path& file) {
          std::string line;
          std::ifstream reader(file);
          std::getline(reader, line);
          CHECK(line == "source_id,admin2_code,idps_individuals");
        }).empty());
}

TEST_CASE(
    "A shapefile whose attributes are written to, replaced or removed while it is read is refused for them") {
  CHECK(contains(
      refusal_when_attributes([](const fs::path& table) { std::ofstream(table, std::ios::app) << "x"; }),
      "sites.dbf changed from "));
  CHECK(contains(refusal_when_attributes([](const fs::path& table) {
                   std::fstream(table, std::ios::in | std::ios::out | std::ios::binary) << '\3';
                 }),
                 "sites.dbf was written to while it was read"));
  CHECK(contains(refusal_when_attributes([](const fs::path& table) {
                   const auto other = shapefile(table.parent_path(), "other", 99);
                   fs::rename(fs::path(other).replace_extension("dbf"), table);
                 }),
                 "sites.dbf was replaced while it was read"));
  CHECK(contains(refusal_when_attributes([](const fs::path& table) { fs::remove(table); }),
                 "sites.dbf was removed while it was read"));
}

TEST_CASE("A shapefile with other attributes is another file, though its points are the same") {
  test::SmallImport import(places_profile);
  const auto file = shapefile(import.folder.path(), "sites", 10);
  const auto attributes = fs::path(file).replace_extension("dbf");
  const auto hash = [&] { return import.file(file).drafts.at(0).content.round.content_hash; };
  const auto bytes = test::file_bytes(attributes);
  const auto first = hash();
  auto other = bytes;
  other.replace(other.rfind("10"), 2, "11");
  std::ofstream(attributes, std::ios::binary) << other;
  CHECK(hash() != first);
  std::ofstream(attributes, std::ios::binary) << bytes;
  CHECK(hash() == first);
}
