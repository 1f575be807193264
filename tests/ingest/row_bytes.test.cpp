/// What is kept of a file's rows, and where.
#include "ingest/row_bytes.hpp"

#include <cstdlib>
#include <filesystem>
#include <set>

#include "ingest/fingerprint_set.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::ingest;
using sojourn::test::holds;

namespace {

std::string piece(std::size_t i) {
  return std::to_string(i) + std::string(1000, static_cast<char>('a' + i % 26));
}

/// Open files that have no name.
int nameless_files() {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    if (std::filesystem::read_symlink(entry.path(), error).string().ends_with(" (deleted)")) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("Rows of any length come back as they were put in, from memory or from a file without a name") {
  const auto before = nameless_files();
  for (const std::size_t pieces : {0U, 10U, 60'000U}) {
    RowBytes bytes;
    std::string expected;
    for (std::size_t i = 0; i < pieces; ++i) {
      bytes.append(piece(i));
      expected += piece(i);
    }
    bytes.finish();
    const bool large = expected.size() > RowBytes::kept_in_memory;
    CHECK(nameless_files() == before + (large ? 1 : 0));
    CHECK((bytes.view() == expected));
    bytes.let_go();
    const RowBytes moved = std::move(bytes);
    CHECK((moved.view() == expected));
  }
  CHECK(nameless_files() == before);
}

TEST_CASE("Rows are kept in memory where TMPDIR names no folder") {
  const char* was = std::getenv("TMPDIR");
  const std::string before = was == nullptr ? "" : was;
  ::setenv("TMPDIR", "/nowhere/at/all", 1);
  RowBytes bytes;
  const std::string much(RowBytes::kept_in_memory + 1, 'x');
  CHECK_NOTHROW(bytes.append(much));
  bytes.finish();
  CHECK((bytes.view() == much));
  if (was == nullptr)
    ::unsetenv("TMPDIR");
  else
    ::setenv("TMPDIR", before.c_str(), 1);
}

TEST_CASE("A set of fingerprints knows which it has seen") {
  CHECK(holds([] {
    FingerprintSet set;
    std::set<std::uint64_t> seen;
    for (const auto fingerprint :
         *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 60)))
      RC_ASSERT(set.insert(fingerprint << 40) == seen.insert(fingerprint << 40).second);
  }));
}
