// Needs PostgreSQL with PostGIS. A private cluster stands in for somebody else's server.
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
using sojourn::sql::test::MadeDataDirectory;

namespace {
std::string url(const Database& database, const std::string& name, const std::string& user) {
  const auto text = database.connection_string(Role::administrator);
  return text.substr(0, text.find("dbname=")) + "dbname=" + name + " user=" + user;
}
}  // namespace

TEST_CASE("an external database gets roles, extension and migrations, and serves like the private one",
          "[postgres]") {
  const MadeDataDirectory directory;
  const auto cluster = PrivateCluster::ensure_running(directory.path());
  Connection(cluster.database(), Role::administrator).script("create database elsewhere template template0");
  for (int i = 0; i < 2; ++i) {
    const auto open =
        open_database({url(cluster.database(), "elsewhere", "sojourn_administrator"), directory.path()});
    CHECK_FALSE(open.cluster.has_value());
    const auto set = test::country("XA");
    BoundaryStore(open.database).save(*set, "made");
    RoundStore(open.database).store(test::draft("XA", set, 1 + i), {false, "", "A. Person"});
    CHECK(EditionLoader(open.database).load("XA", nullptr)->edition->rounds.size() ==
          static_cast<std::size_t>(1 + i));
  }
  // The reader is the reader there too, though its login may do more.
  const auto open =
      open_database({url(cluster.database(), "elsewhere", "sojourn_administrator"), directory.path()});
  Connection reader(open.database, Role::reader);
  CHECK_THROWS_AS(reader.execute("select * from sojourn.round"), StatementError);
}

TEST_CASE("what an external database's user may not make is listed as SQL", "[postgres]") {
  const MadeDataDirectory directory;
  const auto cluster = PrivateCluster::ensure_running(directory.path());
  Connection(cluster.database(), Role::administrator).script("create database bare template template0");
  try {
    open_database({url(cluster.database(), "bare", "sojourn_writer"), directory.path()});
    FAIL("a user without rights made an extension");
  } catch (const EnvironmentError& error) {
    const std::string text = error.what();
    CHECK(text.find("create extension if not exists postgis") != std::string::npos);
    CHECK(text.find("sojourn_reader to sojourn_writer") != std::string::npos);
  }
}

TEST_CASE("an external database that cannot be reached says so", "[nodb]") {
  CHECK_THROWS_AS(open_database({"host=/nowhere dbname=x", "/tmp"}), Unavailable);
}
