/// Rules that one small table breaks, each in the cell that breaks it; and the same table without its faults,
/// which breaks none.
#include "ingest/rules.hpp"
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
