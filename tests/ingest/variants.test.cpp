/// Files as other rounds and other countries have them, derived from the real ones: columns renamed, moved
/// and added, titles and totals, other sheets, other codes. Each gives the round of the file it was made
/// from, or says what is missing.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "geo/gazetteer.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/real_boundaries.hpp"
#include "support/real_data.hpp"
#include "support/real_table.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::contains;
using test::csv_text;
using test::find_rule;
using test::import_real;
using test::TableRows;

namespace {

/// What two files have to agree in to say the same.
struct Said {
  std::int64_t individuals = 0;
  std::int64_t households = 0;
  std::int64_t rows = 0;
  std::map<std::string, std::int64_t> people_by_area;  ///< of level 2, by P-code
  std::int64_t reasons = 0;
  std::int64_t from_known_origin = 0;
  bool operator==(const Said&) const = default;
};

Said said(const model::RoundDraft& draft) {
  const auto& content = draft.content;
  Said result{content.round.totals.individuals,
              content.round.totals.households,
              content.round.totals.rows_accepted,
              {},
              0,
              0};
  const auto& people = content.assessments.column("idps_individuals");
  for (std::size_t row = 0; row < content.areas.size(); ++row)
    if (const auto area = content.boundaries->ancestor(content.areas[row], 2);
        area != geo::no_area && !people.is_null(row))
      result.people_by_area[content.boundaries->area(area).pcode] += people.integer(row);
  for (const auto& figure : content.area_figures)
    result.reasons += figure.field == "unknown_reason_individuals" ? 0 : figure.value;
  for (const auto& share : content.origins)
    result.from_known_origin += share.pcode.empty() ? 0 : share.individuals;
  return result;
}

ingest::ImportResult import_at(const std::filesystem::path& folder, const std::filesystem::path& file) {
  ingest::ImportOptions options;
  options.file = file;
  options.round = 99;
  options.to = model::Date::parse("2018-12-31");
  return import_real(folder, options);
}

/// Of files that say round and dates themselves.
ingest::ImportResult import_as_is(const std::filesystem::path& folder, const std::filesystem::path& file) {
  ingest::ImportOptions options;
  options.file = file;
  return import_real(folder, options);
}

std::size_t column_named(const TableRows& rows, const std::string& header) {
  for (std::size_t i = 0; i < rows[0].size(); ++i)
    if (geo::normalise_name(rows[0][i]) == geo::normalise_name(header)) return i;
  FAIL("the real file has no column " << header);
  return 0;
}

using Renames = std::map<std::string, std::string>;

TableRows renamed(TableRows rows, const Renames& names) {
  for (const auto& [from, to] : names) rows[0][column_named(rows, from)] = to;
  return rows;
}

struct Nigeria {
  explicit Nigeria(const std::filesystem::path& data) : folder(data) {}

  /// The rows of a round, and what its file says.
  const TableRows& rows(int round) {
    if (!rows_.contains(round)) {
      const std::map<int, std::size_t> columns = {{14, 29}, {16, 31}, {20, 65}, {28, 60}};
      rows_[round] = test::real_rows(file(round), columns.at(round));
      said_[round] = said(import_at(folder, file(round)).drafts.at(0));
    }
    return rows_[round];
  }
  const Said& wanted(int round) { return said_.at(round); }
  std::filesystem::path file(int round) const {
    return folder / fmt::format("nigeria/rounds/round{}.xlsx", round);
  }

  void check_same(int round, const TableRows& variant) {
    const auto result = import_at(folder, own.write("variant.csv", csv_text(variant)));
    CHECK(result.profile == "nigeria-baseline");
    const auto found = said(result.drafts.at(0));
    CHECK(found.individuals == wanted(round).individuals);
    CHECK(found.households == wanted(round).households);
    CHECK((found == wanted(round)));
  }

  std::filesystem::path folder;
  test::TemporaryFolder own;

 private:
  std::map<int, TableRows> rows_;
  std::map<int, Said> said_;
};

}  // namespace

