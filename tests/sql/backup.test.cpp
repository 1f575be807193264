// Needs PostgreSQL with PostGIS.
#include "sql/backup.hpp"

#include <fstream>

#include "made_rounds.hpp"
#include "sql/boundary_store.hpp"
#include "sql/edition_loader.hpp"
#include "sql/error.hpp"
#include "sql/publisher.hpp"
#include "sql/round_store.hpp"
#include "support/catch.hpp"
#include "temporary_store.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::draft;
using sojourn::sql::test::MadeDataDirectory;

namespace {
std::shared_ptr<const LoadedEdition> load(const Database& database, const std::string& operation) {
  return EditionLoader(database).load(operation, nullptr);
}
}  // namespace

TEST_CASE("a backup brings back what was stored, but not what was withdrawn since", "[postgres]") {
  const MadeDataDirectory directory;
  const auto open = open_database({"", directory.path()});
  const auto& database = open.database;
  const auto set = test::country("UA");
  BoundaryStore(database).save(*set, "made");
  const RoundStore store(database);
  for (const int number : {1, 2, 3}) store.store(draft("UA", set, number), {false, "", "A. Person"});
  const auto file = directory.path() / "backup";
  write_backup(database, file);
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms(0077)) ==
        std::filesystem::perms::none);
  CHECK_THROWS_AS(write_backup(database, file), Refusal);

  Publisher(database).withdraw({"UA", {}, 2}, "at risk", "B. Person");
  store.store(draft("UA", set, 4), {false, "", "A. Person"});
  const auto before = load(database, "UA")->edition->number;
  CHECK_THROWS_AS(restore_backup(database, file, false), Refusal);
  CHECK(load(database, "UA")->edition->rounds.size() == 3);

  const auto restored = restore_backup(database, file, true);
  CHECK(restored.rounds == 3);
  CHECK(restored.kept_withdrawn == 1);
  const auto after = load(database, "UA");
  CHECK(after->edition->number > before);
  REQUIRE(after->edition->rounds.size() == 2);
  CHECK(after->edition->rounds[1]->round.key.number == 3);
  // The restored database takes new rounds.
  CHECK(store.store(draft("UA", set, 5), {false, "", "A. Person"}).outcome == StoreOutcome::stored);
}

TEST_CASE("an older revision of what was withdrawn since does not come back either", "[postgres]") {
  const MadeDataDirectory directory;
  const auto open = open_database({"", directory.path()});
  const auto& database = open.database;
  const auto set = test::country("UC");
  BoundaryStore(database).save(*set, "made");
  const RoundStore store(database);
  for (const int number : {1, 2}) store.store(draft("UC", set, number), {false, "", "A. Person"});
  const auto file = directory.path() / "backup";
  write_backup(database, file);
  for (const int number : {1, 2})
    store.store(draft("UC", set, number, 4, "second"), {true, "corrected", "A. Person"});
  const Publisher publisher(database);
  publisher.withdraw({"UC", {}, 2}, "at risk", "B. Person");

  // What is withdrawn while the backup is being read counts as well.
  const auto restored = restore_backup(database, file, true, [&](std::string_view message) {
    if (message.starts_with("reading")) publisher.withdraw({"UC", {}, 1}, "at risk", "B. Person");
  });
  CHECK(restored.kept_withdrawn == 2);
  CHECK(load(database, "UC")->edition->rounds.empty());
  for (const auto& listing : publisher.rounds("UC")) CHECK(listing.withdrawn_reason == "at risk");
}

TEST_CASE("a file that is no backup leaves everything as it is", "[postgres]") {
  const MadeDataDirectory directory;
  const auto open = open_database({"", directory.path()});
  const auto set = test::country("UB");
  BoundaryStore(open.database).save(*set, "made");
  RoundStore(open.database).store(draft("UB", set, 1), {false, "", "A. Person"});
  const auto file = directory.path() / "no-backup";
  std::ofstream(file) << "something else";
  CHECK_THROWS_AS(restore_backup(open.database, file, true), Refusal);
  CHECK_THROWS_AS(restore_backup(open.database, directory.path() / "missing", true), Refusal);
  CHECK(load(open.database, "UB")->edition->rounds.size() == 1);
}

TEST_CASE("an external database is left to its own tools", "[nodb]") {
  const auto database = Database::at_url("postgresql://localhost/x");
  CHECK_THROWS_AS(write_backup(database, "/tmp/x"), Refusal);
  CHECK_THROWS_AS(restore_backup(database, "/tmp/x", true), Refusal);
}
