// Needs PostgreSQL with PostGIS; every test case makes a cluster of its own.
#include "sql/private_cluster.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <fstream>
#include <thread>
#include <vector>

#include "sql/cluster_config.hpp"
#include "sql/connection.hpp"
#include "sql/os_process.hpp"
#include "sql/postmaster.hpp"
#include "sql/server_lock.hpp"
#include "support/catch.hpp"
#include "temporary_store.hpp"

using namespace sojourn::sql;
using sojourn::sql::test::MadeDataDirectory;
using sojourn::sql::test::TemporaryDirectory;
using namespace std::chrono_literals;

namespace {

bool runs(const std::filesystem::path& data_dir) {
  return find_postmaster(ClusterPaths(data_dir)).has_value();
}

pid_t pid_of(const std::filesystem::path& data_dir) {
  return find_postmaster(ClusterPaths(data_dir)).value().pid;
}

int answer(const Database& database) {
  Connection connection(database, Role::reader);
  return static_cast<int>(connection.execute("select 42").integer(0, 0));
}

std::string refusal(const std::filesystem::path& data_dir) {
  try {
    PrivateCluster::ensure_running(data_dir);
  } catch (const EnvironmentError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the cluster is made, runs as an unprivileged user on a socket only, and stops with its last user",
          "[postgres]") {
  const TemporaryDirectory directory;
  std::vector<std::string> messages;
  {
    auto first =
        PrivateCluster::ensure_running(directory.path(), [&](auto text) { messages.emplace_back(text); });
    CHECK(answer(first.database()) == 42);
    struct stat status{};
    REQUIRE(stat((directory.path() / "cluster").c_str(), &status) == 0);
    CHECK(status.st_uid != 0);
    CHECK((status.st_mode & 0777) == 0700);

    Connection administrator(first.database(), Role::administrator);
    CHECK(administrator.execute("show listen_addresses").text(0, 0).empty());
    CHECK(administrator.execute("show data_checksums").text(0, 0) == "on");
    CHECK(administrator.execute("show server_encoding").text(0, 0) == "UTF8");
    CHECK(administrator.execute("select count(*) from pg_hba_file_rules where auth_method <> 'peer'")
              .integer(0, 0) == 0);

    {
      auto second = PrivateCluster::ensure_running(directory.path());
      first.leave();
      CHECK(runs(directory.path()));
      CHECK(answer(second.database()) == 42);
    }
    CHECK_FALSE(runs(directory.path()));
  }
  CHECK(messages.size() == 1);
}

TEST_CASE("PostgreSQL is in a session of its own, so the terminal's Ctrl-C does not reach it", "[postgres]") {
  const MadeDataDirectory directory;
  const auto cluster = PrivateCluster::ensure_running(directory.path());
  CHECK(getsid(pid_of(directory.path())) != getsid(0));
}

TEST_CASE("a PostgreSQL ended by kill -9 is started again", "[postgres]") {
  const MadeDataDirectory directory;
  auto cluster = PrivateCluster::ensure_running(directory.path());
  for (int round = 0; round < 2; ++round) {
    kill(pid_of(directory.path()), SIGKILL);
    while (runs(directory.path())) std::this_thread::sleep_for(1ms);
    cluster.ensure_running();
    CHECK(answer(cluster.database()) == 42);
  }
}

TEST_CASE("a cluster whose users were ended by kill -9 is adopted", "[postgres]") {
  const MadeDataDirectory directory;
  const pid_t child = fork();
  if (child == 0) {
    const auto cluster = PrivateCluster::ensure_running(directory.path());
    kill(getpid(), SIGKILL);
  }
  waitpid(child, nullptr, 0);
  REQUIRE(runs(directory.path()));
  const auto left_over = pid_of(directory.path());
  {
    const auto cluster = PrivateCluster::ensure_running(directory.path());
    CHECK(pid_of(directory.path()) == left_over);
    CHECK(answer(cluster.database()) == 42);
  }
  CHECK_FALSE(runs(directory.path()));
}

TEST_CASE("a stale pid file does not keep the cluster from starting", "[postgres]") {
  const MadeDataDirectory directory;
  PrivateCluster::ensure_running(directory.path()).leave();
  const auto name = GENERATE(as<std::string>(), "dead", "another program's", "torn");
  std::string pid = "4194000";
  pid_t stranger = 0;
  if (name == "another program's") {
    // Of the database's own user, which PostgreSQL itself takes for a running server.
    const auto user = find_user("postgres");
    stranger =
        spawn_detached(getuid() == 0 && user ? *user : current_user(), {"/bin/sleep", "60"}, "/dev/null");
    pid = std::to_string(stranger);
  }
  std::ofstream(directory.path() / "cluster/postmaster.pid")
      << (name == "torn" ? "" : pid + "\n" + (directory.path() / "cluster").string() + "\n1\n5432\n");
  std::ofstream(directory.path() / "socket/.s.PGSQL.5432.lock") << pid << "\n";
  {
    const auto cluster = PrivateCluster::ensure_running(directory.path());
    CHECK(answer(cluster.database()) == 42);
  }
  if (stranger != 0) {
    CHECK(process_alive(stranger));
    kill(stranger, SIGKILL);
  }
}

TEST_CASE("two processes that start at once share one cluster", "[postgres]") {
  const TemporaryDirectory directory;
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      int status = 1;
      try {
        auto cluster = PrivateCluster::ensure_running(directory.path());
        status = answer(cluster.database()) == 42 ? 0 : 2;
        cluster.leave();
      } catch (const std::exception&) {
      }
      _exit(status);
    }
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK_FALSE(runs(directory.path()));
}

TEST_CASE("a making of the cluster that was cut off is begun anew", "[postgres]") {
  const TemporaryDirectory directory;
  std::filesystem::create_directories(directory.path() / "cluster.making/base");
  const auto cluster = PrivateCluster::ensure_running(directory.path());
  CHECK(answer(cluster.database()) == 42);
}

TEST_CASE("a path too long for a socket gets a short socket directory, and says so", "[postgres]") {
  const MadeDataDirectory directory;
  const auto deep = directory.path() / std::string(60, 'a') / std::string(60, 'b');
  std::filesystem::create_directories(deep);
  std::filesystem::rename(directory.path() / "cluster", deep / "cluster");
  std::vector<std::string> messages;
  std::filesystem::path sockets;
  {
    const auto cluster =
        PrivateCluster::ensure_running(deep, [&](auto text) { messages.emplace_back(text); });
    CHECK(answer(cluster.database()) == 42);
    sockets = find_postmaster(ClusterPaths(deep))->socket_directory;
    CHECK(sockets.string().size() < 80);
    struct stat status{};
    REQUIRE(stat(sockets.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
  }
  const auto told = std::any_of(messages.begin(), messages.end(), [&](const auto& text) {
    return text.find(sockets.string()) != std::string::npos;
  });
  CHECK(told);
  std::filesystem::remove_all(sockets);
}

TEST_CASE("a cluster of another major version is refused, naming the packages", "[postgres]") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "cluster");
  std::ofstream(directory.path() / "cluster/PG_VERSION") << "9\n";
  const auto text = refusal(directory.path());
  CHECK(text.find("PostgreSQL 9") != std::string::npos);
  CHECK(text.find("postgresql-9-postgis-3") != std::string::npos);
}

TEST_CASE("a directory that is no readable cluster is refused and left alone", "[postgres]") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "cluster");
  CHECK(refusal(directory.path()).find("PG_VERSION") != std::string::npos);
  CHECK(std::filesystem::is_empty(directory.path() / "cluster"));
}

TEST_CASE("there is one server on a data directory", "[nodb]") {
  const TemporaryDirectory directory;
  const ServerLock held(directory.path());
  try {
    const ServerLock second(directory.path());
    FAIL("two servers");
  } catch (const EnvironmentError& error) {
    const std::string text = error.what();
    CHECK(text.find(std::to_string(getpid())) != std::string::npos);
    CHECK(text.find(directory.path().string()) != std::string::npos);
  }
}
