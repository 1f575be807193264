/// A round seen from the round before, and from the rest of itself.
#include "support/catch.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::contains;
using test::find_rule;
using test::SmallImport;

namespace {

const std::string header = "source_id,name,admin2_code,idps_individuals,idps_households\n";

/// The round of `now`, imported after that of `before`.
model::RoundDraft after(const std::string& before, const std::string& now,
                        const std::string& day_before = "2020-03-31") {
  SmallImport first;
  first.options.to = model::Date::parse(day_before);
  const auto previous = ingest::as_previous(first.round(header + before));
  SmallImport second;
  second.options.round = 2;
  second.options.file = second.folder.write("table.csv", header + now);
  auto result = ingest::import_file(
      second.options, [](const std::string&, model::Date) { return test::small_country(); },
      [&](const model::RoundKey& key) {
        CHECK(key == model::RoundKey{"XXX", model::Method::baseline, 2});
        return previous;
      });
  REQUIRE(result.drafts.size() == 1);
  return std::move(result.drafts.front());
}

std::string message(const model::RoundDraft& draft, std::string_view rule) {
  const auto* const finding = find_rule(draft.findings, rule);
  return finding == nullptr ? "" : finding->message;
}

}  // namespace

TEST_CASE("Rounds that agree with the one before say nothing about it") {
  const auto draft =
      after("S1,One,XXA01,1000,200\nS2,Two,XXA02,500,100\n", "S1,One,XXA01,1100,220\nS2,Two,XXA02,450,90\n");
  for (const auto& finding : draft.findings) {
    CAPTURE(finding.rule, finding.message);
    CHECK_FALSE(finding.rule.starts_with("change."));
    CHECK_FALSE(finding.rule.starts_with("coverage."));
    CHECK_FALSE(finding.rule.starts_with("location."));
    CHECK(finding.rule != "date.order");
  }
}

TEST_CASE("An id that moved to another district is told, with its cell's row and both places") {
  const auto draft =
      after("S1,One,XXA01,10,2\nS2,Two,XXA02,10,2\n", "S1,One,XXB01,10,2\nS2,Two,XXA02,10,2\n");
  const auto* const finding = find_rule(draft.findings, "location.moved");
  REQUIRE(finding != nullptr);
  CHECK(finding->row == 2);
  CHECK(finding->message == "`S1` was in Name of XXA01 in round 1 and is in Name of XXB01 now.");
}

TEST_CASE("An id that stands for another name is told; another spelling is not") {
  CHECK(
      contains(message(after("S1,Stadium Camp,XXA01,10,2\n", "S1,Bakassi,XXA01,10,2\n"), "location.renamed"),
               "`Stadium Camp`"));
  CHECK(message(after("S1,Stadium Camp,XXA01,10,2\n", "S1,STADIUM  CAMP,XXA01,10,2\n"), "location.renamed") ==
        "");
}

TEST_CASE("Change is measured on the districts that both rounds cover") {
  const auto draft = after("S1,One,XXA01,1000,200\nS2,Two,XXA02,90000,20000\n", "S1,One,XXA01,4000,800\n");
  CHECK(message(draft, "change.total") ==
        "On the areas that both cover, round 1 had 1000 people; this one has 4000.");
  CHECK(contains(message(draft, "change.area"),
                 "Name of XXA01 (XXA01) had 1000 people in round 1 and has 4000 now"));
  CHECK(
      contains(message(draft, "coverage.area_missing"), "Name of XXA02 (XXA02) had 90000 people in round 1"));
  CHECK(contains(message(draft, "coverage.locations_missing"),
                 "1 of 2 locations of round 1, with 90000 people"));
  // By half is not by more than half.
  CHECK(message(after("S1,One,XXA01,1000,200\n", "S1,One,XXA01,1500,300\n"), "change.total") == "");
  CHECK(message(after("S1,One,XXA01,1000,200\n", "S1,One,XXA01,1501,300\n"), "change.total") != "");
}

TEST_CASE("An area that is new is told apart from one that has grown") {
  const auto draft = after("S1,One,XXA01,10,2\n", "S1,One,XXA01,10,2\nS2,Two,XXB01,70,10\n");
  CHECK(message(draft, "coverage.area_new") == "1 areas with 70 people, of which round 1 said nothing.");
  CHECK(message(draft, "change.area") == "");
}

