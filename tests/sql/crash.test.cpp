// Needs PostgreSQL with PostGIS. What kill -9 and full disks leave behind.
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include "made_rounds.hpp"
#include "sql/boundary_store.hpp"
#include "sql/cluster_config.hpp"
#include "sql/connection.hpp"
#include "sql/edition_loader.hpp"
#include "sql/postmaster.hpp"
#include "sql/publisher.hpp"
#include "sql/round_store.hpp"
#include "support/catch.hpp"
#include "temporary_store.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using namespace std::chrono_literals;
using sojourn::sql::test::draft;
using sojourn::sql::test::MadeDataDirectory;
using sojourn::sql::test::shared_database;
using sojourn::sql::test::TemporaryDirectory;

namespace {

/// Every round is whole: its rows are there, add up, and there are no tables of others.
void check_consistent(const Database& database, const std::string& operation) {
  Connection owner(database, Role::owner);
  const auto rounds = owner.execute(
      "select round_id, status, locations, individuals, (select count(*) from sojourn.assessment as a "
      "where a.round_id = round.round_id), (select coalesce(sum(idps_individuals), 0) from "
      "sojourn.assessment as a "
      "where a.round_id = round.round_id) from sojourn.round where operation = $1",
      {operation});
  for (int row = 0; row < rounds.count(); ++row) {
    CHECK(rounds.text(row, 1) != "draft");
    CHECK(rounds.integer(row, 4) == rounds.integer(row, 2));
    CHECK(rounds.integer(row, 5) == rounds.integer(row, 3));
  }
  const auto stray = owner.execute(
      "select relname from pg_class where relnamespace = 'sojourn'::regnamespace and relkind = 'r' "
      "and relname ~ '^assessment_[0-9]+$' and not relispartition");
  CHECK(stray.count() == 0);
}

}  // namespace

TEST_CASE("storing that is given up at any of its steps leaves nothing, and what was there stays",
          "[postgres]") {
  const auto& database = shared_database();
  const auto set = test::country("KI");
  BoundaryStore(database).save(*set, "made");
  const RoundStore store(database);
  store.store(draft("KI", set, 1));
  struct GivenUp {};
  const auto store_until = [&](int steps) {
    sql::StoreOptions options{false, "", "A. Person"};
    options.progress = [&](const model::Progress&) {
      if (steps-- == 0) throw GivenUp();
    };
    store.store(draft("KI", set, 2, 30'000), options);
  };
  int given_up = 0;
  for (bool stored = false; !stored; ++given_up) try {
      store_until(given_up);
      stored = true;
    } catch (const GivenUp&) {
      check_consistent(database, "KI");
      CHECK(Publisher(database).rounds("KI").size() == 1);
    }
  // At least: before the first rows, between chunks of them, and before the commit.
  CHECK(given_up > 3);
  CHECK(Publisher(database).rounds("KI").size() == 2);
}

TEST_CASE("kill -9 at any moment of storing and publishing leaves a whole state", "[postgres]") {
  const auto& database = shared_database();
  const auto set = test::country("KA");
  BoundaryStore(database).save(*set, "made");
  std::mt19937 random(7);
  for (int attempt = 0; attempt < 12; ++attempt) {
    const pid_t child = fork();
    if (child == 0) {
      try {
        for (int number = 1;; ++number)
          RoundStore(database).store(draft("KA", set, attempt * 1000 + number, 3000),
                                     {false, "", "A. Person"});
      } catch (const std::exception&) {
      }
      _exit(1);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution(0, 500)(random)));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    // Waits for the session of the killed process, if that is still at work.
    RoundStore(database).store(draft("KA", set, attempt * 1000 + 999), {false, "", "A. Person"});
    check_consistent(database, "KA");
  }
  const auto loaded = EditionLoader(database).load("KA", nullptr);
  CHECK(loaded->edition->rounds.size() == Publisher(database).rounds("KA").size());
}

TEST_CASE("kill -9 of PostgreSQL while a round is stored leaves the state before it", "[postgres]") {
  const MadeDataDirectory directory;
  auto open = open_database({"", directory.path()});
  const auto set = test::country("KB");
  BoundaryStore(open.database).save(*set, "made");
  const RoundStore store(open.database);
  store.store(draft("KB", set, 1), {false, "", "A. Person"});
  for (const auto delay : {10ms, 60ms, 150ms}) {
    std::thread killer([&] {
      std::this_thread::sleep_for(delay);
      kill(find_postmaster(ClusterPaths(directory.path())).value().pid, SIGKILL);
    });
    bool lost = false;
    try {
      for (int number = 2;; ++number)
        store.store(draft("KB", set, number + static_cast<int>(delay.count()) * 100, 5000));
    } catch (const Unavailable&) {
      lost = true;
    }
    killer.join();
    CHECK(lost);
    open.cluster->ensure_running();
    check_consistent(open.database, "KB");
    CHECK(EditionLoader(open.database).load("KB", nullptr)->edition->rounds.size() == 1);
  }
}

TEST_CASE("a full disk is named, and room on it is all that is needed afterwards", "[postgres]") {
  const TemporaryDirectory directory;
  const auto mounted = [&](const char* size, unsigned long flags) {
    return mount("none", directory.path().c_str(), "tmpfs", flags, size) == 0;
  };
  if (!mounted("size=12m,mode=0755", 0)) {
    WARN("SKIPPED: this process may not mount a small file system");
    return;
  }
  std::string told;
  try {
    PrivateCluster::ensure_running(directory.path());
  } catch (const EnvironmentError& error) {
    told = error.what();
  }
  INFO(told);
  CHECK(told.find("is full") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(directory.path() / "cluster.making"));

  REQUIRE(mounted("size=120m,mode=0755", MS_REMOUNT));
  {
    auto open = open_database({"", directory.path()});
    const auto set = test::country("KC");
    BoundaryStore(open.database).save(*set, "made");
    const RoundStore store(open.database);
    store.store(draft("KC", set, 1), {false, "", "A. Person"});
    const auto filler = directory.path() / "filler";
    {
      std::ofstream file(filler, std::ios::binary);
      const std::string block(1 << 20, 'x');
      while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
      }
    }
    std::string reason;
    try {
      for (int number = 2; number < 50; ++number) store.store(draft("KC", set, number, 5000));
    } catch (const EnvironmentError& error) {
      reason = error.what();
    }
    CHECK(!reason.empty());

    std::filesystem::remove(filler);
    open.cluster->ensure_running();
    check_consistent(open.database, "KC");
    CHECK(store.store(draft("KC", set, 1000, 100)).outcome == StoreOutcome::stored);
  }
  CHECK(umount2(directory.path().c_str(), MNT_DETACH) == 0);
}
