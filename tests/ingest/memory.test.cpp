/// What reading a file costs in memory does not grow with the file.
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "ingest/confine.hpp"
#include "ingest/source_reader.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

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
         << " and a long name besides, so that rows take room," << row % 900 << '\n';
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

/// In a process of its own, since a process never forgets its peak.
Peak peak_of_reading(const std::filesystem::path& file, std::size_t rows) {
  int ends[2] = {-1, -1};
  REQUIRE(::pipe(ends) == 0);
  ::malloc_trim(0);
  const auto pid = ::fork();
  if (pid == 0) {
    Peak peak;
    const auto before = most(RUSAGE_SELF);
    if (ingest::read_source(file, "", {&places, 1}, {}).rows() == rows)
      peak = {most(RUSAGE_SELF) - before, most(RUSAGE_CHILDREN)};
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
  // Eight bytes a row, in a list that takes half as much again while it grows.
  CHECK(large.here - small.here < slack + std::int64_t{many} * 16);
  CHECK((many - few) * row_bytes > 2 * (slack + std::int64_t{many} * 16));  // more than that is not held
}
