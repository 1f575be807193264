/// Files that somebody writes to while they are read: what came of them would be half of one file and half of
/// another.
#include <fstream>
#include <functional>

#include "ingest/confine.hpp"
#include "support/catch.hpp"
#include "support/small_import.hpp"

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

/// Imports a table to which `change` is made once reading has begun. Why it was refused; empty if it was not.
std::string refusal_when(const std::function<void(const fs::path&)>& change) {
  test::SmallImport import;
  const auto file = import.folder.write("table.csv", table_of(500));
  // Some time ago, as file systems see no difference between moments.
  fs::last_write_time(file, fs::last_write_time(file) - std::chrono::hours(1));
  bool done = false;
  import.options.progress = [&](const model::Progress& progress) {
    if (progress.stage == model::Stage::reading && !std::exchange(done, true)) change(file);
  };
  const auto refusal = message_of([&] { import.file(file); });
  CHECK(done);
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
