// Needs PostgreSQL with PostGIS.
#include "server/edition_watcher.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "server/log.hpp"
#include "sql/boundary_store.hpp"
#include "sql/connection.hpp"
#include "sql/made_rounds.hpp"
#include "sql/round_store.hpp"
#include "sql/temporary_store.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace std::chrono_literals;

namespace {

/// What is logged, and whatever else goes to standard error, as long as this lives.
class KeptLog {
 public:
  KeptLog() : terminal_(::dup(STDERR_FILENO)) {
    const int file = ::open(path().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
    start_logging("info");
  }
  ~KeptLog() {
    stop_logging();
    ::dup2(terminal_, STDERR_FILENO);
    ::close(terminal_);
  }
  KeptLog(const KeptLog&) = delete;
  KeptLog& operator=(const KeptLog&) = delete;

  bool tells(const std::string& what) const {
    std::ostringstream text;
    text << std::ifstream(path()).rdbuf();
    return text.str().find(what) != std::string::npos;
  }

 private:
  std::filesystem::path path() const { return folder_.path() / "log"; }

  test::TemporaryFolder folder_;
  int terminal_;
};

bool comes_true(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

/// The edition that is served of an operation; 0: none.
std::uint64_t served(const SnapshotHolder& snapshots, const std::string& operation) {
  const auto snapshot = snapshots.get();
  const auto found = snapshot->published->operations.find(operation);
  return found == snapshot->published->operations.end() ? 0 : found->second->number;
}

}  // namespace

TEST_CASE("an edition that cannot be loaded leaves the one before it served, is logged, and is tried again",
          "[postgres]") {
  const sql::test::MadeDataDirectory directory;
  const auto open = sql::open_database({"", directory.path()});
  const auto set = sql::test::country("WA");
  sql::BoundaryStore(open.database).save(*set, "made");
  const auto publish = [&](const std::string& operation, int number) {
    sql::RoundStore(open.database).store(sql::test::draft(operation, set, number), {false, "", "A. Person"});
  };
  publish("WA", 1);

  SnapshotHolder snapshots;
  tiles::PreparedAreas areas;
  const KeptLog log;
  EditionWatcher watcher({"", directory.path()}, snapshots, areas);
  watcher.start();
  REQUIRE(comes_true([&] { return served(snapshots, "WA") == 1; }));
  const auto before = snapshots.get()->published->operations.at("WA");

  // The database names the new edition, but cannot give its rows.
  sql::Connection owner(open.database, sql::Role::owner);
  owner.script("revoke select on published.assessment from sojourn_reader");
  publish("WA", 2);
  REQUIRE(comes_true([&] { return log.tells("an edition cannot be loaded; the one before it stays"); }));
  CHECK(snapshots.get()->published->operations.at("WA") == before);
  CHECK(snapshots.get()->ready);

  owner.script("grant select on published.assessment to sojourn_reader");
  CHECK(comes_true([&] { return served(snapshots, "WA") == 2; }));
  CHECK(snapshots.get()->published->operations.at("WA")->rounds.front() == before->rounds.front());
  watcher.stop();
}

TEST_CASE("areas of every zoom are prepared before anybody asks, the deeper ones once the edition is shown",
          "[postgres]") {
  const sql::test::MadeDataDirectory directory;
  const auto open = sql::open_database({"", directory.path()});
  const auto set = sql::test::country("WA");
  sql::BoundaryStore(open.database).save(*set, "made");
  sql::RoundStore(open.database).store(sql::test::draft("WA", set, 1), {false, "", "A. Person"});

  SnapshotHolder snapshots;
  tiles::PreparedAreas areas;
  EditionWatcher watcher({"", directory.path()}, snapshots, areas);
  watcher.start();
  REQUIRE(comes_true([&] { return served(snapshots, "WA") == 1; }));
  // And the borders they are made of.
  const std::size_t all = 1 + tiles::deepest_area_zoom + 1;
  CHECK(comes_true([&] { return areas.size() == all; }));
  watcher.stop();
}