TEST_CASE("Nigeria: the counts go by many names, and none is mistaken for another") {
  const auto data = test::real_data("");
  if (!data) return;
  Nigeria nigeria(*data);
  const std::pair<const char*, const char*> counts[] = {
      {"Number of HH", "Number of IND"},
      {"No. of Households", "No. of Individuals"},
      {"# of HHs", "# of Individuals"},
      {"HHs", "Individuals"},
      {"IDP HH", "IDP IND"},
      {"Number of IDP HH", "Number of IDP"},
      {"Number of IDP HHs", "Number of IDP Individuals"},
      {"Total HH", "Total IDP Population"},
      {"Total IDP HH", "Total IDP IND"},
      {"Estimated No. of IDP Households", "Estimated No. of IDP Individuals"},
      {"Estimated Number of IDP Households (HH)", "Estimated Number of IDP Individuals (IND)"},
      {"Estimated Household Number by Ward", "Estimated Number of IDP by Ward"},
      {"Total number of IDP HHs", "Total number of IDPs"},
      {"estimate_hh_ward", "estimate_ind_ward"},
      {"ESTIMATED NUMBER OF HOUSEHOLDS ", "ESTIMATED NUMBER OF INDIVIDUALS "},
      {"IDP Households", "IDPs"}};
  for (const auto& [households, individuals] : counts) {
    CAPTURE(households, individuals);
    auto rows = renamed(nigeria.rows(16), {{"Estimated Household Number", households},
                                           {"Estimated Number of IDP", individuals}});
    // Beside them, what other rounds and countries count besides.
    for (const auto& more :
         {"Number of IDPs female", "Number of IDP HH female headed", "Total number of IDPs arrived",
          "IDP individuals percent", "Number of individuals per household"}) {
      rows[0].push_back(more);
      for (std::size_t row = 1; row < rows.size(); ++row) rows[row].push_back("3");
    }
    nigeria.check_same(16, rows);
  }
}

TEST_CASE("Nigeria: places and origins go by many names") {
  const auto data = test::real_data("");
  if (!data) return;
  Nigeria nigeria(*data);
  const Renames variants[] = {
      {{"State of Displacement", "STATE"}, {"LGA", "L.G.A."}, {"Ward", "WARD NAME"}},
      {{"State of Displacement", "State Name"},
       {"LGA", "LGA Name"},
       {"Ward", "Ward_Name"},
       {"SSID", "Site ID"}},
      {{"State of Displacement", "State of Assessment"},
       {"LGA", "LGA of Assessment"},
       {"Ward", "Ward of Assessment"}},
      {{"State of Displacement", "Admin1 Name"}, {"LGA", "Admin2 Name"}, {"Ward", "Admin3 Name"}},
      {{"State_Pcode", "State PCode"}, {"LGA_Pcode", "LGA PCode"}, {"Location_type", "Type of Location"}},
      {{"LOCATION NAME", "Site Name"},
       {"Location_type", "Site Type"},
       {"Year of Displacement", "Displacement Year"}},
      {{"State of Origin of Majority", "State of Origin"},
       {"LGA of Origin of Majority", "LGA of Origin"},
       {"State of Origin of Majority_code", "State of Origin Code"},
       {"LGA of Origin of Majority_code", "LGA of Origin Code"}},
      {{"State of Origin of Majority", "state_orig"}, {"LGA of Origin of Majority", "lga_orig"}},
      {{"Displacement Reason_insurg_Estimated Number of IDP", "reason_insurg_ind"},
       {"Displacement Reason_clash_Estimated Number of IDP",
        "Number of individuals displaced by community clashes"},
       {"Displacement Reason_disaster_Estimated Number of IDP",
        "Number of IDPs displaced by natural disasters"},
       {"Displacement Reason_others_Estimated Number of IDP", "reason_other_ind"}}};
  for (const auto& names : variants) {
    CAPTURE(names.begin()->second);
    nigeria.check_same(16, renamed(nigeria.rows(16), names));
  }
}

TEST_CASE("Nigeria: the order of columns does not matter, nor do blank columns and rows around the table") {
  const auto data = test::real_data("");
  if (!data) return;
  Nigeria nigeria(*data);
  auto reversed = nigeria.rows(28);
  for (auto& row : reversed) std::ranges::reverse(row);
  nigeria.check_same(28, reversed);
  auto rotated = nigeria.rows(28);
  for (auto& row : rotated) std::ranges::rotate(row, row.begin() + 17);
  nigeria.check_same(28, rotated);
  auto padded = nigeria.rows(28);
  for (auto& row : padded) row.resize(row.size() + 108);
  for (int i = 0; i < 30; ++i) padded.emplace_back(padded[0].size());
  padded.insert(padded.begin() + 40, std::vector<std::string>(padded[0].size()));
  for (auto& row : padded) row.insert(row.begin(), "");
  nigeria.check_same(28, padded);
}

