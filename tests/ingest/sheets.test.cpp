/// Workbooks whose rounds lie on several sheets.
#include <set>

#include "support/dataset_profiles.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::contains;
using test::find_rule;
using test::SmallImport;

namespace {

using Sheets = std::vector<test::SheetOfRows>;
const std::vector<std::string> head = {"admin2_code", "name", "idps_individuals", "_uuid"};

class Book : public SmallImport {
 public:
  using SmallImport::SmallImport;
  std::filesystem::path write(const Sheets& sheets) {
    return test::write_workbook(folder.path() / "book.xlsx", sheets);
  }
  std::string refusal_of(const Sheets& sheets) {
    return test::message_of([&] { file(write(sheets)); });
  }
};

}  // namespace

TEST_CASE("A sheet for each state is one round, and findings name their sheet") {
  Book book;
  const auto result = book.file(book.write(
      {{"North", {{"North, 2020"}, head, {"XXA01", "Camp", "10", "a"}, {"XXA01", "School", "-4", "b"}}},
       {"South",
        {head, {"XXB01", "Camp", "20", "c"}, {"XXB01", "Hall", "many", "d"}, {"Total", "", "30", ""}}},
       {"Summary", {{"admin2_code", "idps_individuals"}, {"XXA01", "10"}, {"XXB01", "20"}}}}));
  REQUIRE(result.drafts.size() == 1);
  const auto& draft = result.drafts.front();
  const auto& totals = draft.content.round.totals;
  CHECK(totals.individuals == 30);
  CHECK(totals.locations == 2);
  CHECK(totals.rows_read == 5);
  CHECK(totals.rows_rejected == 3);
  REQUIRE(draft.rejected.size() == 3);
  CHECK(draft.rejected[0].sheet == "North");
  CHECK(draft.rejected[0].row == 4);
  CHECK(draft.rejected[1].sheet == "South");
  CHECK(draft.rejected[1].row == 3);
  const auto* text = find_rule(draft.findings, "count.not_a_number");
  REQUIRE(text != nullptr);
  CHECK(text->sheet == "South");
  CHECK(text->cell == "C3");
  CHECK(find_rule(draft.findings, "total.differs") == nullptr);
  REQUIRE(find_rule(result.findings, "sheets.together") != nullptr);
  CHECK(contains(find_rule(result.findings, "sheets.together")->message, "2 sheets"));
  REQUIRE(find_rule(result.findings, "sheet.not_read") != nullptr);
  CHECK(contains(find_rule(result.findings, "sheet.not_read")->message, "`Summary`"));
}

TEST_CASE("A row that lacks part of its key is no place that two sheets could share") {
  Book book(test::small_profile(test::baseline_keys + "[identity]\nkeys = [[\"source_id\"]]\n"));
  const std::vector<std::string> columns = {"source_id", "admin2_code", "idps_individuals"};
  const auto draft = book.file(book.write({{"North", {columns, {"A", "XXA01", "10"}, {"", "XXA02", "1"}}},
                                           {"South", {columns, {"B", "XXB01", "20"}, {"", "XXA02", "2"}}}}))
                         .drafts.front();
  CHECK(draft.content.round.totals.individuals == 33);
}

TEST_CASE("Sheets that name rounds of their own are told, whichever round they were said to be") {
  Book book(
      test::small_profile("[round]\nmethod = \"baseline\"\nnumber_patterns = ['Round (\\d+)']\n"
                          "[unit]\ndefault = \"settlement\"\n"));
  const Sheets sheets = {{"Round 1", {head, {"XXA01", "Camp", "10", "a"}}},
                         {"Round 2", {head, {"XXB01", "Camp", "20", "b"}}}};
  CHECK(find_rule(book.file(book.write(sheets)).findings, "round.differs") != nullptr);
  book.options.sheet = "Round 1";
  CHECK(find_rule(book.file(book.write(sheets)).findings, "round.differs") == nullptr);
  book.options.round.reset();
  CHECK(book.file(book.write(sheets)).drafts.front().content.round.key.number == 1);
}

TEST_CASE("Cells that are blank below others are told of every sheet") {
  Book book;
  const std::vector<std::string> columns = {"admin1_name", "admin2_name", "name", "idps_individuals"};
  const auto blocks = [&](const std::string& state) {
    test::SheetOfRows sheet{state, {columns}};
    for (int i = 0; i < 6; ++i)
      sheet.rows.push_back({i % 3 > 0 ? ""
                            : i == 0  ? "Name of XXA"
                                      : "Name of XXB",
                            "", state + std::to_string(i), "7"});
    return sheet;
  };
  const auto result = book.file(book.write({blocks("North"), blocks("South")}));
  std::set<std::string> sheets;
  for (const auto& finding : result.findings)
    if (finding.rule == "place.blank_below") sheets.insert(finding.sheet);
  CHECK(sheets == std::set<std::string>{"North", "South"});
}

TEST_CASE("Two lists of services with one header are two lists, of which one is read") {
  Book book(test::services_profile);
  const std::vector<std::string> columns = {"name", "admin2_name", "capacity_individuals"};
  const auto result = book.file(
      book.write({{"2023", {columns, {"Clinic", "Name of XXA01", "10"}, {"School", "Name of XXA02", "9"}}},
                  {"2024", {columns, {"Clinic", "Name of XXA01", "20"}}}}));
  REQUIRE(result.drafts.size() == 1);
  CHECK(result.drafts.front().content.round.totals.rows_rejected == 0);
  CHECK(find_rule(result.findings, "sheet.not_read") != nullptr);
}

TEST_CASE("Sheets of one header that hold one place are not added up, and --sheet says which is read") {
  Book book;
  const Sheets sheets = {{"June", {head, {"XXA01", "Camp", "10", "a"}, {"XXA02", "Hall", "5", "b"}}},
                         {"July", {head, {"XXA01", "Camp", "12", "c"}}}};
  const auto why = book.refusal_of(sheets);
  CHECK(contains(why, "line 2 of `June` and line 2 of `July` are about one place"));
  CHECK(contains(why, "--sheet NAME"));
  book.options.sheet = "July";
  const auto july = book.file(book.write(sheets)).drafts.front();
  CHECK(july.content.round.totals.individuals == 12);
  book.options.sheet = "June";
  const auto june = book.file(book.write(sheets)).drafts.front();
  CHECK(june.content.round.totals.individuals == 15);
  CHECK(june.content.round.content_hash != july.content.round.content_hash);
  book.options.sheet = "May";
  CHECK(contains(book.refusal_of(sheets), "no sheet `May`"));
}

TEST_CASE("A copy of a sheet adds nobody") {
  Book book;
  const test::TableRows rows = {head, {"XXA01", "Camp", "10", "a"}, {"XXA02", "Hall", "5", "b"}};
  const auto draft = book.file(book.write({{"Data", rows}, {"Data (2)", rows}})).drafts.front();
  CHECK(draft.content.round.totals.individuals == 15);
  CHECK(draft.rejected.size() == 2);
  CHECK(draft.rejected[0].rule == "row.duplicate");
}
