// What needs no database: encodings, and where programs and directories are.
#include <unistd.h>

#include <fstream>

#include "made_rounds.hpp"
#include "sql/copy_text.hpp"
#include "sql/data_dir.hpp"
#include "sql/database.hpp"
#include "sql/error.hpp"
#include "sql/ewkb.hpp"
#include "sql/postgres_install.hpp"
#include "sql/postmaster.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "temporary_store.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::TemporaryDirectory;
using sojourn::test::holds;

namespace {
/// Files as the Debian packages lay them out.
void install(const std::filesystem::path& root, const std::string& major, bool server, bool postgis) {
  const auto programs = root / "lib/postgresql" / major / "bin";
  std::filesystem::create_directories(programs);
  if (server) std::ofstream(programs / "postgres") << "";
  const auto extensions = root / "share/postgresql" / major / "extension";
  std::filesystem::create_directories(extensions);
  if (postgis) std::ofstream(extensions / "postgis.control") << "";
}

std::string failure(const std::vector<PostgresInstall>& installs, std::optional<int> major) {
  try {
    choose_install(installs, major, "/data/cluster");
  } catch (const EnvironmentError& error) {
    return error.what();
  }
  return "";
}
}  // namespace

TEST_CASE("any text goes through COPY and back", "[nodb]") {
  CHECK(holds([](const std::vector<std::string>& generated) {
    CopyWriter writer;
    std::vector<std::string> texts = generated;
    for (auto& text : texts) text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
    if (texts.empty()) return;
    for (const auto& text : texts) writer.text(text);
    writer.end_row();
    const std::string_view row = writer.buffer();
    RC_ASSERT(std::count(row.begin(), row.end(), '\n') == 1);
    CopyLine line(row.substr(0, row.size() - 1));
    for (const auto& text : texts) RC_ASSERT(line.next() == text);
  }));
}

TEST_CASE("numbers, dates and nulls go through COPY and back", "[nodb]") {
  CHECK(holds([](std::int64_t integer, double real) {
    CopyWriter writer;
    writer.integer(integer);
    writer.null();
    writer.real(real);
    writer.date(static_cast<std::int32_t>(integer % 100000));
    writer.end_row();
    const std::string_view row = writer.buffer();
    CopyLine line(row.substr(0, row.size() - 1));
    RC_ASSERT(line.integer() == integer);
    RC_ASSERT(!line.next());
    RC_ASSERT(line.real() == real);
    RC_ASSERT(line.date() == integer % 100000);
  }));
}

TEST_CASE("too few columns and words for numbers are errors", "[nodb]") {
  CopyLine line("a\t1");
  CHECK_THROWS_AS(line.integer(), Error);
  CHECK(line.integer() == 1);
  CHECK_THROWS_AS(line.next(), Error);
}

TEST_CASE("geometry goes through EWKB and back, exactly", "[nodb]") {
  const geo::MultiPolygon geometry = {{{{1.0 / 3.0, -90}, {180, 0.1}, {5e-324, 7}, {1.0 / 3.0, -90}},
                                       {{0.2, 0.2}, {0.3, 0.3}, {0.2, 0.3}, {0.2, 0.2}}},
                                      sojourn::sql::test::square(3, 4, 1).front()};
  std::string text;
  append_ewkb(text, geometry);
  CHECK(parse_ewkb(text) == geometry);
  for (std::size_t size = 0; size < text.size(); size += 7)
    CHECK_THROWS_AS(parse_ewkb(std::string_view(text).substr(0, size)), Error);
}

TEST_CASE("the newest PostgreSQL server with PostGIS is chosen", "[nodb]") {
  const TemporaryDirectory root;
  install(root.path(), "13", true, true);
  install(root.path(), "15", true, true);
  install(root.path(), "16", false, false);  // client only
  install(root.path(), "17", true, false);
  const auto installs = find_installs(root.path());
  CHECK(installs.size() == 3);
  CHECK(choose_install(installs, std::nullopt, "").major == 15);
  CHECK(choose_install(installs, 13, "").major == 13);
}

TEST_CASE("a missing PostgreSQL is asked for by the name of its package", "[nodb]") {
  const TemporaryDirectory root;
  CHECK(failure(find_installs(root.path()), std::nullopt).find("postgresql-15-postgis-3") !=
        std::string::npos);
  install(root.path(), "17", true, false);
  const auto text = failure(find_installs(root.path()), std::nullopt);
  CHECK(text.find("postgresql-17-postgis-3") != std::string::npos);
  CHECK(failure(find_installs(root.path()), 13).find("made by PostgreSQL 13") != std::string::npos);
}

TEST_CASE("a data directory out of the database user's reach gives way to one that is not", "[nodb]") {
  const TemporaryDirectory directory;
  const auto open = resolve_data_dir(directory.path() / "new/var/");
  CHECK(open.path == directory.path() / "new/var");
  CHECK(open.note.empty());
  CHECK(std::filesystem::is_directory(open.path));
  if (getuid() != 0) return;
  std::filesystem::create_directory(directory.path() / "private");
  std::filesystem::permissions(directory.path() / "private", std::filesystem::perms(0700));
  const auto closed = resolve_data_dir(directory.path() / "private/var");
  CHECK(closed.path == "/var/lib/sojourn");
  CHECK(closed.note.find("/var/lib/sojourn") != std::string::npos);
}

TEST_CASE("a database's description has no password", "[nodb]") {
  const auto text = Database::at_url("postgresql://user:secret@host:5433/name?sslmode=require").description();
  CHECK(text == "the database at host:5433/name");
  CHECK(Database::at_url("host=h password=secret").description().find("secret") == std::string::npos);
}

TEST_CASE("a full disk is recognised in what PostgreSQL says", "[nodb]") {
  const auto text = explain_failure("x\nFATAL: could not write: No space left on device\n", "/tmp");
  CHECK(text.find("is full") != std::string::npos);
  CHECK(explain_failure("one\ntwo\n", "/tmp").find("two") != std::string::npos);
}
