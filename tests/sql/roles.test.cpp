// Needs PostgreSQL with PostGIS. What each role may do, asked of the catalog and tried.
#include "made_rounds.hpp"
#include "model/schema.hpp"
#include "sql/boundary_store.hpp"
#include "sql/connection.hpp"
#include "sql/round_store.hpp"
#include "support/catch.hpp"
#include "temporary_store.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::draft;
using sojourn::sql::test::shared_database;

namespace {

/// A public round with a restricted value, and one that is not public.
void fill(const std::string& operation) {
  auto set = test::country(operation);
  BoundaryStore(shared_database()).save(*set, "made");
  auto open = draft(operation, set, 1);
  open.restricted = {{0, "protection", "restricted-value"}};
  RoundStore(shared_database()).store(open, {false, "", "A. Person"});
  auto closed = draft(operation, set, 2);
  closed.content.round.sensitivity = model::Sensitivity::high;
  RoundStore(shared_database()).store(closed);
}

constexpr const char* relations = R"(
  select quote_ident(nspname) || '.' || quote_ident(relname), nspname = 'published',
         has_any_column_privilege($1, pg_class.oid, 'select'),
         has_table_privilege($1, pg_class.oid, 'insert, update, delete, truncate, trigger')
  from pg_class
  join pg_namespace on pg_namespace.oid = relnamespace
  where relkind in ('r', 'v', 'm', 'p', 'f') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  order by 1)";

bool may(Connection& connection, const std::string& statement) {
  try {
    connection.script(statement);
    return true;
  } catch (const StatementError&) {
    return false;
  }
}

bool may_copy(Connection& connection, const std::string& statement) {
  try {
    connection.copy_out(statement, [](std::string_view) {});
    return true;
  } catch (const StatementError&) {
    return false;
  }
}

}  // namespace

TEST_CASE("the reader selects from every relation of published and from no other", "[postgres]") {
  fill("RA");
  Connection owner(shared_database(), Role::owner);
  Connection reader(shared_database(), Role::reader);
  const auto rows = owner.execute(relations, {"sojourn_reader"});
  int readable = 0;
  for (int row = 0; row < rows.count(); ++row) {
    const auto name = rows.string(row, 0);
    INFO(name);
    const bool is_published = rows.boolean(row, 1);
    CHECK(rows.boolean(row, 2) == is_published);
    CHECK_FALSE(rows.boolean(row, 3));
    CHECK(may(reader, "select * from " + name + " limit 1") == is_published);
    CHECK(may_copy(reader, "copy (select * from " + name + " limit 1) to stdout") == is_published);
    readable += is_published ? 1 : 0;
  }
  CHECK(readable == 12);
  CHECK(rows.count() > 20);
}

TEST_CASE("the published views show public rounds without restricted values", "[postgres]") {
  fill("RB");
  Connection reader(shared_database(), Role::reader);
  CHECK(reader.execute("select count(*) from published.assessment where operation = 'RB'").integer(0, 0) ==
        3);
  CHECK(reader.execute("select max(number) from published.round where operation = 'RB'").integer(0, 0) == 1);
  const auto restricted = reader.execute(
      "select count(*) from published.assessment where assessment::text like '%restricted-value%'");
  CHECK(restricted.integer(0, 0) == 0);
  CHECK(reader.execute("select count(*) from pg_stats where schemaname = 'sojourn'").integer(0, 0) == 0);
}

TEST_CASE("the reader has no way around its views", "[postgres]") {
  Connection reader(shared_database(), Role::reader);
  for (const auto* statement :
       {"create temporary table t (x integer)",
        "create table public.t (x integer)",
        "create table published.t (x integer)",
        "create schema escape",
        "create function pg_temp.leak(text) returns boolean language sql as 'select true'",
        "create function public.leak(text) returns boolean language sql as 'select true'",
        "create view published.leak as select 1",
        "set role sojourn_owner",
        "set role sojourn_writer",
        "set role sojourn_publisher",
        "set session authorization sojourn_owner",
        "select pg_read_file('/etc/passwd')",
        "select lo_import('/etc/passwd')",
        "copy (select 1) to program 'true'",
        "copy (select 1) to '/tmp/leak'",
        "select * from pg_authid",
        "create extension dblink",
        "alter role sojourn_reader superuser",
        "select sojourn.reserve_round_tables('RA', 'site')",
        "select sojourn.attach_round_tables('RA', 1)",
        "select query_to_xml('select * from sojourn.round', true, true, '')",
        "alter view published.round set (security_barrier = false)",
        "select st_estimatedextent('sojourn', 'area', 'geometry')",
        "select _postgis_stats('sojourn.area', 'geometry')"}) {
    INFO(statement);
    CHECK_FALSE(may(reader, statement));
  }
}

TEST_CASE("every published view is a barrier of the owner", "[postgres]") {
  Connection owner(shared_database(), Role::owner);
  const auto rows = owner.execute(
      "select relname from pg_class where relnamespace = 'published'::regnamespace and "
      "(relkind <> 'v' or pg_get_userbyid(relowner) <> 'sojourn_owner' or "
      "not coalesce('security_barrier=true' = any (reloptions), false))");
  CHECK(rows.count() == 0);
}

TEST_CASE("the writer publishes only by saying that it acts as the publisher", "[postgres]") {
  Connection writer(shared_database(), Role::writer);
  CHECK_FALSE(may(writer, "update sojourn.round set status = 'published'"));
  CHECK_FALSE(may(writer, "insert into sojourn.edition values ('RA', 99, 'publish', '{}', 'x', '')"));
  CHECK_FALSE(may(writer, "set role sojourn_owner"));
  CHECK_FALSE(may(writer, "drop table sojourn.finding"));
  CHECK(may(writer, "set role sojourn_publisher"));
}

TEST_CASE("the publisher changes the state of rounds, not what they say", "[postgres]") {
  Connection publisher(shared_database(), Role::publisher);
  for (const auto* statement :
       {"update sojourn.round set sensitivity = 'low'", "update sojourn.round set individuals = 0",
        "select * from sojourn.assessment", "select * from sojourn.finding", "delete from sojourn.edition",
        "update sojourn.edition set number = 7", "set role sojourn_writer"}) {
    INFO(statement);
    CHECK_FALSE(may(publisher, statement));
  }
}

TEST_CASE("the columns of assessments are the stored fields of the model, in order and type", "[postgres]") {
  Connection owner(shared_database(), Role::owner);
  const auto rows = owner.execute(
      "select attname, format_type(atttypid, null) from pg_attribute where attrelid = "
      "'sojourn.assessment'::regclass "
      "and attnum > 0 and attname not in ('operation', 'round_id', 'area_pcode', 'area_level', 'lon', 'lat', "
      "'restricted') order by attnum");
  int row = 0;
  for (const auto& field : model::fields_of(model::Collection::locations)) {
    if (!field.stored) continue;
    INFO(field.name);
    REQUIRE(row < rows.count());
    CHECK(rows.text(row, 0) == field.name);
    const auto type = rows.text(row, 1);
    switch (field.type) {
      case model::FieldType::integer:
        CHECK((type == "bigint" || type == "smallint"));
        break;
      case model::FieldType::real:
        CHECK(type == "double precision");
        break;
      case model::FieldType::text:
        CHECK(type == "text");
        break;
      case model::FieldType::date:
        CHECK(type == "date");
        break;
    }
    ++row;
  }
  CHECK(row == rows.count());
}
