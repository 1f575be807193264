/// Files of further countries, of the kinds that are known: made from the real ones by giving them another
/// country's codes and other spellings of what is free.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/real_data.hpp"
#include "support/real_table.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::contains;
using test::csv_text;
using test::find_rule;
using test::TableRows;

namespace {

ingest::ImportResult import_without_boundaries(const std::filesystem::path& file,
                                               std::optional<int> round = {}) {
  ingest::ImportOptions options;
  options.file = file;
  options.round = round;
  return ingest::import_file(options, {});
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void replace_everywhere(TableRows& rows, const std::string& from, const std::string& to) {
  for (auto& row : rows)
    for (auto& cell : row)
      if (cell.starts_with(from)) cell = to + cell.substr(from.size());
}

struct Sums {
  std::int64_t individuals = 0, returnees = 0, female = 0, rows = 0;
  std::size_t rounds = 0;
  bool operator==(const Sums&) const = default;
};

Sums sums(const ingest::ImportResult& result) {
  Sums all;
  for (const auto& draft : result.drafts) {
    const auto& totals = draft.content.round.totals;
    all.individuals += totals.individuals;
    all.returnees += totals.returnees;
    all.rows += totals.rows_accepted;
    const auto& female = draft.content.assessments.column("female");
    for (std::size_t row = 0; row < female.size(); ++row)
      all.female += female.is_null(row) ? 0 : female.integer(row);
  }
  all.rounds = result.drafts.size();
  return all;
}

}  // namespace

TEST_CASE("The DTM API's answers about another country are read: its operations get codes of their own") {
  const auto data = test::real_data("");
  if (!data) return;
  test::TemporaryFolder folder;
  const auto file = *data / "dtm-api/displacement-admin1-admin0pcode-hti.json";
  const auto known = import_without_boundaries(file);
  auto text = text_of(file);
  for (const auto& [from, to] : {std::pair{"\"HTI\"", "\"SSD\""},
                                 {"\"Haiti\"", "\"South Sudan\""},
                                 {"\"HT", "\"SS"},
                                 {"Haiti Earthquake", "Floods in the Sudd"},
                                 {"\"id\"", "\"recordId\""}})
    text = replaced(text, from, to);
  const auto other = import_without_boundaries(folder.write("response.json", text));
  CHECK(other.profile == "dtm-api");
  CHECK((sums(other) == sums(known)));
  bool named = false;
  for (const auto& draft : other.drafts) {
    CHECK(draft.operation.country == "SSD");
    CHECK(draft.content.round.key.operation.starts_with("SSD"));
    named = named || draft.content.round.key.operation == "SSD-FLOODS-IN-THE-SUDD";
  }
  CHECK(named);
}

TEST_CASE(
    "The DTM API's table may lack its hashtags, have its columns in any order, and come with semicolons") {
  const auto data = test::real_data("");
  if (!data) return;
  test::TemporaryFolder folder;
  auto rows = test::real_rows(*data / "dtm-api/global-iom-dtm-from-api-admin-0-to-2.csv", 21);
  const auto known = import_without_boundaries(*data / "dtm-api/global-iom-dtm-from-api-admin-0-to-2.csv");
  rows.erase(rows.begin() + 1);
  for (auto& row : rows) std::ranges::reverse(row);
  const auto other = import_without_boundaries(folder.write("table.csv", csv_text(rows, ';')));
  CHECK(other.profile == "dtm-api");
  CHECK((sums(other) == sums(known)));
}

TEST_CASE("An export by the codes of DTM's data dictionary is read in any country, however the codes go on") {
  const auto data = test::real_data("");
  if (!data) return;
  test::TemporaryFolder folder;
  const auto known = import_without_boundaries(*data / "malawi/survey.csv");
  auto rows = test::real_rows(*data / "malawi/survey.csv", 151);
  replace_everywhere(rows, "MWI", "MOZ");
  replace_everywhere(rows, "MW", "MZ");
  for (auto& header : rows[0])
    if (header.starts_with("m0") && !header.ends_with("_other"))
      header = replaced(header, "_loc_", "_place_");
  std::ranges::reverse(rows[0]);
  for (std::size_t row = 1; row < rows.size(); ++row) std::ranges::reverse(rows[row]);
  const auto other = import_without_boundaries(folder.write("export.csv", csv_text(rows)));
  CHECK(other.profile == "dtm-dictionary");
  CHECK((sums(other) == sums(known)));
  REQUIRE(other.drafts.size() == 1);
  const auto& draft = other.drafts[0];
  CHECK(draft.operation.country == "MOZ");
  // Words of one's own beside a question never become its answer.
  for (std::size_t row = 0; row < draft.content.assessments.rows(); ++row)
    CHECK_FALSE(contains(test::value(draft, "reason_main", row), "Marriage"));
  for (const auto& finding : draft.findings) CHECK_FALSE(contains(finding.message, "Marriage"));
}

TEST_CASE(
    "A table with hashtags is read in any country, whatever its headers are and however the tags are "
    "written") {
  const auto data = test::real_data("");
  if (!data) return;
  test::TemporaryFolder folder;
  const auto file = *data / "ukraine/DTM_Ukraine_Zakarpatska_AreaBaseline_5_15_April_2022_0.csv";
  const auto known = import_without_boundaries(file, 1);
  auto rows = test::real_rows(file, 16);
  replace_everywhere(rows, "UKR", "SDN");
  replace_everywhere(rows, "UA", "SD");
  for (auto& tag : rows[1]) {
    tag = replaced(tag, "#affected+idps+ind", "#Affected +ind +idps");
    tag = replaced(tag, "#adm2+code", "#ADM2+code+v_pcode");
  }
  for (std::size_t i = 0; i < rows[0].size(); ++i) rows[0][i] = fmt::format("c{}", i);
  for (auto& row : rows) std::ranges::rotate(row, row.begin() + 5);
  const auto other = import_without_boundaries(folder.write("tagged.csv", csv_text(rows, '\t')), 1);
  CHECK(other.profile == "hxl");
  CHECK((sums(other) == sums(known)));
  CHECK(other.drafts.at(0).operation.country == "SDN");
}

TEST_CASE("A survey's workbook of shares is refused with what it lacks, and still gives a draft to look at") {
  const auto data = test::real_data("");
  if (!data) return;
  const auto file = *data / "ukraine/idp-report-round2.xlsx";
  const auto refusal = test::message_of([&] { import_without_boundaries(file, 2); });
  CHECK(contains(refusal, "idp-report-round2.xlsx"));
  CHECK(contains(refusal, "fits no profile"));
  CHECK(contains(refusal, "docs/profiles.md"));
}
