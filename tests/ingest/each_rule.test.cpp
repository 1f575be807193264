/// Rules that one small table breaks, each in the cell that breaks it; and the same table without its faults,
/// which breaks none.
#include "ingest/rules.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::find_rule;
using test::SmallImport;

namespace {

struct Broken {
  const char* rule;
  const char* cell;  ///< as spreadsheets call it; empty: about a row, or the file
  std::string table;
};

const std::string columns =
    "source_id,admin2_code,latitude,longitude,idps_individuals,idps_households,female,male,women,men,"
    "children,assessed_on\n";
const std::string first = "S1,XXA01,1.5,10.5,100,20,52,48,30,28,42,2020-06-12\n";
const std::string second = "S2,XXA02,1.5,11.5,60,12,32,28,18,17,25,2020-06-13\n";

const Broken one_table[] = {
    {"row.duplicate", "", columns + first + first},
    {"row.no_place", "", columns + first + ",,,,7,1,4,3,2,2,3,2020-06-12\n"},
    {"row.total", "", columns + first + "TOTAL,,,,100,20,,,,,,\n"},
    {"total.differs", "E3", columns + first + "TOTAL,,,,999,20,,,,,,\n"},
    {"count.negative", "E3", columns + first + "S2,XXA02,1.5,11.5,-60,12,,,,,,\n"},
    {"count.absurd", "E3", columns + first + "S2,XXA02,1.5,11.5,99999999999,12,,,,,,\n"},
    {"count.not_a_number", "E3", columns + first + "S2,XXA02,1.5,11.5,many,12,,,,,,\n"},
    {"count.not_a_number", "E3", columns + first + "S2,XXA02,1.5,11.5,50.5,12,,,,,,\n"},
    {"count.fewer_than_households", "E3", columns + first + "S2,XXA02,1.5,11.5,5,12,,,,,,\n"},
    {"household.size", "E3", columns + first + "S2,XXA02,1.5,11.5,6000,12,,,,,,\n"},
    {"count.sexes", "E3", columns + first + "S2,XXA02,1.5,11.5,60,12,30,29,,,,\n"},
    {"count.ages", "E3", columns + first + "S2,XXA02,1.5,11.5,60,12,,,18,17,24,\n"},
    {"value.unreadable", "G3", columns + first + "S2,XXA02,1.5,11.5,60,12,some,28,,,,\n"},
    {"place.unknown", "B3", columns + first + "S2,XXA09,1.5,11.5,60,12,,,,,,\n"},
    {"coordinates.zero", "C3", columns + first + "S2,XXA02,0,0,60,12,,,,,,\n"},
    {"coordinates.elsewhere", "C3", columns + first + "S2,XXA02,1.5,10.9,60,12,,,,,,\n"},
    {"location.areas_differ", "", columns + first + "S1,XXA02,1.5,10.5,60,12,,,,,,\n"},
    {"location.points_differ", "", columns + first + "S1,XXA01,1.4,10.4,60,12,,,,,,\n"},
};

}  // namespace

TEST_CASE("A table in which nothing is wrong breaks no rule") {
  SmallImport import;
  const auto result = import.csv(columns + first + second);
  for (const auto& finding : result.findings) FAIL_CHECK(finding.rule << ": " << finding.message);
  for (const auto& draft : result.drafts)
    for (const auto& finding : draft.findings) FAIL_CHECK(finding.rule << ": " << finding.message);
}

TEST_CASE("Each rule names the cell that breaks it") {
  for (const auto& [rule, cell, table] : one_table) {
    CAPTURE(rule);
    SmallImport import;
    const auto draft = import.round(table);
    const auto* found = find_rule(draft.findings, rule);
    REQUIRE(found != nullptr);
    if (*cell != '\0') CHECK(found->cell == cell);
    CHECK(found->severity == ingest::find_rule(rule)->severity);
    CHECK(found->row >= 2);
  }
}

