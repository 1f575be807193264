// Needs PostgreSQL with PostGIS.
#include "sql/migrator.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "sql/connection.hpp"
#include "support/catch.hpp"
#include "temporary_store.hpp"

using namespace sojourn::sql;
using sojourn::sql::test::MadeDataDirectory;

namespace {
std::string failure(const Database& database, const std::vector<MigrationFile>& files) {
  try {
    migrate(database, files);
  } catch (const EnvironmentError& error) {
    return error.what();
  }
  return "";
}
}  // namespace

TEST_CASE("migrations are applied once, by one of the processes that start at the same time", "[postgres]") {
  const MadeDataDirectory directory;
  const auto cluster = PrivateCluster::ensure_running(directory.path());
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      int status = 100;
      try {
        status = migrate(cluster.database());
      } catch (const std::exception&) {
      }
      _exit(status);
    }
    children.push_back(child);
  }
  int applied = 0;
  for (const auto child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(WEXITSTATUS(status) < 100);
    applied += WEXITSTATUS(status);
  }
  Connection owner(cluster.database(), Role::owner);
  CHECK(owner.execute("select count(*) from sojourn.migration").integer(0, 0) == applied);
  CHECK(applied >= 4);
  CHECK(migrate(cluster.database()) == 0);
}

TEST_CASE("migrations go in order, stop at the first that fails, and never change", "[postgres]") {
  const MadeDataDirectory directory;
  const auto cluster = PrivateCluster::ensure_running(directory.path());
  const auto& database = cluster.database();
  const MigrationFile first{"0001_first.sql", "create table sojourn.a (x integer);"};
  const MigrationFile second{"0002_second.sql",
                             "alter table sojourn.a add y integer; create table sojourn.b ();"};
  const MigrationFile broken{"0003_broken.sql", "create table sojourn.c (); select 1 / 0;"};

  CHECK(migrate(database, std::vector{second, first}) == 2);
  CHECK(failure(database, {first, second, broken}).find("0003_broken.sql") != std::string::npos);
  Connection owner(database, Role::owner);
  CHECK(owner.execute("select to_regclass('sojourn.c')").is_null(0, 0));

  const MigrationFile changed{"0002_second.sql", "alter table sojourn.a add y text;"};
  CHECK(failure(database, {first, changed}).find("0002_second.sql") != std::string::npos);
  CHECK(failure(database, {first}).find("newer Sojourn") != std::string::npos);
}
