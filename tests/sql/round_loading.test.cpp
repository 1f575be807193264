// Needs PostgreSQL with PostGIS. Rows that reach the database before their round is known.
#include "sql/round_loading.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "sql/connection.hpp"
#include "sql/round_rows.hpp"
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

/// Has the draft's first rows taken, and lets go of them.
bool leaves(RoundLoading& loading, model::RoundDraft& made, std::uint32_t rows) {
  if (!loading.take(made, rows)) return false;
  auto& content = made.content;
  content.assessments.drop_first(rows);
  content.areas.erase(content.areas.begin(), content.areas.begin() + rows);
  content.points.erase(content.points.begin(), content.points.begin() + rows);
  made.rows_gone += rows;
  return true;
}

}  // namespace

TEST_CASE("rows that were loaded early are the round's", "[postgres]") {
  const auto set = stored_country("YA");
  auto made = draft("YA", set, 1, 5000);
  RoundLoading loading(shared_database, false);
  REQUIRE(leaves(loading, made, 2000));
  REQUIRE(leaves(loading, made, 3000));
  REQUIRE(loading.complete());
  const auto id = loading.round_id();
  const auto result = RoundStore(shared_database()).store(made, {}, &loading);
  CHECK(result.outcome == StoreOutcome::stored);
  CHECK(result.round_id == id);
  CHECK(stored("YA") == "5000 of 12547500 at 100, 1–1");
}

TEST_CASE("rows that were given up are sent with the round, and one that lacks rows is not stored",
          "[postgres]") {
  const std::string code = GENERATE("YB", "YG");
  const auto set = stored_country(code);
  const auto whole = draft(code, set, 1, 3000);
  auto made = whole;
  RoundLoading loading(shared_database, false);
  REQUIRE(leaves(loading, made, 1000));
  if (code == "YB") {
    loading.give_up();
    CHECK_FALSE(loading.take(made, 2000));
    CHECK_FALSE(loading.complete());
  }
  CHECK_FALSE(loading.holds(made));
  CHECK_THROWS_AS(RoundStore(shared_database()).store(made, {}, &loading), std::logic_error);
  RoundStore(shared_database()).store(whole, {}, &loading);
  CHECK(stored(code) == "3000 of 4528500 at 100, 1–1");
}

TEST_CASE("a field that is first reported after rows have left ends loading, unless it was to be expected",
          "[postgres]") {
  const std::string code = GENERATE("YC", "YH");
  const bool expected = code == "YH";
  const auto set = stored_country(code);
  const auto shelter = *fields_by_name(model::Collection::locations, {"shelter_main"}).begin();
  const auto unused = *fields_by_name(model::Collection::locations, {"reason_main"}).begin();
  auto made = draft(code, set, 1, 3000);
  made.content.assessments.column("shelter_main").set(2500, std::string_view("tent"));
  RoundLoading loading(shared_database, false);
  if (expected) loading.expect(std::array{shelter, unused});
  REQUIRE(leaves(loading, made, 1000));
  REQUIRE(leaves(loading, made, 2000) == expected);
  CHECK(loading.complete() == expected);
  if (!expected) return;
  RoundStore(shared_database()).store(made, {}, &loading);
  CHECK(count("select count(*) from sojourn.assessment where operation = 'YH' and shelter_main = 'tent'") ==
        1);
  // What had room and no value is not called reported.
  CHECK(count("select count(*) from sojourn.round where operation = 'YH' and 'shelter_main' = any "
              "(reported_fields) "
              "and not 'reason_main' = any (reported_fields)") == 1);
}

TEST_CASE("what is loaded and not stored leaves nothing behind", "[postgres]") {
  const auto set = stored_country("YD");
  auto made = draft("YD", set, 1, 3000);
  const auto before = tables();
  {
    RoundLoading loading(shared_database, false);
    REQUIRE(leaves(loading, made, 3000));
    REQUIRE(loading.holds(made));
  }
  CHECK(tables() == before);
  CHECK(count("select count(*) from sojourn.round where operation = 'YD'") == 0);
}

TEST_CASE("a round that is stored already is not loaded, unless it may be replaced by other content",
          "[postgres]") {
  const auto set = stored_country("YE");
  RoundStore(shared_database()).store(draft("YE", set, 1, 10));
  auto other = draft("YE", set, 1, 20, "second");
  CHECK_FALSE(RoundLoading(shared_database, false).take(other, 20));
  CHECK_FALSE(RoundLoading(shared_database, true).take(draft("YE", set, 1, 10), 10));
  RoundLoading loading(shared_database, true);
  REQUIRE(leaves(loading, other, 20));
  RoundStore(shared_database()).store(other, {true, "corrected", std::nullopt}, &loading);
  CHECK(stored("YE") == "20 of 390 at 20, 2–2");
}

TEST_CASE("rows that the tables refuse are refused with the round, in the same words", "[postgres]") {
  const auto set = stored_country("YF");
  auto made = draft("YF", set, 1, 10);
  made.content.round.totals.individuals += 1;
  const auto message = [&](const model::RoundDraft& wrong, RoundLoading* loading) -> std::string {
    try {
      RoundStore(shared_database()).store(wrong, {}, loading);
    } catch (const Refusal& refusal) {
      return refusal.what();
    }
    return "";
  };
  const auto whole = made;
  RoundLoading loading(shared_database, false);
  REQUIRE(leaves(loading, made, 10));
  CHECK(message(made, &loading) == message(whole, nullptr));
  CHECK(message(whole, nullptr).find("control totals") != std::string::npos);
}