TEST_CASE("Nigeria: titles and headings above the header, and totals below, change nothing") {
  const auto data = test::real_data("");
  if (!data) return;
  Nigeria nigeria(*data);
  auto rows = nigeria.rows(16);
  const auto width = rows[0].size();
  const auto line = [&](std::initializer_list<std::pair<std::size_t, std::string>> cells) {
    std::vector<std::string> row(width);
    for (const auto& [at, text] : cells) row[at] = text;
    return row;
  };
  const auto people = std::to_string(nigeria.wanted(16).individuals);
  const auto households = std::to_string(nigeria.wanted(16).households);
  rows.push_back(line({{0, "Grand Total"}, {8, households}, {9, people}}));
  rows.push_back(line({{1, "TOTAL"}, {8, households}, {9, people}}));
  rows.push_back(line({{8, households}, {9, people}}));
  rows.insert(rows.begin(),
              {line({{0, "DTM NIGERIA"}}), line({}), line({{3, "Baseline assessment of displaced people"}}),
               line({{0, "PLACE OF DISPLACEMENT"}, {8, "POPULATION"}, {19, "REASONS"}})});
  nigeria.check_same(16, rows);
}

TEST_CASE("Nigeria: a workbook's data are found whatever its sheets are called and hold") {
  const auto data = test::real_data("");
  if (!data) return;
  Nigeria nigeria(*data);
  const auto& rows = nigeria.rows(16);
  TableRows pivot = {{"Row Labels", "", "", ""}, {"State", "LGA", "Sum of HH", "Sum of IND"}};
  for (std::size_t i = 1; i < 40; ++i) pivot.push_back({rows[i][1], rows[i][4], rows[i][8], rows[i][9]});
  const TableRows summary = {{"State name", "LGA name", "Number of households", "Number of individuals"},
                             {"BORNO", "BAMA", "10", "50"},
                             {"YOBE", "GUJBA", "20", "90"}};
  const TableRows dictionary = {{"FIELD NAME", "DESCRIPTION"},
                                {"State Name", "Name of the State"},
                                {"LGA Name", "Name of the LGA"},
                                {"Estimated Number of IDP", "Number of IDPs in the ward"}};
  for (const auto& name : {"Sheet1", "R17_Baseline", "Wards & sites", "Data"}) {
    CAPTURE(name);
    const auto book = test::write_workbook(
        nigeria.own.path() / "book.xlsx",
        {{"Dictionary", dictionary}, {"Summary", summary}, {"Pivot", pivot}, {name, rows}});
    const auto result = import_at(*data, book);
    CHECK(result.sheet == name);
    CHECK((said(result.drafts.at(0)) == nigeria.wanted(16)));
    // The summary's figures are of the same people: that it is not read is said.
    const auto* other = find_rule(result.findings, "sheet.not_read");
    REQUIRE(other != nullptr);
    CHECK(contains(other->message, "`Summary`"));
  }
}

