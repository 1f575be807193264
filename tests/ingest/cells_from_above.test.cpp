/// Areas that stand once above the rows they are about: merged cells, and blank ones.
#include "support/catch.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::area_of;
using test::find_rule;
using test::SmallImport;
using test::value;

namespace {

std::string profile(const std::string& fill_down = "") {
  return R"(
country = "XXX"
[recognise]
required = ["idps_individuals"]
[operation]
code = "XXX"
[round]
method = "baseline"
[[column]]
field = "admin1_name"
headers = ["State"]
)" + fill_down +
         R"(
[[column]]
field = "admin2_name"
headers = ["District"]
[[column]]
field = "name"
headers = ["Site"]
[[column]]
field = "idps_individuals"
headers = ["IDPs"]
)";
}

std::string areas(const model::RoundDraft& draft) {
  std::string text;
  for (std::size_t row = 0; row < draft.content.assessments.rows(); ++row)
    text += value(draft, "name", row) + "=" + area_of(draft, row) + " ";
  return text;
}

const std::vector<std::string> header = {"State", "District", "Site", "IDPs"};

}  // namespace

TEST_CASE("A cell merged over rows says its area to each of them; a merged count is counted once") {
  SmallImport import(profile());
  const auto book =
      test::write_workbook(import.folder.path() / "merged.xlsx", {{"data",
                                                                   {{"Camps of June"},
                                                                    header,
                                                                    {"Name of XXA", "", "P", "10"},
                                                                    {"", "", "Q", ""},
                                                                    {"", "Name of XXA02", "R", "30"},
                                                                    {"Name of XXB", "", "S", "40"},
                                                                    {"", "", "T", "50"},
                                                                    {"", "", "U", "60"}},
                                                                   {"A1:D1", "A3:A5", "A6:A7", "D3:D4"}}});
  const auto result = import.file(book);
  REQUIRE(result.drafts.size() == 1);
  const auto& draft = result.drafts.front();
  CHECK(areas(draft) == "P=XXA Q=XXA R=XXA02 S=XXB T=XXB U=XX ");
  CHECK(draft.content.round.totals.individuals == 190);
  const auto* found = find_rule(result.findings, "cells.merged");
  REQUIRE(found != nullptr);
  CHECK(test::contains(found->message, "2 cells of `State`"));
  CHECK(find_rule(result.findings, "place.blank_below") == nullptr);
}

TEST_CASE("Merged cells and numbers are found in a long sheet, wherever the pieces end that it is read in") {
  for (const std::size_t more : {0, 1, 2, 3, 5, 8, 13, 21, 34}) {
    CAPTURE(more);
    test::SheetOfRows sheet{"data", {header}, {"A5001:A5002"}};
    for (std::size_t i = 0; i < 5000; ++i)
      sheet.rows.push_back(
          {"Name of XXA", "", "S" + std::to_string(i) + std::string(i < 100 ? more : 0, 'x'), "1"});
    sheet.rows.push_back({"", "", "last", "50.625"});
    SmallImport import(profile());
    const auto result = import.file(test::write_workbook(import.folder.path() / "long.xlsx", {sheet}));
    CHECK(find_rule(result.findings, "cells.merged") != nullptr);
    REQUIRE(result.drafts.front().rejected.size() == 1);
    CHECK(test::contains(result.drafts.front().rejected.front().reason, "`50.625` is no whole number"));
  }
}

TEST_CASE("Blank cells below an area are not guessed, and the report says what to do") {
  const std::string table =
      "State,District,Site,IDPs\nName of XXA,,P,10\n,,Q,20\n,,R,30\nName of XXB,,S,40\n,,T,50\n";
  const auto result = SmallImport(profile()).csv(table);
  CHECK(areas(result.drafts.front()) == "P=XXA Q=XX R=XX S=XXB T=XX ");
  const auto* found = find_rule(result.findings, "place.blank_below");
  REQUIRE(found != nullptr);
  CHECK(test::contains(found->message, "`State`"));
  CHECK(test::contains(found->advice, "fill_down"));
}

TEST_CASE("A column of areas with gaps, or with none, is no column filled in blocks") {
  for (const std::string rows :
       {"Name of XXA,,P,10\nName of XXA,,Q,20\n,,R,30\n,,S,30\n,,T,30\n",
        "Name of XXA,,P,10\nName of XXB,,Q,20\n,,R,30\n", ",Name of XXA01,P,10\n,Name of XXA02,Q,20\n"}) {
    CAPTURE(rows);
    const auto result = SmallImport(profile()).csv("State,District,Site,IDPs\n" + rows);
    CHECK(find_rule(result.findings, "place.blank_below") == nullptr);
  }
}

TEST_CASE(
    "With fill_down a blank cell means what stands above, but for rows without a place and below totals") {
  SmallImport import(profile("fill_down = true\n"));
  const auto result = import.csv(
      "State,District,Site,IDPs\nName of XXA,,P,10\n,,Q,20\nName of XXA Total,,,30\n,Name of XXB01,R,5\n"
      "Name of XXB,,S,40\n,,T,50\n,,,95\n");
  REQUIRE(result.drafts.size() == 1);
  const auto& draft = result.drafts.front();
  CHECK(areas(draft) == "P=XXA Q=XXA R=XXB01 S=XXB T=XXB ");
  CHECK(draft.content.round.totals.individuals == 125);
  CHECK(find_rule(result.findings, "cells.filled_down") != nullptr);
  CHECK(find_rule(result.findings, "place.blank_below") == nullptr);
}

TEST_CASE("Another state ends the district above it, even where its own is blank") {
  auto text = profile("fill_down = true\n");
  text.insert(text.find("headers = [\"District\"]"), "fill_down = true\n");
  const auto draft = SmallImport(text).round(
      "State,District,Site,IDPs\nName of XXA,Name of XXA01,P,10\n,,Q,20\nName of XXB,,R,30\n,,S,40\n");
  CHECK(areas(draft) == "P=XXA01 Q=XXA01 R=XXB S=XXB ");
}

TEST_CASE("Rows that only their areas tell apart are no duplicates") {
  const std::string table =
      "State,District,Site,IDPs\nName of XXA,,P,10\n,,School,20\nName of XXB,,S,40\n,,School,20\n";
  const auto draft = SmallImport(profile("fill_down = true\n")).round(table);
  CHECK(find_rule(draft.findings, "row.duplicate") == nullptr);
  CHECK(draft.content.round.totals.individuals == 90);
}

TEST_CASE("Counts cannot be filled down") {
  auto text = profile();
  text += "fill_down = true\n";
  CHECK(test::contains(SmallImport(text).refusal("State,IDPs\nName of XXA,1\n"),
                       "for columns that say where a row is"));
}
