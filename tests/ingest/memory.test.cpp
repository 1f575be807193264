/// What reading a file costs in memory does not grow with the file, and importing one with what a row is
/// known by.
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <memory>
#include <string>

#include "ingest/confine.hpp"
#include "ingest/import.hpp"
#include "ingest/source_reader.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"
#include "support/world.hpp"

using namespace sojourn;

namespace {

const ingest::ProfileText places{"places", "places.toml", R"(
[recognise]
required = ["idps_individuals"]
[[column]]
field = "name"
headers = ["Place"]
[[column]]
field = "idps_individuals"
headers = ["IDPs"]
)"};

std::filesystem::path table_of(const test::TemporaryFolder& folder, std::size_t rows) {
  const auto path = folder.path() / "table.csv";
  std::ofstream file(path);
  file << "Place,IDPs\n";
  for (std::size_t row = 0; row < rows; ++row)
    file << "The place that has the number " << 1'000'000 + row
         << " and a long name besides so that rows take room," << row % 900 << '\n';
  return path;
}

/// The most memory that reading took at once, in bytes: here, and in the reader's process.
struct Peak {
  std::int64_t here = 0;
  std::int64_t reader = 0;
};

std::int64_t most(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

/// Of `work`, in a process of its own, since a process never forgets its peak. Says whether it went well.
template <typename Work>
Peak peak_of(Work&& work) {
  int ends[2] = {-1, -1};
  REQUIRE(::pipe(ends) == 0);
  ::malloc_trim(0);
  const auto pid = ::fork();
  if (pid == 0) {
    Peak peak;
    const auto before = most(RUSAGE_SELF);
    try {
      if (work()) peak = {most(RUSAGE_SELF) - before, most(RUSAGE_CHILDREN)};
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());  // nobody else would tell
    }
    ::_exit(::write(ends[1], &peak, sizeof peak) == sizeof peak ? 0 : 1);
  }
  Peak peak;
  const bool told = ::read(ends[0], &peak, sizeof peak) == sizeof peak;
  ::waitpid(pid, nullptr, 0);
  for (const int end : ends) ::close(end);
  REQUIRE(told);
  REQUIRE(peak.reader > 0);
  return peak;
}

Peak peak_of_reading(const std::filesystem::path& file, std::size_t rows) {
  return peak_of([&] { return ingest::read_source(file, "", {&places, 1}, {}).rows() == rows; });
}

/// With a round before of as many locations, and without a database.
Peak peak_of_import(const std::filesystem::path& folder, const std::filesystem::path& file,
                    std::size_t rows) {
  ingest::ImportOptions options;
  options.file = file;
  options.profile = (folder / "places.toml").string();
  std::ofstream(*options.profile) << "title = \"Places\"\ncountry = \"XXX\"\n[operation]\ncode = \"XXX\"\n"
                                     "[round]\nmethod = \"site\"\n"
                                  << places.text;
  options.round = 2;
  options.from = options.to = model::Date::make(2020, 1, 1);
  return peak_of([&] {
    model::UnwantedRows unwanted;
    const auto before = [&](const model::RoundKey& key) {
      auto previous = std::make_shared<model::PreviousRound>();
      previous->key = key;
      for (std::size_t row = 0; row < rows; ++row)
        previous->locations.add({std::to_string(row), "A place that is there no more", "XXA01", 5});
      previous->locations.finish();
      return previous;
    };
    const auto boundaries = [](const std::string&, model::Date) { return test::small_country(); };
    const auto result = ingest::import_file(options, boundaries, before, &unwanted);
    return result.drafts.size() == 1 && result.drafts[0].rows_gone == static_cast<std::int64_t>(rows);
  });
}

}  // namespace

TEST_CASE("Eight times as many rows take no more memory to read, but for where each of them begins") {
  if (ingest::is_sanitized) return;  // sanitizers keep books of their own
  constexpr std::size_t few = 200'000;
  constexpr std::size_t many = 8 * few;
  constexpr std::int64_t row_bytes = 100;
  constexpr std::int64_t slack = std::int64_t{24} << 20;  // what is let go of comes in pieces of 16 MB
  const test::TemporaryFolder folder;
  const auto small = peak_of_reading(table_of(folder, few), few);
  const auto large = peak_of_reading(table_of(folder, many), many);
  CAPTURE(small.here, small.reader, large.here, large.reader);
  CHECK(large.reader - small.reader < slack);
  // Four bytes a row, in a list that takes half as much again while it grows.
  CHECK(large.here - small.here < slack + std::int64_t{many} * 8);
  CHECK((many - few) * row_bytes > 2 * (slack + std::int64_t{many} * 8));  // more than that is not held
}

TEST_CASE("Four times as many rows take some sixty bytes each to import, whatever they say") {
  if (ingest::is_sanitized) return;
  constexpr std::size_t few = 250'000;
  constexpr std::size_t many = 4 * few;
  constexpr std::int64_t slack = std::int64_t{24} << 20;
  const test::TemporaryFolder folder;
  const auto small = peak_of_import(folder.path(), table_of(folder, few), few);
  const auto large = peak_of_import(folder.path(), table_of(folder, many), many);
  const auto more = large.here - small.here;
  CAPTURE(small.here, large.here);
  CHECK(more < slack + std::int64_t{many - few} * 70);
  // A location's columns and texts would be 300 bytes and more, and one of the round before 150.
  CHECK(std::int64_t{many - few} * 300 > 2 * (slack + std::int64_t{many - few} * 70));
}
