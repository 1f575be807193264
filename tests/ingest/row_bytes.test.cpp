/// What is kept of a file's rows, and where.
#include "model/row_bytes.hpp"

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "ingest/fingerprint_set.hpp"
#include "ingest/known_locations.hpp"
#include "ingest/row_runs.hpp"
#include "model/previous_round.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::ingest;
using sojourn::model::RowBytes;
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

TEST_CASE("An index of fingerprints gives back the number that each had first") {
  CHECK(holds([] {
    FingerprintIndex index;
    std::map<std::uint64_t, std::uint32_t> known;
    std::uint32_t number = 0;
    for (const auto small :
         *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(1, 90))) {
      const auto fingerprint = small * 0x9E3779B97F4A7C15U;
      RC_ASSERT(index.insert(fingerprint, number) == known.emplace(fingerprint, number).second);
      ++number;
    }
    for (std::uint64_t small = 1; small < 100; ++small) {
      const auto found = known.find(small * 0x9E3779B97F4A7C15U);
      RC_ASSERT(index.find(small * 0x9E3779B97F4A7C15U) ==
                (found == known.end() ? std::nullopt : std::optional(found->second)));
    }
  }));
}

TEST_CASE("Counts of fingerprints are never too low, up to seven") {
  CHECK(holds([] {
    const auto all = *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 12));
    FingerprintCounts counts;
    counts.begin(all.size());
    std::map<std::uint64_t, unsigned> expected;
    for (const auto small : all) {
      const auto fingerprint = small * 0x9E3779B97F4A7C15U;
      RC_ASSERT(counts.add(fingerprint) == std::min(7U, ++expected[fingerprint]));
    }
  }));
}

TEST_CASE("Runs of rows are the rows that were added, in their order") {
  CHECK(holds([] {
    RowRuns runs;
    RowRuns parts;
    std::vector<std::uint32_t> expected;
    for (const auto& [first, count] :
         *rc::gen::container<std::vector<std::pair<std::uint32_t, std::uint32_t>>>(
             rc::gen::pair(rc::gen::inRange(0U, 9U), rc::gen::inRange(0U, 4U)))) {
      for (std::uint32_t row = first; row < first + count; ++row) expected.push_back(row);
      if (count == 1)
        parts.push_back(first);
      else
        parts.append(first, first + count);
    }
    runs.append(parts);
    RC_ASSERT(runs.size() == expected.size());
    RC_ASSERT(runs.empty() == expected.empty());
    std::vector<std::uint32_t> found;
    for (const auto row : runs) found.push_back(row);
    RC_ASSERT(found == expected);
    if (!expected.empty()) RC_ASSERT(runs.front() == expected.front());
  }));
}

TEST_CASE("Locations of the round before come back as they were put in, also out of a file") {
  const std::size_t many = GENERATE(std::size_t{0}, std::size_t{3}, std::size_t{300'000});
  sojourn::model::PreviousLocations locations;
  const auto made = [](std::size_t i) {
    return std::tuple(std::to_string(i), i % 2 == 0 ? std::string() : "Place " + std::to_string(i),
                      "XX" + std::to_string(i % 7),
                      i % 3 == 0 ? std::nullopt : std::optional<std::int64_t>(i));
  };
  for (std::size_t i = 0; i < many; ++i) {
    const auto [id, name, pcode, people] = made(i);
    locations.add({id, name, pcode, people});
  }
  locations.finish();
  std::size_t seen = 0;
  std::size_t wrong = 0;
  locations.for_each([&](const auto& found) {
    const auto [id, name, pcode, people] = made(seen++);
    if (found.id != id || found.name != name || found.pcode != pcode || found.individuals != people) ++wrong;
  });
  CHECK(seen == many);
  CHECK(locations.size() == many);
  CHECK(wrong == 0);
}

TEST_CASE("What is known of a location is what was said of it, however many people it has") {
  KnownLocations known;
  const std::vector<std::optional<std::int64_t>> counts = {
      std::nullopt, 0, 7, std::int64_t{1} << 31, std::numeric_limits<std::int32_t>::min(), -1};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto id = std::to_string(i);
    const auto name = i == 2 ? "" : "Place " + id;
    CHECK(known.add({.id = id,
                     .name = name,
                     .unit = i % 2 == 0 ? "site" : "settlement",
                     .table_row = static_cast<std::uint32_t>(10 * i),
                     .area = static_cast<std::uint32_t>(i + 1),
                     .people = counts[i],
                     .households = counts[counts.size() - 1 - i],
                     .has_several_rows = i == 4}));
  }
  REQUIRE(known.size() == counts.size());
  CHECK_FALSE(known.add({.id = "3"}));
  CHECK(known.find("3") == 3U);
  CHECK_FALSE(known.find("9"));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    CHECK(known.people(i) == counts[i]);
    CHECK(known.households(i) == counts[counts.size() - 1 - i]);
    CHECK(known.unit(i) == (i % 2 == 0 ? "site" : "settlement"));
    CHECK(known.table_row(i) == 10 * i);
    CHECK(known.area(i) == i + 1);
    CHECK(known.has_name(i) == (i != 2));
    CHECK(known.is_named(i, "Place 3") == (i == 3));
  }
  CHECK(known.merged_name(4) == "Place 4");
  CHECK_FALSE(known.merged_name(3));
}
