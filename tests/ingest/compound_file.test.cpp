/// The directory of an XLS is looked at before libfreexl believes it.
#include "ingest/compound_file.hpp"

#include "support/catch.hpp"
#include "support/damage.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using ingest::has_sound_directory;

namespace {

std::string wards() {
  return test::file_bytes(SOJOURN_SOURCE_DIR "/tests/ingest/fixtures/wards.xls");
}

std::uint32_t number(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::size_t directory_of(const std::string& bytes) {
  return (std::size_t{number(bytes, 48)} + 1) * 512;
}

}  // namespace

TEST_CASE("The directory of a real XLS is sound") {
  CHECK(has_sound_directory(wards()));
}

TEST_CASE("A name that is longer than its place in the directory is damage, and the file is refused for it") {
  for (const char length : {'\x41', '\xFF'}) {
    auto bytes = wards();
    bytes[directory_of(bytes) + 64] = length;
    CHECK_FALSE(has_sound_directory(bytes));
    test::SmallImport import;
    const auto refusal = test::message_of([&] { import.file(import.folder.write("wards.xls", bytes)); });
    CHECK(test::contains(refusal, "wards.xls is a damaged XLS"));
    CHECK(test::contains(refusal, "save it anew"));
  }
}

TEST_CASE("A directory that lies outside the file, or goes in circles, is damage") {
  auto outside = wards();
  outside[50] = '\x7F';
  CHECK_FALSE(has_sound_directory(outside));
  auto circle = wards();
  // The table of sectors says that the directory goes on where it begins.
  const auto table = (std::size_t{number(circle, 76)} + 1) * 512;
  const auto first = number(circle, 48);
  for (std::size_t i = 0; i < 4; ++i) circle[table + first * 4 + i] = circle[48 + i];
  CHECK_FALSE(has_sound_directory(circle));
}

TEST_CASE("Whatever became of the file, looking at its directory ends inside it") {
  for (const auto& copy : test::damaged(wards())) {
    INFO(copy.how);
    CHECK_NOTHROW(has_sound_directory(copy.bytes));
  }
  CHECK_FALSE(has_sound_directory(""));
  CHECK_FALSE(has_sound_directory(std::string(512, '\xFF')));
}
