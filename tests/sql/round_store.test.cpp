// Needs PostgreSQL with PostGIS.
#include "sql/round_store.hpp"

#include <fmt/format.h>

#include "sql/connection.hpp"
#include "sql/finding_store.hpp"
#include "sql/operation_store.hpp"
#include "sql/previous_round.hpp"
#include "sql/publisher.hpp"
#include "stored.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::count;
using sojourn::sql::test::draft;
using sojourn::sql::test::shared_database;
using sojourn::sql::test::stored_country;

namespace {

template <typename Action>
std::string refusal_of(Action action) {
  try {
    action();
  } catch (const Refusal& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a round is stored as validated and makes its operation", "[postgres]") {
  const auto set = stored_country("SA");
  const auto result = RoundStore(shared_database()).store(draft("SA-NEW", set, 1));
  CHECK(result.outcome == StoreOutcome::stored);
  CHECK(result.revision == 1);
  CHECK(result.status == model::RoundStatus::validated);
  CHECK_FALSE(result.edition.has_value());
  const auto operation = OperationStore(shared_database()).find("SA-NEW");
  REQUIRE(operation.has_value());
  CHECK(operation->country == "SA");
  CHECK(count("select count(*) from sojourn.assessment where operation = 'SA-NEW'") == 3);
}

TEST_CASE("the same content again changes nothing", "[postgres]") {
  const auto set = stored_country("SB");
  const RoundStore store(shared_database());
  const auto first = store.store(draft("SB", set, 1));
  const auto again = store.store(draft("SB", set, 1));
  CHECK(again.outcome == StoreOutcome::unchanged);
  CHECK(again.round_id == first.round_id);
  CHECK(count("select count(*) from sojourn.round where operation = 'SB'") == 1);
}

TEST_CASE("other content is refused, unless it replaces with an erratum", "[postgres]") {
  const auto set = stored_country("SC");
  const RoundStore store(shared_database());
  store.store(draft("SC", set, 1));
  const auto corrected = draft("SC", set, 1, 4, "second");
  CHECK(has(refusal_of([&] { store.store(corrected); }), "--replace --erratum"));
  CHECK(has(refusal_of([&] { store.store(corrected, {true, "", {}}); }), "--erratum"));
  CHECK(count("select count(*) from sojourn.assessment where operation = 'SC'") == 3);

  const auto result = store.store(corrected, {true, "One place was missing", {}});
  CHECK(result.outcome == StoreOutcome::stored);
  CHECK(result.revision == 2);
}

TEST_CASE("the revision that was public is superseded when the next is published", "[postgres]") {
  const auto set = stored_country("SD");
  const RoundStore store(shared_database());
  const Publisher publisher(shared_database());
  store.store(draft("SD", set, 1), {false, "", "A. Person"});
  store.store(draft("SD", set, 1, 4, "second"), {true, "corrected", {}});
  auto rounds = publisher.rounds("SD");
  REQUIRE(rounds.size() == 2);
  CHECK(rounds[0].round.status == model::RoundStatus::published);
  CHECK(rounds[1].round.status == model::RoundStatus::validated);
  CHECK(rounds[1].round.erratum == "corrected");

  publisher.publish({"SD", {}, {}}, "B. Person");
  rounds = publisher.rounds("SD");
  CHECK(rounds[0].round.status == model::RoundStatus::superseded);
  CHECK(rounds[1].round.status == model::RoundStatus::published);
  CHECK(rounds[1].cleared_by == "B. Person");
}

TEST_CASE("publishing goes with storing, or neither happens", "[postgres]") {
  const auto set = stored_country("SE");
  const RoundStore store(shared_database());
  auto secret = draft("SE", set, 1);
  secret.content.round.sensitivity = model::Sensitivity::severe;
  CHECK(has(refusal_of([&] { store.store(secret, {false, "", "A. Person"}); }), "--sensitivity low"));
  CHECK(count("select count(*) from sojourn.round where operation = 'SE'") == 0);

  const auto result = store.store(draft("SE", set, 1), {false, "", "A. Person"});
  CHECK(result.status == model::RoundStatus::published);
  CHECK(result.edition == 1);
}

TEST_CASE("a stored round may be classified as public by importing it again", "[postgres]") {
  const auto set = stored_country("SF");
  const RoundStore store(shared_database());
  auto secret = draft("SF", set, 1);
  secret.content.round.sensitivity = model::Sensitivity::severe;
  store.store(secret);
  const auto again = store.store(draft("SF", set, 1), {false, "", "A. Person"});
  CHECK(again.outcome == StoreOutcome::reclassified);
  CHECK(again.status == model::RoundStatus::published);
}

TEST_CASE("a round that is called more sensitive than before is so, or must be withdrawn", "[postgres]") {
  const auto set = stored_country("SN");
  const RoundStore store(shared_database());
  const Publisher publisher(shared_database());
  auto secret = draft("SN", set, 1);
  secret.content.round.sensitivity = model::Sensitivity::high;
  store.store(draft("SN", set, 1));
  CHECK(store.store(secret).outcome == StoreOutcome::reclassified);
  CHECK(publisher.rounds("SN")[0].round.sensitivity == model::Sensitivity::high);
  CHECK(store.store(secret).outcome == StoreOutcome::unchanged);

  store.store(draft("SN", set, 1), {false, "", "A. Person"});
  CHECK(has(refusal_of([&] { store.store(secret); }),
            "sojourn withdraw --operation SN --method baseline --round 1"));
  CHECK(publisher.rounds("SN")[0].round.status == model::RoundStatus::published);
  publisher.withdraw({"SN", {}, 1}, "at risk", "B. Person");
  CHECK(store.store(secret).outcome == StoreOutcome::reclassified);
}

TEST_CASE("rows that disagree with the control totals are refused", "[postgres]") {
  const auto set = stored_country("SG");
  const RoundStore store(shared_database());
  auto wrong = draft("SG", set, 1);
  SECTION("people") {
    ++wrong.content.round.totals.individuals;
  }
  SECTION("households") {
    ++wrong.content.round.totals.households;
  }
  SECTION("returnees") {
    ++wrong.content.round.totals.returnees;
  }
  SECTION("locations") {
    ++wrong.content.round.totals.locations;
  }
  SECTION("rejected rows") {
    ++wrong.content.round.totals.rows_rejected;
  }
  CHECK(has(refusal_of([&] { store.store(wrong); }), "control totals"));
  CHECK(count("select count(*) from sojourn.round where operation = 'SG'") == 0);
  CHECK(count("select count(*) from sojourn.operation where operation = 'SG'") == 0);
}

TEST_CASE("rows that break the rules of the tables are refused", "[postgres]") {
  const auto set = stored_country("SH");
  const RoundStore store(shared_database());
  auto wrong = draft("SH", set, 1);
  auto& table = wrong.content.assessments;
  std::string expected;
  SECTION("a negative count") {
    table.column("host_individuals").set(0, std::int64_t{-1});
    expected = "counts_not_negative";
  }
  SECTION("a word outside the list") {
    table.column("unit").set(0, std::string_view("village"));
    expected = "codes_are_known";
  }
  SECTION("a word outside the list, beside others that are blank") {
    table.column("origin_basis").set(0, std::string_view("hearsay"));
    expected = "codes_are_known";
  }
  SECTION("a location without an id") {
    table.column("location_id").set(0, std::string_view(""));
    expected = "place_is_sound";
  }
  SECTION("a confidence above one, beside measures that are blank") {
    table.column("placement_confidence").set(0, 1.5);
    expected = "measures_are_in_range";
  }
  SECTION("reasons that do not add up") {
    for (const auto* reason : {"conflict_individuals", "disaster_individuals", "mixed_individuals",
                               "other_individuals", "unknown_reason_individuals"})
      table.column(reason).set(0, std::int64_t{7});
    expected = "reasons_add_up";
  }
  SECTION("some reasons of five") {
    table.column("conflict_individuals").set(0, std::int64_t{10});
    expected = "reasons_add_up";
  }
  SECTION("a severity above five") {
    table.column("severity_shl").set(0, std::int64_t{6});
    expected = "severity_is_one_to_five";
  }
  SECTION("a severity below one, beside others that are good") {
    table.column("severity_shl").set(0, std::int64_t{3});
    table.column("severity_liv").set(0, std::int64_t{0});
    expected = "severity_is_one_to_five";
  }
  SECTION("an answer that is none, beside one that is") {
    table.column("access_shl").set(0, std::string_view("yes"));
    table.column("access_liv").set(0, std::string_view("perhaps"));
    expected = "access_is_an_answer";
  }
  SECTION("a location twice") {
    table.column("location_id").set(1, std::string_view("place-0"));
    expected = "assessment";
  }
  SECTION("an origin outside the boundaries") {
    wrong.content.origins.push_back({0, "XX99", "Elsewhere", 1, model::OriginBasis::all, 5});
    expected = "XX99";
  }
  SECTION("a character that cannot be stored") {
    table.column("name").set(0, std::string_view("a\0b", 3));
    expected = "NUL";
  }
  SECTION("broken UTF-8") {
    table.column("name").set(0, std::string_view("a\xff"));
    expected = "encoding";
  }
  const auto text = refusal_of([&] { store.store(wrong); });
  INFO(text);
  CHECK(has(text, expected));
  CHECK(count("select count(*) from sojourn.round where operation = 'SH'") == 0);
}

TEST_CASE("what is told about refused rows does not quote them", "[postgres]") {
  const auto set = stored_country("SI");
  auto wrong = draft("SI", set, 1);
  wrong.content.assessments.column("name").set(0, std::string_view("a name nobody should read"));
  wrong.content.assessments.column("host_individuals").set(0, std::int64_t{-1});
  const auto text = refusal_of([&] { RoundStore(shared_database()).store(wrong); });
  CHECK(!text.empty());
  CHECK_FALSE(has(text, "nobody should read"));
}

TEST_CASE("a round without boundaries in the store is refused, one without any is placed on its country",
          "[postgres]") {
  const RoundStore store(shared_database());
  const auto unknown = test::country("SJ", "2001-01-01");
  CHECK(!refusal_of([&] { store.store(draft("SJ", unknown, 1)); }).empty());
  const auto bare = model::country_without_boundaries("SJ");
  CHECK(store.store(draft("SJ", bare, 1)).outcome == StoreOutcome::stored);
}

TEST_CASE("findings, rejected rows and restricted values are kept", "[postgres]") {
  const auto set = stored_country("SK");
  auto made = draft("SK", set, 1);
  made.findings = {
      {"count.negative", model::Severity::warning, "Sheet\t1", 12, "IDPs", "−5 people", "correct it", "C12"}};
  made.rejected = {{"Sheet 1", 12, "count.negative", "negative", -5},
                   {"Sheet 1", 13, "row.total", "a total", 99}};
  made.content.round.totals.rows_rejected = 2;
  made.content.round.totals.rows_read = 5;
  made.restricted = {{1, "protection", "first\nvalue"}, {1, "protection", "second"}, {2, "contact", "\"x\""}};
  const auto id = RoundStore(shared_database()).store(made).round_id;

  const auto again = FindingStore(shared_database()).find("SK", id);
  REQUIRE(again.findings.size() == 1);
  CHECK(again.findings[0].rule == "count.negative");
  CHECK(again.findings[0].severity == model::Severity::warning);
  CHECK(again.findings[0].cell == "C12");
  CHECK(again.findings[0].message == "−5 people");
  CHECK(again.findings[0].advice == "correct it");
  REQUIRE(again.rejected.size() == 2);
  CHECK(again.rejected[1].rule == "row.total");
  CHECK(again.rejected[1].individuals == 99);
  CHECK(FindingStore(shared_database()).find("SK", id + 1000).findings.empty());

  Connection connection(shared_database(), Role::owner);
  const auto finding =
      connection.execute("select sheet, row_number, message from sojourn.finding where operation = 'SK'");
  REQUIRE(finding.count() == 1);
  CHECK(finding.text(0, 0) == "Sheet\t1");
  CHECK(finding.text(0, 2) == "−5 people");
  CHECK(count("select sum(individuals) from sojourn.rejected_row where operation = 'SK'") == 94);
  const auto restricted = connection.execute(
      "select restricted ->> 'protection', restricted #>> '{contact,0}' from sojourn.assessment where "
      "operation = 'SK' "
      "and restricted is not null order by location_id");
  REQUIRE(restricted.count() == 2);
  CHECK(restricted.text(0, 0) == R"(["first\nvalue", "second"])");
  CHECK(restricted.text(1, 1) == "\"x\"");
}

TEST_CASE("the round before is the nearest number below that was not withdrawn", "[postgres]") {
  const auto set = stored_country("SN");
  for (const int number : {2, 5, 7}) RoundStore(shared_database()).store(draft("SN", set, number));
  const auto before = [](int number, model::Method method = model::Method::baseline) {
    const auto found = find_round_before(shared_database(), {"SN", method, number});
    return found == nullptr ? 0 : found->key.number;
  };
  const auto method = draft("SN", set, 1).content.round.key.method;
  CHECK(before(2, method) == 0);
  CHECK(before(3, method) == 2);
  CHECK(before(7, method) == 5);
  CHECK(before(100, method) == 7);
  CHECK(before(100, method == model::Method::site ? model::Method::event : model::Method::site) == 0);
  Publisher(shared_database()).withdraw({"SN", method, 5}, "not reliable", "tester");
  CHECK(before(7, method) == 2);

  const auto found = find_round_before(shared_database(), {"SN", method, 7});
  const auto made = draft("SN", set, 2);
  REQUIRE(found->locations.size() == made.content.assessments.rows());
  std::int64_t people = 0;
  found->locations.for_each([&](const model::PreviousLocation& location) {
    CHECK(set->find(location.pcode) != geo::no_area);
    CHECK(location.id.starts_with("place-"));
    CHECK(location.name.starts_with("Place "));
    people += location.individuals.value_or(0);
  });
  CHECK(people == made.content.round.totals.individuals);
  CHECK(found->period_end == made.content.round.period_end);
}

TEST_CASE("an operation that is there keeps its description", "[postgres]") {
  const auto set = stored_country("SL");
  const OperationStore operations(shared_database());
  OperationChange change;
  change.code = "SL";
  change.name = "Its own name";
  change.country = "SL";
  CHECK(operations.save(change) == OperationResult::created);
  CHECK(operations.save(change) == OperationResult::unchanged);
  auto ended = draft("SL", set, 1);
  ended.operation.ends_on = model::Date::make(2021, 6, 30);
  RoundStore(shared_database()).store(ended);
  ended.operation.ends_on = model::Date::make(2022, 6, 30);
  RoundStore(shared_database()).store(ended);
  const auto operation = operations.find("SL").value();
  CHECK(operation.name == "Its own name");
  CHECK(operation.licence == "CC BY");  // was blank
  CHECK(operation.ends_on == model::Date::make(2021, 6, 30));

  auto abroad = draft("SL", set, 2);
  abroad.operation.country = "ZZ";
  CHECK(has(refusal_of([&] { RoundStore(shared_database()).store(abroad); }), "--operation"));
  change.code = "sl";
  CHECK_THROWS_AS(operations.save(change), Refusal);
}

TEST_CASE("nobody writes to a round that is stored", "[postgres]") {
  const auto set = stored_country("SM");
  const auto id = RoundStore(shared_database()).store(draft("SM", set, 1)).round_id;
  for (const auto role : {Role::writer, Role::publisher}) {
    Connection connection(shared_database(), role);
    for (const auto* statement :
         {"update sojourn.assessment set idps_individuals = 0", "delete from sojourn.assessment",
          "insert into sojourn.assessment (operation, round_id, area_pcode, area_level, location_id, unit) "
          "values ('SM', {0}, 'SM', 0, 'x', 'site')",
          "insert into sojourn.assessment_{0} (area_pcode, area_level, location_id, unit) "
          "values ('SM', 0, 'x', 'site')",
          "delete from sojourn.round", "update sojourn.round set individuals = 0"}) {
      CHECK_THROWS_AS(connection.execute(fmt::format(fmt::runtime(statement), id)), StatementError);
    }
  }
}
