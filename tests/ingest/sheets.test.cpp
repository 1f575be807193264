/// Workbooks whose rounds lie on several sheets.
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