TEST_CASE("People in parts are told from other texts, with the number") {
  struct {
    const char* cell;
    const char* said;
  } const cases[] = {{"50.5", "`50.5` is no whole number"},
                     {"\"1.250,75\"", "`1250.75` is no whole number"},
                     {"0801 234 56 78 90", "A text stands"},
                     {"98765432109.5", "A number of 12 digits stands"},
                     // It may be where somebody is.
                     {"33.5123456", "A number of 9 digits stands"}};
  for (const auto& [cell, said] : cases) {
    CAPTURE(cell);
    const auto draft = SmallImport().round(columns + first + "S2,XXA02,1.5,11.5," + cell + ",12,,,,,,\n");
    REQUIRE(draft.rejected.size() == 1);
    CHECK(test::contains(draft.rejected.front().reason, said));
  }
}

TEST_CASE("Rules of rounds, dates and sensitivity speak where the table breaks them, and only there") {
  const auto rules_in = [](const std::string& table, bool with_round) {
    SmallImport import;
    if (!with_round) {
      import.options.round.reset();
      import.options.to.reset();
    }
    std::string found;
    const auto result = import.csv(table);
    for (const auto& finding : result.findings) found += finding.rule + " ";
    for (const auto& draft : result.drafts)
      for (const auto& finding : draft.findings) found += finding.rule + " ";
    return found;
  };
  const auto has = [](const std::string& rules, const std::string& rule) {
    return rules.find(rule + " ") != std::string::npos;
  };
  const std::string head = "source_id,admin2_code,idps_individuals,round_number,period_end\n";
  CHECK(has(rules_in(head + "S1,XXA01,5,1,2020-06-30\nS2,XXA01,6,first,2020-06-30\n", false),
            "round.unreadable"));
  CHECK(has(rules_in(head + "S1,XXA01,5,1,2020-06-30\nS2,XXA01,6,2,2020-07-30\nS3,XXA01,7,,\n", false),
            "row.no_round"));
  CHECK(has(rules_in(head + "S1,XXA01,5,1,2020-06-30\nS2,XXA01,6,1,some day\n", false), "date.unreadable"));
  const auto good = rules_in(head + "S1,XXA01,5,1,2020-06-30\nS2,XXA01,6,1,2020-06-30\n", false);
  for (const auto* rule : {"round.unreadable", "row.no_round", "date.unreadable"})
    CHECK_FALSE(has(good, rule));
  const std::string marked = "source_id,admin2_code,idps_individuals,sensitivity\n";
  CHECK(has(rules_in(marked + "S1,XXA01,5,sort of\n", true), "sensitivity.unknown"));
  CHECK_FALSE(has(rules_in(marked + "S1,XXA01,5,low\n", true), "sensitivity.unknown"));
}

TEST_CASE("A file that names no operation is said to be its country's, once, with what to do") {
  SmallImport import(test::small_profile(test::baseline_keys, ""));
  const auto result = import.csv(columns + first + second);
  REQUIRE(result.drafts.size() == 1);
  CHECK(result.drafts.front().operation.code == "XXX");
  CHECK(std::ranges::count(result.findings, "operation.assumed", &model::Finding::rule) == 1);
  const auto* found = find_rule(result.findings, "operation.assumed");
  REQUIRE(found != nullptr);
  CHECK(found->severity == model::Severity::info);
  CHECK(test::contains(found->message, "`XXX`"));
  CHECK(test::contains(found->advice, "--operation"));
  CHECK(found->cell.empty());
  import.options.operation = "XXX";
  CHECK(find_rule(import.csv(columns + first + second).findings, "operation.assumed") == nullptr);
}

TEST_CASE("Where a file's title says another round than --round, --round is taken and the difference told") {
  SmallImport import(
      test::small_profile("[round]\nmethod = \"baseline\"\nnumber_patterns = ['round (\\d+)']\n[unit]\n"
                          "default = \"settlement\"\n"));
  const auto table = "Baseline of round 7\n" + columns + first + second;
  const auto result = import.csv(table);
  REQUIRE(result.drafts.size() == 1);
  CHECK(result.drafts.front().content.round.key.number == 1);
  const auto* found = find_rule(result.findings, "round.differs");
  REQUIRE(found != nullptr);
  CHECK(found->severity == model::Severity::warning);
  CHECK(found->message == "The file's own text says round 7; --round 1 was taken.");
  CHECK(found->advice == ingest::find_rule("round.differs")->fix);
  import.options.round = 7;
  CHECK(find_rule(import.csv(table).findings, "round.differs") == nullptr);
}

