/// The files as they were published: totals of the data README, placement, origins, reasons, needs.
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <set>

#include "ingest/report.hpp"
#include "model/round_data.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/real_boundaries.hpp"
#include "support/real_data.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::contains;
using test::find_rule;
using test::import_real;
using test::real_data;
using test::value;

namespace {

std::int64_t sum(const model::RoundDraft& draft, std::string_view field) {
  const auto& column = draft.content.assessments.column(field);
  std::int64_t total = 0;
  for (std::size_t row = 0; row < draft.content.assessments.rows(); ++row)
    total += column.is_null(row) ? 0 : column.integer(row);
  return total;
}

/// People placed at that level or deeper.
std::int64_t placed_at(const model::RoundDraft& draft, int level) {
  const auto& people = draft.content.assessments.column("idps_individuals");
  std::int64_t total = 0;
  for (std::size_t row = 0; row < draft.content.areas.size(); ++row)
    if (!people.is_null(row) && draft.content.boundaries->area(draft.content.areas[row]).level >= level)
      total += people.integer(row);
  return total;
}

/// By P-code.
std::map<std::string, std::int64_t> people_by_district(const model::RoundDraft& draft) {
  const auto& people = draft.content.assessments.column("idps_individuals");
  std::map<std::string, std::int64_t> districts;
  for (std::size_t row = 0; row < draft.content.areas.size(); ++row)
    if (const auto area = draft.content.boundaries->ancestor(draft.content.areas[row], 2);
        area != geo::no_area && !people.is_null(row))
      districts[draft.content.boundaries->area(area).pcode] += people.integer(row);
  return districts;
}

struct NigeriaRound {
  int number = 0;
  std::string ending;
  std::string date;  ///< of rounds whose file does not say it
  std::int64_t individuals = 0;
  std::int64_t rows = 0;
};

const NigeriaRound nigeria[] = {
    {2, "xls", "2015-02-28", 1'188'018, 617},
    {6, "xlsx", "2015-10-31", 2'233'506, 1'067},
    {10, "xlsx", "2016-06-30", 2'066'783, 1'448},
    {14, "xlsx", "2017-01-31", 1'899'830, 942},
    {16, "xlsx", "2017-05-31", 1'884'331, 996},
    {18, "xlsx", "2017-08-31", 1'757'288, 1'018},
    {20, "xlsx", "2017-12-31", 1'702'680, 1'038},
    {24, "xlsx", "", 1'926'748, 804},
    {28, "xlsx", "", 2'018'513, 794},
};

model::RoundDraft nigeria_round(const std::filesystem::path& folder, const NigeriaRound& round) {
  ingest::ImportOptions options;
  options.file = fmt::format("nigeria/rounds/round{}.{}", round.number, round.ending);
  if (!round.date.empty()) {
    options.round = round.number;
    options.to = model::Date::parse(round.date);
  }
  auto result = import_real(folder, options);
  CHECK(result.profile == "nigeria-baseline");
  REQUIRE(result.drafts.size() == 1);
  return std::move(result.drafts.front());
}

model::RoundDraft iraq_list(const std::filesystem::path& folder, const std::string& name) {
  ingest::ImportOptions options;
  options.file = "iraq/rounds/" + name;
  if (contains(name, "26102014")) {
    options.round = 7;
    options.to = model::Date::parse("2014-10-26");
  }
  auto result = import_real(folder, options);
  CHECK(result.profile == "iraq-masterlist");
  REQUIRE(result.drafts.size() == 1);
  return std::move(result.drafts.front());
}

std::vector<std::string> csv_cells(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else if (c != '\r')
      cells.back() += c;
  }
  return cells;
}

}  // namespace

TEST_CASE("Nigeria's nine rounds give the totals of their files, placed at level 2") {
  const auto folder = real_data("");
  if (!folder) return;
  for (const auto& round : nigeria) {
    CAPTURE(round.number);
    const auto draft = nigeria_round(*folder, round);
    const auto& totals = draft.content.round.totals;
    CHECK(draft.content.round.key == model::RoundKey{"NGA", model::Method::baseline, round.number});
    CHECK(totals.individuals == round.individuals);
    CHECK(totals.rows_accepted == round.rows);
    CHECK(sum(draft, "idps_individuals") == round.individuals);
    const auto placed = placed_at(draft, 2);
    if (round.number == 28)
      CHECK(placed == round.individuals);
    else
      CHECK(static_cast<double>(placed) >= 0.995 * static_cast<double>(round.individuals));
    if (round.number == 2) CHECK(totals.households == 149'357);
    if (round.number == 18) CHECK(totals.households == 322'931);
    if (round.number == 28) CHECK(totals.households == 398'236);
  }
}

TEST_CASE("Origins of Nigeria's rounds, by old codes or names, are today's P-codes or are listed") {
  const auto folder = real_data("");
  if (!folder) return;
  for (const auto& round : nigeria) {
    CAPTURE(round.number);
    const auto draft = nigeria_round(*folder, round);
    std::string listed;
    for (const auto& finding : draft.findings)
      if (finding.rule == "origin.unknown") listed += finding.message + "\n";
    std::int64_t people = 0;
    std::int64_t coded = 0;
    for (const auto& share : draft.content.origins) {
      people += share.individuals;
      if (!share.pcode.empty())
        coded += share.individuals;
      else if (!share.name.empty())
        CHECK(contains(listed, "`" + share.name + "`"));
    }
    CHECK(people > 0);
    CHECK(static_cast<double>(coded) >= 0.99 * static_cast<double>(people));
  }
}

TEST_CASE("Without a single alias, names alone put nearly everybody into the right district") {
  const auto folder = real_data("");
  if (!folder) return;
  // The shipped profile without its aliases and crosswalks: what an unseen list would be to it.
  std::ifstream shipped(std::string(SOJOURN_SOURCE_DIR) + "/config/profiles/nigeria-baseline.toml");
  std::string profile;
  bool kept = true;
  for (std::string line; std::getline(shipped, line);) {
    if (line.starts_with('[')) kept = !line.starts_with("[aliases.") && !line.starts_with("[crosswalk.");
    if (kept) profile += line + "\n";
  }
  const test::TemporaryFolder own;
  for (const auto& round : nigeria) {
    CAPTURE(round.number);
    ingest::ImportOptions options;
    options.file = fmt::format("nigeria/rounds/round{}.{}", round.number, round.ending);
    options.profile = own.write("bare.toml", profile).string();
    options.round = round.number;
    if (!round.date.empty()) options.to = model::Date::parse(round.date);
    const auto bare = import_real(*folder, options).drafts.at(0);
    CHECK(static_cast<double>(placed_at(bare, 2)) >= 0.965 * static_cast<double>(round.individuals));
    auto known = people_by_district(nigeria_round(*folder, round));
    for (const auto& [district, people] : people_by_district(bare)) {
      CAPTURE(district);
      CHECK(people <= known[district]);  // some are not found; nobody is put into a wrong district
    }
  }
}

TEST_CASE("Rounds 24 and 28 say their period themselves") {
  const auto folder = real_data("");
  if (!folder) return;
  const auto round24 = nigeria_round(*folder, nigeria[7]).content.round;
  CHECK(round24.period_start.to_string() == "2018-07-23");
  CHECK(round24.period_end.to_string() == "2018-08-06");
  const auto round28 = nigeria_round(*folder, nigeria[8]).content.round;
  CHECK(round28.period_start.to_string() == "2019-07-01");
  CHECK(round28.period_end.to_string() == "2019-07-16");
}

TEST_CASE("Round 18's four shifted rows are rejected, and the findings say so") {
  const auto folder = real_data("");
  if (!folder) return;
  const auto draft = nigeria_round(*folder, nigeria[5]);
  std::int64_t people = 0;
  REQUIRE(draft.rejected.size() == 4);
  for (const auto& row : draft.rejected) {
    CHECK(row.rule == "row.shifted");
    people += row.individuals;
  }
  CHECK(draft.rejected.front().row == 1020);
  CHECK(people == 40'105);
  CHECK(contains(find_rule(draft.findings, "row.shifted")->message,
                 "people stand in the column of households"));
}

TEST_CASE("Where numbers of districts are swapped, names decide") {
  const auto folder = real_data("");
  if (!folder) return;
  // Round 24 gives Girei the P-code of Gombi, and the other way round.
  const auto draft = nigeria_round(*folder, nigeria[7]);
  std::map<std::string, std::int64_t> people;
  for (std::size_t row = 0; row < draft.content.areas.size(); ++row) {
    const auto district = draft.content.boundaries->ancestor(draft.content.areas[row], 2);
    people[draft.content.boundaries->area(district).name] +=
        draft.content.assessments.column("idps_individuals").integer(row);
  }
  CHECK(people["Girei"] == 1005 + 3325 + 1295 + 5032 + 194 + 339 + 3362 + 1250);
  CHECK(people["Gombi"] == 135 + 38 + 60 + 120 + 341 + 776 + 658 + 205 + 52);
  CHECK(find_rule(draft.findings, "place.code_and_name") != nullptr);
}

TEST_CASE("Nigeria's reasons stand on the wards, and add up to their people") {
  const auto folder = real_data("");
  if (!folder) return;
  for (const auto& round : {nigeria[0], nigeria[3], nigeria[6]}) {
    CAPTURE(round.number);
    const auto draft = nigeria_round(*folder, round);
    std::int64_t stated = 0;
    std::int64_t unknown = 0;
    for (const auto& figure : draft.content.area_figures)
      if (figure.field != "displaced_within_individuals")
        (figure.field == "unknown_reason_individuals" ? unknown : stated) += figure.value;
    CHECK(stated == round.individuals);
    CHECK(unknown == 0);
    CHECK(sum(draft, "conflict_individuals") == 0);
  }
}

TEST_CASE("Nigeria's count of who was displaced within the own district is taken whole") {
  const auto folder = real_data("");
  if (!folder) return;
  for (const auto& [round, counted] :
       {std::pair{nigeria[6], 338'936}, {nigeria[7], 608'442}, {nigeria[8], 586'554}}) {
    CAPTURE(round.number);
    auto draft = nigeria_round(*folder, round);
    const auto data = model::make_round_data(draft.operation, draft.content, nullptr);
    CHECK(data->admin[2]->column("displaced_within_individuals").sum() == counted);
  }
}

TEST_CASE("A camp keeps its id over rounds, and a ward its name") {
  const auto folder = real_data("");
  if (!folder) return;
  const auto ids = [&](const NigeriaRound& round) {
    std::set<std::string> result;
    const auto draft = nigeria_round(*folder, round);
    for (std::size_t row = 0; row < draft.content.assessments.rows(); ++row)
      result.insert(value(draft, "location_id", row));
    return result;
  };
  const auto round20 = ids(nigeria[6]);
  CHECK(round20.contains("AD_S019"));
  CHECK(ids(nigeria[5]).contains("AD_S019"));
  std::int64_t common = 0;
  for (const auto& id : ids(nigeria[8])) common += round20.contains(id) ? 1 : 0;
  CHECK(common > 500);  // wards of round 28, under new codes, that round 20 has as well
}

TEST_CASE("Iraq's lists give the families of their files; individuals are derived and say so") {
  const auto folder = real_data("");
  if (!folder) return;
  const std::tuple<std::string, int, std::int64_t, std::int64_t> lists[] = {
      {"final_18082014_dtm_master.csv", 5, 2'077, 218'435},
      {"DTM_Dataset_14092014.csv", 6, 2'586, 287'572},
      {"DTM_Dataset_26102014.csv", 7, 3'244, 316'474}};
  for (const auto& [name, number, rows, families] : lists) {
    CAPTURE(name);
    const auto draft = iraq_list(*folder, name);
    const auto& totals = draft.content.round.totals;
    CHECK(draft.content.round.key.number == number);
    CHECK(totals.rows_accepted == rows);
    CHECK(totals.households == families);
    CHECK(totals.individuals == 6 * families);
    CHECK(value(draft, "idps_basis") == "derived");
    CHECK(value(draft, "household_size") == "6.000000");
    CHECK(placed_at(draft, 1) == totals.individuals);
    CHECK(static_cast<double>(placed_at(draft, 2)) >= 0.99 * static_cast<double>(totals.individuals));
    for (const auto& finding : draft.findings) CHECK_FALSE(contains(finding.column, "Note"));
  }
}

TEST_CASE("Iraq's origins by governorate equal a count made from the file") {
  const auto folder = real_data("");
  if (!folder) return;
  const auto draft = iraq_list(*folder, "DTM_Dataset_26102014.csv");
  std::map<std::string, std::int64_t> counted;
  std::ifstream file(*folder / "iraq/rounds/DTM_Dataset_26102014.csv");
  std::int64_t rows = 0;
  std::set<std::string> places;
  for (std::string line, more; std::getline(file, line);) {
    while (std::ranges::count(line, '"') % 2 != 0 && std::getline(file, more)) line += more;
    const auto cells = csv_cells(line);
    if (cells.size() != 41) continue;  // a blank line
    ++rows;
    counted[cells[4]] += 6 * std::stoll(cells[3]);
    places.insert(cells[12]);
  }
  std::map<std::string, std::int64_t> imported;
  std::int64_t total = 0;
  for (const auto& share : draft.content.origins) {
    CHECK(share.level == 1);
    imported[share.name] += share.individuals;
    total += share.individuals;
  }
  CHECK(rows == 3'244);
  REQUIRE(counted.size() == imported.size());
  for (const auto& [name, people] : counted) {
    CAPTURE(name);
    const auto found = imported.find(name);
    REQUIRE(found != imported.end());
    CHECK(found->second == people);
  }
  CHECK(total == draft.content.round.totals.individuals);
  // A place with several rows is one location with parts.
  CHECK(draft.content.round.totals.locations == static_cast<std::int64_t>(places.size()));
}

TEST_CASE("Iraq's rows marked `Same` are carried forward; access and needs are read, the note is not") {
  const auto folder = real_data("");
  if (!folder) return;
  const auto draft = iraq_list(*folder, "DTM_Dataset_14092014.csv");
  const auto& status = draft.content.assessments.column("figure_status");
  std::int64_t carried = 0;
  std::map<std::string, int> access;
  for (std::size_t row = 0; row < draft.content.assessments.rows(); ++row) {
    carried += status.text(row) == "carried_forward" ? 1 : 0;
    ++access["shl " + value(draft, "access_shl", row)];
    ++access["fsc " + value(draft, "access_fsc", row)];
  }
  CHECK(carried > 1500);
  // In need of relief items means no access to shelter.
  CHECK(access["shl no"] > access["shl yes"]);
  CHECK(access["fsc no"] > 500);
  CHECK(sum(draft, "idps_households") == 287'572);
  CHECK(draft.restricted.empty());
}

TEST_CASE("The DTM API's 103 snapshots equal their country figures, and methods are never added") {
  const auto folder = real_data("");
  if (!folder) return;
  ingest::ImportOptions options;
  options.file = "dtm-api/global-iom-dtm-from-api-admin-0-to-2.csv";
  const auto result = import_real(*folder, options);
  CHECK(result.profile == "dtm-api");
  // The country rows of the file, summed by snapshot.
  std::map<std::tuple<std::string, std::string, int>, std::int64_t> stated;
  std::ifstream file(*folder / options.file);
  std::string line;
  for (int number = 0; std::getline(file, line); ++number) {
    const auto cells = csv_cells(line);
    if (number > 1 && cells[8] == "0")
      stated[{cells[1], cells[19], std::stoi(cells[13])}] += std::stoll(cells[9]);
  }
  REQUIRE(stated.size() == 103);
  REQUIRE(result.drafts.size() == 103);
  std::set<std::string> operations;
  for (const auto& draft : result.drafts) {
    const auto& round = draft.content.round;
    CAPTURE(round.key.operation, round.key.number);
    operations.insert(round.key.operation);
    CHECK(round.totals.individuals ==
          stated.at({draft.operation.name, round.source_method, round.key.number}));
    CHECK(find_rule(draft.findings, "levels.agree") != nullptr);
    CHECK(draft.rejected.empty());
    const auto reasons = sum(draft, "conflict_individuals") + sum(draft, "disaster_individuals") +
                         sum(draft, "mixed_individuals") + sum(draft, "other_individuals") +
                         sum(draft, "unknown_reason_individuals");
    CHECK(reasons == round.totals.individuals);
    if (round.key.operation == "HTI-EQ-2010")
      CHECK(draft.operation.ends_on == model::Date::parse("2019-01-30"));
    if (round.key.operation == "AFG") CHECK_FALSE(draft.operation.ends_on);
  }
  CHECK(operations == std::set<std::string>{"AFG", "HTI", "HTI-EQ-2010", "HTI-EQ-2021", "HTI-HURRICANES-2017",
                                            "HTI-MATTHEW-2016", "TCD-LCB"});
}

TEST_CASE("The DTM API's saved responses give the snapshots of the CSV, level by level") {
  const auto folder = real_data("");
  if (!folder) return;
  const std::tuple<std::string, int, std::size_t> files[] = {
      {"displacement-admin0-admin0pcode-afg.json", 0, 133},
      {"displacement-admin0-admin0pcode-hti.json", 0, 114},
      {"displacement-admin1-admin0pcode-afg.json", 1, 1395},
      {"displacement-admin1-admin0pcode-hti.json", 1, 235},
      {"displacement-admin2-admin0pcode-hti.json", 2, 1384}};
  for (const auto& [name, level, rows] : files) {
    CAPTURE(name);
    ingest::ImportOptions options;
    options.file = "dtm-api/" + name;
    const auto result = import_real(*folder, options);
    CHECK(result.profile == "dtm-api");
    std::int64_t people = 0;
    std::size_t accepted = 0;
    for (const auto& draft : result.drafts) {
      people += draft.content.round.totals.individuals;
      accepted += static_cast<std::size_t>(draft.content.round.totals.rows_accepted);
      CHECK(draft.rejected.empty());
    }
    CHECK(accepted == rows);
    CHECK(people == (contains(name, "afg") ? 59'411'923 : 13'831'385));
  }
}

TEST_CASE("HAPI's table gives the 103 snapshots at their deepest level, whose sums its levels share") {
  const auto folder = real_data("");
  if (!folder) return;
  ingest::ImportOptions options;
  options.file = "dtm-api/hdx_hapi_idps_global.csv";
  const auto result = import_real(*folder, options);
  CHECK(result.profile == "hapi-idps");
  REQUIRE(result.drafts.size() == 103);
  for (const auto& draft : result.drafts) {
    CAPTURE(draft.content.round.key.operation, draft.content.round.key.number);
    CHECK(find_rule(draft.findings, "levels.agree") != nullptr);
    CHECK(draft.rejected.empty());
    if (draft.content.round.key == model::RoundKey{"AFG", model::Method::baseline, 1})
      CHECK(draft.content.round.totals.individuals == 246'362);
  }
}

TEST_CASE("Malawi's assessment gives its totals, sexes, ages and needs") {
  const auto folder = real_data("");
  if (!folder) return;
  ingest::ImportOptions options;
  options.file = "malawi/survey.csv";
  const auto result = import_real(*folder, options);
  CHECK(result.profile == "dtm-dictionary");
  REQUIRE(result.drafts.size() == 1);
  const auto& draft = result.drafts.front();
  CHECK(draft.content.round.key == model::RoundKey{"MWI", model::Method::location, 1});
  CHECK(draft.content.round.sensitivity == model::Sensitivity::low);
  CHECK(draft.content.round.totals.locations == 776);
  CHECK(sum(draft, "idps_individuals") == 139'312);
  CHECK(sum(draft, "returnees_individuals") == 182'051);
  int asked = 0;
  int needs = 0;
  for (std::size_t row = 0; row < 776; ++row) {
    if (value(draft, "idps_individuals", row) == "null") continue;
    ++asked;
    CHECK(std::stoll(value(draft, "women", row)) + std::stoll(value(draft, "men", row)) +
              std::stoll(value(draft, "children", row)) ==
          std::stoll(value(draft, "idps_individuals", row)));
    needs += value(draft, "priority_need_1", row) == "null" ? 0 : 1;
  }
  CHECK(needs > 440);  // some did not know, or did not want to say
  CHECK(asked == 444);
  CHECK(find_rule(draft.findings, "count.ages") == nullptr);
}

TEST_CASE("Ukraine's table is read by its hashtags") {
  const auto folder = real_data("");
  if (!folder) return;
  ingest::ImportOptions options;
  options.file = "ukraine/DTM_Ukraine_Zakarpatska_AreaBaseline_5_15_April_2022_0.csv";
  options.round = 1;
  const auto result = import_real(*folder, options);
  CHECK(result.profile == "hxl");
  REQUIRE(result.drafts.size() == 1);
  const auto& round = result.drafts.front().content.round;
  CHECK(round.key == model::RoundKey{"UKR", model::Method::baseline, 1});
  CHECK(round.totals.rows_accepted == 58);
  CHECK(round.totals.individuals == 184'676);
  CHECK(round.period_start.to_string() == "2022-04-05");
  CHECK(round.period_end.to_string() == "2022-04-15");
}

TEST_CASE("A survey's workbook of shares is not mistaken for a round") {
  const auto folder = real_data("");
  if (!folder) return;
  ingest::ImportOptions options;
  options.file = "ukraine/idp-report-round2.xlsx";
  CHECK_THROWS_AS(import_real(*folder, options), ingest::ImportRefused);
}
