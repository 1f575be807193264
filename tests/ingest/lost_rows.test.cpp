/// Nothing is lost silently: rows that belong to no round, and what was found of the file itself.
#include "support/small_import.hpp"

using namespace sojourn;
using test::contains;
using test::find_rule;
using test::SmallImport;

namespace {

const std::string head = "source_id,admin2_code,idps_individuals,round_number,period_end\n";

class Rounds : public SmallImport {
 public:
  explicit Rounds(const std::string& profile = test::small_profile(test::baseline_keys))
      : SmallImport(profile) {
    options.round.reset();
    options.to.reset();
  }
};

}  // namespace

TEST_CASE("A row whose round cannot be read is a rejected row of the file's only round, with its people") {
  Rounds import;
  const auto draft = import.round(
      head + "S1,XXA01,5,1,2020-06-30\nS2,XXA01,60,Amina 0803 555 0199,2020-06-30\nS3,XXA02,7,,\n");
  REQUIRE(draft.rejected.size() == 1);
  CHECK(draft.rejected[0].rule == "round.unreadable");
  CHECK(draft.rejected[0].row == 3);
  CHECK(draft.rejected[0].individuals == 60);
  CHECK_FALSE(contains(draft.rejected[0].reason, "Amina"));
  CHECK_FALSE(contains(draft.rejected[0].reason, "0803"));
  const auto& totals = draft.content.round.totals;
  CHECK(totals.rows_read == 3);
  CHECK(totals.rows_accepted == 2);
  CHECK(totals.rows_rejected == 1);
  CHECK(totals.individuals_read == 72);
  CHECK(totals.individuals == 12);
  const auto* found = find_rule(draft.findings, "round.unreadable");
  REQUIRE(found != nullptr);
  CHECK(found->cell == "D3");
}

TEST_CASE("A total written in the column of rounds is a total") {
  Rounds import;
  const auto draft = import.round(head + "S1,XXA01,5,1,2020-06-30\nS2,XXA02,7,1,2020-06-30\n,,12,Sum,\n");
  REQUIRE(draft.rejected.size() == 1);
  CHECK(draft.rejected[0].rule == "row.total");
  CHECK(draft.content.round.totals.individuals_read == 12);
}

TEST_CASE("Of a file with several rounds, rows that belong to none are told with each of them") {
  Rounds import;
  const auto result = import.csv(head +
                                 "S1,XXA01,5,1,2020-06-30\nS2,XXA01,6,2,2020-07-30\nS3,XXA01,7,,\n"
                                 "S4,XXA02,8,first,2020-06-30\n");
  REQUIRE(result.drafts.size() == 2);
  for (const auto& draft : result.drafts) {
    CHECK(draft.rejected.empty());
    CHECK(draft.content.round.totals.rows_read == 1);
    for (const auto& [rule, row] : {std::pair{"row.no_round", 4}, {"round.unreadable", 5}}) {
      const auto* found = find_rule(draft.file_findings, rule);
      REQUIRE(found != nullptr);
      CHECK(found->row == row);
    }
  }
}

TEST_CASE("A round does not take over the rows of another operation that say no round") {
  Rounds import(test::small_profile(test::baseline_keys, ""));
  const auto result = import.csv(
      "operation,country,admin2_code,idps_individuals,round_number,period_end\n"
      "Old war,XXX,XXA01,5,1,2020-06-30\nNew flood,XXX,XXA02,60,first,2020-06-30\n");
  REQUIRE(result.drafts.size() == 1);
  const auto& draft = result.drafts.front();
  CHECK(draft.rejected.empty());
  CHECK(draft.content.round.totals.individuals_read == 5);
  CHECK(find_rule(draft.file_findings, "round.unreadable") != nullptr);
}

TEST_CASE("What was found of the file stands with each round that is made of it, and once in the report") {
  Rounds import;
  const auto result = import.csv(
      "source_id,admin2_code,idps_individuals,round_number,period_end,extra\n"
      "S1,XXA01,5,1,2020-06-30,x\nS2,XXA01,6,2,2020-07-30,x\n");
  REQUIRE(result.drafts.size() == 2);
  CHECK(find_rule(result.findings, "columns.unmapped") != nullptr);
  for (const auto& draft : result.drafts) {
    CHECK(find_rule(draft.file_findings, "columns.unmapped") != nullptr);
    CHECK(find_rule(draft.findings, "columns.unmapped") == nullptr);
  }
}
