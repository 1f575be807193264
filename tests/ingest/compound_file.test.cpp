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

TEST_CASE(
    "The directory's sectors lie in the file as a whole; where the last one holds cells it may be cut "
    "short") {
  // The directory once more, as the last sector of the file.
  const auto moved = [](std::string bytes) {
    bytes.resize((bytes.size() + 511) / 512 * 512);
    const auto sector = static_cast<std::uint32_t>(bytes.size() / 512 - 1);
    const auto table = (std::size_t{number(bytes, 76)} + 1) * 512;
    const auto put = [&](std::size_t at, std::uint32_t value) {
      for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
    };
    bytes += bytes.substr(directory_of(bytes), 512);
    put(48, sector);
    put(table + sector * std::size_t{4}, 0xFFFFFFFE);
    return bytes;
  };
  const auto whole = moved(wards());
  CHECK(has_sound_directory(whole));
  CHECK_FALSE(has_sound_directory(std::string_view(whole).substr(0, whole.size() - 1)));
  CHECK(has_sound_directory(wards() + std::string(100, 'x')));
}

TEST_CASE("A table of sectors that is cut short is damage, as its reader wants all of it") {
  auto bytes = wards();
  bytes.resize((bytes.size() + 511) / 512 * 512);
  const auto sector = static_cast<std::uint32_t>(bytes.size() / 512 - 1);
  bytes += bytes.substr((std::size_t{number(bytes, 76)} + 1) * 512, 512);
  for (std::size_t i = 0; i < 4; ++i) bytes[76 + i] = static_cast<char>(sector >> (8 * i));
  CHECK(has_sound_directory(bytes));
  CHECK_FALSE(has_sound_directory(std::string_view(bytes).substr(0, bytes.size() - 4)));
}

TEST_CASE("Whatever became of the file, looking at its directory ends inside it") {
  for (const auto& copy : test::damaged(wards())) {
    INFO(copy.how);
    CHECK_NOTHROW(has_sound_directory(copy.bytes));
  }
  CHECK_FALSE(has_sound_directory(""));
  CHECK_FALSE(has_sound_directory(std::string(512, '\xFF')));
}
