// Needs PostgreSQL with PostGIS. Migrations that rewrite rounds which are stored already.
#include <string>
#include <vector>

#include "sql/connection.hpp"
#include "sql/error.hpp"
#include "sql/migrator.hpp"
#include "support/catch.hpp"
#include "temporary_store.hpp"

using namespace sojourn::sql;
using sojourn::sql::test::MadeDataDirectory;

namespace {

/// Those before a number, as they were applied when rounds were stored.
std::vector<MigrationFile> migrations_before(std::string_view number) {
  auto files = migration_files();
  std::erase_if(files, [&](const MigrationFile& file) { return file.name >= number; });
  return files;
}

/// A round of one place and its origin, with the functions of its time.
constexpr auto store_a_round = R"(
  insert into sojourn.operation (operation, name, country, source, licence) values ('XXX', 'Old', 'XXX', 's', 'l');
  insert into sojourn.round (operation, method, number, revision, sensitivity, period_start, period_end, source,
    source_method, country, content_hash, profile, erratum, reported_fields, rows_read, rows_accepted, rows_rejected,
    locations, individuals_read, households_read, individuals, households, returnees)
  values ('XXX', 'site', 1, 1, 'low', '2020-01-01', '2020-01-31', 's', 'm', 'XXX', 'hash', 'p', '', '{}', 1, 1, 0, 1,
    7, 0, 7, 0, 0);
  select sojourn.create_round_tables('XXX', 1);
  insert into sojourn.assessment_1 (area_pcode, area_level, location_id, unit, idps_individuals) values ('XXX', 0, 'A', 'site', 7);
  insert into sojourn.origin_share_1 (ordinal, location_id, name, basis, individuals) values (0, 'A', 'Elsewhere', 'all', 7);
  select sojourn.attach_round_tables('XXX', 1);)";

}  // namespace

TEST_CASE("keys that begin with the location leave stored rounds and what refers to them as they were",
          "[postgres]") {
  const MadeDataDirectory directory;
  const auto cluster = PrivateCluster::ensure_running(directory.path());
  const auto older = migrations_before("0012");
  REQUIRE(older.size() == 11);
  migrate(cluster.database(), older);
  Connection owner(cluster.database(), Role::owner);
  owner.script(store_a_round);
  REQUIRE(migrate(cluster.database()) >= 1);
  const auto rows = owner.execute(
      "select location_id, idps_individuals, (select individuals from sojourn.origin_share where round_id = "
      "1) "
      "from sojourn.assessment where round_id = 1");
  REQUIRE(rows.count() == 1);
  CHECK(rows.text(0, 0) == "A");
  CHECK(rows.integer(0, 1) == 7);
  CHECK(rows.integer(0, 2) == 7);
  const auto refused = [&](const std::string& statement) {
    try {
      owner.script(statement);
      return std::string("accepted");
    } catch (const StatementError& error) {
      return error.sqlstate;
    }
  };
  CHECK(refused("insert into sojourn.origin_share_1 (ordinal, location_id, name, basis, individuals) values "
                "(1, 'B', "
                "'Elsewhere', 'all', 1)") == "23503");
  CHECK(refused("insert into sojourn.assessment_1 (area_pcode, area_level, location_id, unit) values ('XXX', "
                "0, 'A', "
                "'site')") == "23505");
}
