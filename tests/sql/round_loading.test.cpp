// Needs PostgreSQL with PostGIS. Rows that reach the database before their round is known.
#include "sql/round_loading.hpp"

#include <fmt/format.h>

#include "sql/connection.hpp"
#include "sql/round_store.hpp"
#include "stored.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::count;
using sojourn::sql::test::draft;
using sojourn::sql::test::shared_database;
using sojourn::sql::test::stored_country;

namespace {

/// A round's locations and people as they are stored; of the newest revision.
std::string stored(const std::string& operation) {
  Connection connection(shared_database(), Role::owner);
  const auto rows = connection.execute(
      "select count(*), sum(idps_individuals), count(distinct lon), min(revision), max(revision) "
      "from sojourn.assessment join sojourn.round using (operation, round_id) "
      "where operation = $1 and revision = (select max(revision) from sojourn.round where operation = $1)",
      {operation});
  return fmt::format("{} of {} at {}, {}–{}", rows.text(0, 0), rows.text(0, 1), rows.text(0, 2),
                     rows.text(0, 3), rows.text(0, 4));
}

std::int64_t tables() {
  return count(
      "select count(*) from pg_class where relnamespace = 'sojourn'::regnamespace and relkind = 'r'");
}

}  // namespace

TEST_CASE("rows that were loaded early are the round's, and are not sent again", "[postgres]") {
  const auto set = stored_country("YA");
  const auto made = draft("YA", set, 1, 5000);
  RoundLoading loading(shared_database, false);
  REQUIRE(loading.take(made, 2000));
  REQUIRE(loading.take(made, 5000));
  REQUIRE(loading.holds(made));
  const auto id = loading.round_id();
  const auto result = RoundStore(shared_database()).store(made, {}, &loading);
  CHECK(result.outcome == StoreOutcome::stored);
  CHECK(result.round_id == id);
  CHECK(stored("YA") == "5000 of 12547500 at 100, 1–1");
}

TEST_CASE("rows that were given up, or are not all, are sent with the round", "[postgres]") {
  const std::string code = GENERATE("YB", "YG");
  const auto set = stored_country(code);
  const auto made = draft(code, set, 1, 3000);
  RoundLoading loading(shared_database, false);
  REQUIRE(loading.take(made, 1000));
  if (code == "YB") {
    loading.give_up();
    CHECK_FALSE(loading.take(made, 2000));
  }
  CHECK_FALSE(loading.holds(made));
  RoundStore(shared_database()).store(made, {}, &loading);
  CHECK(stored(code) == "3000 of 4528500 at 100, 1–1");
}

TEST_CASE("a field that is first reported after rows have left sends them again", "[postgres]") {
  const auto set = stored_country("YC");
  auto made = draft("YC", set, 1, 3000);
  RoundLoading loading(shared_database, false);
  REQUIRE(loading.take(made, 1000));
  made.content.assessments.column("shelter_main").set(2500, std::string_view("tent"));
  REQUIRE(loading.take(made, 3000));
  CHECK_FALSE(loading.holds(made));
  RoundStore(shared_database()).store(made, {}, &loading);
  CHECK(count("select count(*) from sojourn.assessment where operation = 'YC' and shelter_main = 'tent'") ==
        1);
}

TEST_CASE("what is loaded and not stored leaves nothing behind", "[postgres]") {
  const auto set = stored_country("YD");
  const auto made = draft("YD", set, 1, 3000);
  const auto before = tables();
  {
    RoundLoading loading(shared_database, false);
    REQUIRE(loading.take(made, 3000));
    REQUIRE(loading.holds(made));
  }
  CHECK(tables() == before);
  CHECK(count("select count(*) from sojourn.round where operation = 'YD'") == 0);
}

TEST_CASE("a round that is stored already is not loaded, unless it may be replaced by other content",
          "[postgres]") {
  const auto set = stored_country("YE");
  RoundStore(shared_database()).store(draft("YE", set, 1, 10));
  const auto other = draft("YE", set, 1, 20, "second");
  CHECK_FALSE(RoundLoading(shared_database, false).take(other, 20));
  CHECK_FALSE(RoundLoading(shared_database, true).take(draft("YE", set, 1, 10), 10));
  RoundLoading loading(shared_database, true);
  REQUIRE(loading.take(other, 20));
  RoundStore(shared_database()).store(other, {true, "corrected", std::nullopt}, &loading);
  CHECK(stored("YE") == "20 of 390 at 20, 2–2");
}

TEST_CASE("rows that the tables refuse are refused with the round, in the same words", "[postgres]") {
  const auto set = stored_country("YF");
  auto made = draft("YF", set, 1, 10);
  made.content.round.totals.individuals += 1;
  const auto message = [&](RoundLoading* loading) -> std::string {
    try {
      RoundStore(shared_database()).store(made, {}, loading);
    } catch (const Refusal& refusal) {
      return refusal.what();
    }
    return "";
  };
  RoundLoading loading(shared_database, false);
  REQUIRE(loading.take(made, 10));
  CHECK(message(&loading) == message(nullptr));
  CHECK(message(nullptr).find("control totals") != std::string::npos);
}