TEST_CASE("A file whose figures are those of the round before is told") {
  std::string rows;
  for (int i = 0; i < 25; ++i)
    rows += "S" + std::to_string(i) + ",Place,XXA01," + std::to_string(10 + i) + ",2\n";
  CHECK(contains(message(after(rows, rows), "change.none"), "25 of 25 locations"));
  auto other = rows;
  for (int i = 0; i < 3; ++i) other.replace(other.find("Place,XXA01,1"), 13, "Place,XXA01,9");
  CHECK(message(after(rows, other), "change.none") == "");
}

TEST_CASE("A round that ends before one of a lower number is told") {
  CHECK(message(after("S1,One,XXA01,10,2\n", "S1,One,XXA01,10,2\n", "2021-01-01"), "date.order") ==
        "Round 2 ends on 2020-06-30, round 1 before it on 2021-01-01.");
}

TEST_CASE("Of several rounds in one file each is compared with the one before it") {
  SmallImport import;
  import.options.round.reset();
  import.options.to.reset();
  const auto result = import.csv(
      "source_id,admin2_code,idps_individuals,round_number,period_end\nS1,XXA01,1000,1,2020-01-31\n"
      "S1,XXA01,9000,2,2020-02-29\nS1,XXA01,9000,3,2020-03-31\n");
  REQUIRE(result.drafts.size() == 3);
  CHECK(message(result.drafts[0], "change.total") == "");
  CHECK(contains(message(result.drafts[1], "change.total"), "round 1 had 1000 people; this one has 9000"));
  CHECK(message(result.drafts[2], "change.total") == "");
}

TEST_CASE("Households far from the round's usual size, and places far above their neighbours, are told") {
  std::string rows;
  for (int i = 0; i < 30; ++i) rows += "S" + std::to_string(i) + ",,XXA01,200,40\n";
  SmallImport import;
  const auto draft = import.round(header + rows + "S90,,XXA01,900,45\nS91,,XXA01,9000,1800\n");
  const auto* const unusual = find_rule(draft.findings, "household.unusual");
  REQUIRE(unusual != nullptr);
  CHECK(unusual->row == 32);
  CHECK(unusual->cell == "D32");
  const auto* const outlier = find_rule(draft.findings, "people.outlier");
  REQUIRE(outlier != nullptr);
  CHECK(outlier->row == 33);
}

TEST_CASE("A total that is not the sum of its rows is told; one that is, and subtotals, are not") {
  const auto total = [](const std::string& rows) {
    SmallImport import;
    return message(import.round(header + rows), "total.differs");
  };
  const std::string rows = "S1,One,XXA01,10,2\nS2,Two,XXA02,20,4\n";
  CHECK(total(rows) == "");
  CHECK(total(rows + ",Grand Total,,30,6\n") == "");
  CHECK(total(rows + ",Total,,10,2\n,Total,,20,4\n") == "");
  CHECK(total(rows + ",Total,,10,2\n,Sub-total,,20,4\n,Grand Total,,30,6\n") == "");
  CHECK(total(rows + ",Grand Total,,31,6\n") == "The total says 31 people, the rows add up to 30.");
}

TEST_CASE("More people by origin than people are told") {
  SmallImport import(test::small_profile(test::baseline_keys + "[origins]\nmode = \"rows\"\n"));
  const auto draft = import.round(
      "source_id,admin2_code,origin_admin2_code,origin_individuals,idps_individuals\nS1,XXA01,XXA02,30,20\n"
      "S2,XXA01,XXA02,20,20\n");
  const auto* const finding = find_rule(draft.findings, "count.origins");
  REQUIRE(finding != nullptr);
  CHECK(finding->row == 2);
  CHECK(finding->message == "30 people by origin, 20 people in all.");
}

TEST_CASE("Dates in the future, reversed, and before the year an operation is named after are told") {
  SmallImport future;
  future.options.to = model::Date::today();
  const auto tomorrow = model::Date::from_days(model::Date::today().days_since_1970() + 1).to_string();
  const auto ahead =
      future.round("source_id,admin2_code,assessed_on,idps_individuals\nS1,XXA01," + tomorrow + ",1\n");
  CHECK(find_rule(ahead.findings, "date.future")->cell == "C2");

  SmallImport import;
  import.options.operation = "XXX-EQ-2021";
  const auto early = import.csv(header + "S1,One,XXA01,1,1\n");
  CHECK(contains(find_rule(early.findings, "date.before_operation")->message, "2020-06-30"));
}