TEST_CASE("Where a file's own text says several rounds or periods, nobody guesses which is meant") {
  SmallImport import(test::small_profile(
      "[round]\nmethod = \"baseline\"\nnumber_patterns = ['round (\\d+)']\n"
      "period_patterns = ['collected in (\\w+ \\d+)']\n[unit]\ndefault = \"settlement\"\n"));
  import.options.round.reset();
  import.options.to.reset();
  const auto titled = [&](const std::string& title) {
    return title + "\nsource_id,admin2_code,idps_individuals\nS1,XXA01,5\n";
  };
  CHECK(test::contains(import.refusal(titled("Round 25 beside round 24, collected in May 2020")),
                       "says round 24 and 25; say which it is with --round"));
  CHECK(test::contains(import.refusal(titled("Round 25, collected in May 2020 and collected in April 2019")),
                       "collected 2020-05 and 2019-04; say --from DATE --to DATE"));
  // The same in other words is no contradiction.
  const auto draft =
      import.round(titled("Round 25 (round 025), collected in May 2020, collected in mai 2020"));
  CHECK(draft.content.round.key.number == 25);
  import.options.round = 24;
  import.options.to = model::Date::parse("2020-05-31");
  const auto result = import.csv(titled("Round 25 beside round 24, collected in May 2020"));
  CHECK(find_rule(result.findings, "round.differs") == nullptr);
  CHECK(result.drafts.front().content.round.key.number == 24);
}

TEST_CASE("A period that ends before it begins is told at its first end, and its end is taken for both") {
  SmallImport import(test::small_profile(test::baseline_keys) +
                     "[[column]]\nfield = \"period_start\"\nheaders = [\"period_start\"]\n");
  import.options.to.reset();
  const std::string head = "source_id,admin2_code,idps_individuals,period_start,period_end\n";
  const auto result = import.csv(head + "S1,XXA01,5,,\nS2,XXA02,6,2020-06-30,2020-06-12\n");
  REQUIRE(result.drafts.size() == 1);
  const auto* found = find_rule(result.findings, "date.reversed");
  REQUIRE(found != nullptr);
  CHECK(found->cell == "E3");
  CHECK(found->severity == model::Severity::warning);
  CHECK(test::contains(found->message, "begin on 2020-06-30 and to end on 2020-06-12"));
  CHECK(found->advice == ingest::find_rule("date.reversed")->fix);
  const auto& round = result.drafts.front().content.round;
  CHECK(round.period_start == round.period_end);
  CHECK(round.period_end == model::Date::parse("2020-06-12"));
  const auto right = import.csv(head + "S1,XXA01,5,2020-06-12,2020-06-30\nS2,XXA02,6,,\n");
  CHECK(find_rule(right.findings, "date.reversed") == nullptr);
}

TEST_CASE("Of two rounds in a file, the one without a row that counts is told and not stored") {
  SmallImport import;
  import.options.round.reset();
  import.options.to.reset();
  const std::string head = "source_id,admin2_code,idps_individuals,round_number,period_end\n";
  const auto result = import.csv(head + "S1,XXA01,5,1,2020-06-30\nS2,XXA02,-6,2,2020-07-30\n");
  REQUIRE(result.drafts.size() == 1);
  CHECK(result.drafts.front().content.round.key.number == 1);
  const auto* found = find_rule(result.findings, "round.empty");
  REQUIRE(found != nullptr);
  CHECK(found->severity == model::Severity::error);
  CHECK(test::contains(found->message, "round 2 can be counted: line 3"));
  CHECK(found->advice == ingest::find_rule("round.empty")->fix);
}