TEST_CASE(
    "Nigeria: with names alone, with codes alone, with today's codes, nearly everybody stays in their "
    "district") {
  const auto data = test::real_data("");
  if (!data) return;
  Nigeria nigeria(*data);
  const auto blanked = [&](int round, const std::vector<std::string>& headers) {
    auto rows = nigeria.rows(round);
    for (const auto& header : headers) {
      const auto at = column_named(rows, header);
      for (auto& row : rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return rows;
  };
  const auto moved = [&](int round, const TableRows& variant) {
    const auto found =
        said(import_at(*data, nigeria.own.write("variant.csv", csv_text(variant))).drafts.at(0));
    CHECK(found.individuals == nigeria.wanted(round).individuals);
    std::int64_t elsewhere = 0;
    for (const auto& [area, people] : nigeria.wanted(round).people_by_area) {
      const auto there = found.people_by_area.find(area);
      elsewhere +=
          std::max<std::int64_t>(0, people - (there == found.people_by_area.end() ? 0 : there->second));
    }
    return static_cast<double>(elsewhere) / static_cast<double>(found.individuals);
  };
  CHECK(moved(16, blanked(16, {"State_code", "State_Pcode", "LGA_code", "LGA_Pcode", "Ward_code"})) == 0);
  CHECK(moved(28, blanked(28, {"State Pcode", "LGA Pcode", "CODs PCODE"})) <= 0.005);
  CHECK(moved(16, blanked(16, {"State of Displacement", "LGA", "Ward"})) <= 0.005);
  CHECK(moved(28, blanked(28, {"State of Displacement", "LGA", "WARD"})) <= 0.005);
}

TEST_CASE("Nigeria: a list without its people, or without places, is refused with what is missing") {
  const auto data = test::real_data("");
  if (!data) return;
  Nigeria nigeria(*data);
  const auto refusal = [&](const Renames& names) {
    return test::message_of([&] {
      import_at(*data, nigeria.own.write("variant.csv", csv_text(renamed(nigeria.rows(16), names))));
    });
  };
  const auto people = refusal({{"Estimated Number of IDP", "XYZ"}});
  CHECK(contains(people, "Nearest is `nigeria-baseline`"));
  CHECK(contains(people, "missing: idps_individuals"));
  const auto places = refusal({{"LGA", "X1"}, {"LGA_code", "X2"}, {"LGA_Pcode", "X3"}});
  CHECK(contains(places, "missing: admin2_name or admin2_code"));
}

namespace {

struct Iraq {
  explicit Iraq(const std::filesystem::path& data)
      : folder(data), rows(test::real_rows(data / "iraq/rounds/DTM_Dataset_14092014.csv", 41)) {
    wanted = said(import_as_is(folder, folder / "iraq/rounds/DTM_Dataset_14092014.csv").drafts.at(0));
  }

  ingest::ImportResult import(const TableRows& variant) {
    return import_as_is(folder, own.write("list.csv", csv_text(variant)));
  }
  std::string refusal(const TableRows& variant) {
    return test::message_of([&] { import(variant); });
  }

  std::filesystem::path folder;
  TableRows rows;
  Said wanted;
  test::TemporaryFolder own;
};

TableRows without_column(TableRows rows, std::size_t at) {
  for (auto& row : rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(at));
  return rows;
}

TableRows swapped(TableRows rows, std::size_t a, std::size_t b) {
  for (auto& row : rows) std::swap(row[a], row[b]);
  return rows;
}

}  // namespace

TEST_CASE("Iraq: a list without a header is read by position, with blank columns behind it too") {
  const auto data = test::real_data("");
  if (!data) return;
  Iraq iraq(*data);
  auto padded = iraq.rows;
  for (auto& row : padded) row.resize(row.size() + 5);
  const auto result = iraq.import(padded);
  CHECK(result.profile == "iraq-masterlist");
  CHECK((said(result.drafts.at(0)) == iraq.wanted));
  auto shuffled = iraq.rows;
  std::ranges::reverse(shuffled);
  CHECK((said(iraq.import(shuffled).drafts.at(0)) == iraq.wanted));
}

TEST_CASE("Iraq: with its labels as a header, in English, Arabic or short, columns may stand anywhere") {
  const auto data = test::real_data("");
  if (!data) return;
  Iraq iraq(*data);
  auto labels = test::real_rows(*data / "iraq/rounds/label.csv", 3);
  labels.erase(
      std::remove_if(labels.begin(), labels.end(), [](const auto& row) { return row[0] == "label_en"; }),
      labels.end());
  REQUIRE(labels.size() == 41);
  for (std::size_t language = 0; language < 3; ++language) {
    CAPTURE(language);
    auto rows = iraq.rows;
    std::vector<std::string> header;
    for (const auto& label : labels) header.push_back(label[language]);
    rows.insert(rows.begin(), header);
    for (auto& row : rows) std::ranges::rotate(row, row.begin() + 13);
    const auto result = iraq.import(rows);
    CHECK(result.profile == "iraq-masterlist");
    CHECK((said(result.drafts.at(0)) == iraq.wanted));
    for (const auto& finding : result.findings) CHECK_FALSE(contains(finding.message, "350 Food Items"));
  }
}

TEST_CASE(
    "Iraq: a shifted layout is refused, and the refusal says which columns do not hold what they should") {
  const auto data = test::real_data("");
  if (!data) return;
  Iraq iraq(*data);
  CHECK(contains(iraq.refusal(without_column(iraq.rows, 8)), "41 columns (there are 40)"));
  auto wider = iraq.rows;
  for (auto& row : wider) row.insert(row.begin() + 3, "7");
  CHECK(contains(iraq.refusal(wider), "41 columns (there are 42)"));
  // As many columns, but others.
  auto moved = without_column(iraq.rows, 2);
  for (auto& row : moved) row.emplace_back("x");
  CHECK(contains(iraq.refusal(moved), "origin_admin1_name in column 5"));
  CHECK(contains(iraq.refusal(swapped(iraq.rows, 13, 14)), "longitude in column 14"));
  CHECK(contains(iraq.refusal(swapped(iraq.rows, 3, 4)), "idps_households in column 4"));
  CHECK(contains(iraq.refusal(swapped(iraq.rows, 5, 6)), "figure_status in column 6"));
  CHECK(contains(iraq.refusal(swapped(iraq.rows, 10, 12)), "source_id in column 13"));
  CHECK(contains(iraq.refusal(swapped(iraq.rows, 16, 17)), "round_number in column 17"));
}
