/// What a file says of the series it is of: rounds in cells and names, methods in titles, and the lists of
/// Iraq and Nigeria.
#include "ingest/error.hpp"
#include "ingest/values.hpp"
#include "support/catch.hpp"
#include "support/published.hpp"

using namespace sojourn;
using test::contains;
using test::find_rule;
using test::Published;
using test::SmallImport;
using test::TableRows;

TEST_CASE("A column of rounds may say Round 3, R38 or Ronde 12 in each cell") {
  const auto number_of = [](const std::string& cell) {
    SmallImport import;
    import.options.round.reset();
    return import.round("admin2_code,idps_individuals,round_number\nXXA01,10," + cell + "\n")
        .content.round.key.number;
  };
  CHECK(number_of("38") == 38);
  CHECK(number_of("R38") == 38);
  CHECK(number_of("Round 3") == 3);
  CHECK(number_of("Round3") == 3);
  CHECK(number_of("DTM Ronde: 12") == 12);
}

TEST_CASE("A cell that says more than a round, or several, says none") {
  for (const std::string cell : {"Not visited since R12", "before Round 12", "R1-R3", "Round 3 rd 2",
                                 "Ward R 7", "Round -3", "Source: IOM DTM R38"}) {
    CAPTURE(cell);
    CHECK(ingest::number_after_round_word(cell).empty());
  }
  for (const std::string cell : {"R38", "DTM R38", "Ronde: 38", "round_38", "R-38"}) {
    CAPTURE(cell);
    CHECK(ingest::number_after_round_word(cell) == "38");
  }
}

TEST_CASE("Where the column of rounds has no number in any row, the refusal names the column") {
  SmallImport import;
  import.options.round.reset();
  for (const std::string cell : {"final", "Sector 5", "R"}) {
    const auto why = import.refusal("admin2_code,idps_individuals,round_number\nXXA01,10," + cell + "\n");
    CHECK(contains(why, "`round_number`"));
    CHECK(contains(why, "no row has a number there"));
  }
}

TEST_CASE("The number in a file's name is shown where nobody says the round, and not taken") {
  SmallImport import;
  import.options.round.reset();
  const auto refusal = [&](const std::string& name) {
    return test::message_of(
        [&] { import.file(import.folder.write(name, "admin2_code,idps_individuals\nXXA01,10\n")); });
  };
  CHECK(contains(refusal("dtm_site_assessment_round_28.csv"), "its name has the number 28"));
  CHECK(contains(refusal("Sahra_DTM_R4.csv"), "its name has the number 4"));
  CHECK_FALSE(contains(refusal("year2021.csv"), "its name has"));
}

TEST_CASE(
    "Iraq: a later master list is read with people, origins by column and its round from other sheets") {
  Published import;
  import.options = {};
  const TableRows list = {
      {"Place id",
       "Governorate",
       "District",
       "Location name in English",
       "Location name in Arabic ",
       "Latitude",
       "Longitude",
       "Households",
       "Individuals",
       "Individuals displaced for a 1st time",
       "Camp",
       "Host families",
       "Own Property",
       "Unfinished/Abandoned building",
       "Anbar",
       "Ninewa",
       "Salah al-Din",
       "Pre-June14 ",
       "June-July14 ",
       "Google Map"},
      {"",
       "#adm1+name\t",
       "#adm2+name",
       "#adm3+name",
       "",
       "#geo+lat",
       "#geo+lon",
       "#affected+idps+households",
       "#affected+displaced+all",
       "",
       "",
       "",
       "",
       "",
       "",
       "",
       "",
       "",
       "",
       ""},
      {"272", "Erbil", "Makhmur", "Here", "هنا", "35.77", "43.58", "7", "42", "0",
       "0",   "30",    "12",      "0",    "0",   "36",    "6",     "0", "42", "Maplink2"},
      {"274", "Erbil", "Makhmur", "There", "هناك", "35.78", "43.59", "1", "6", "0",
       "6",   "0",     "0",       "0",     "6",    "0",     "0",     "6", "0", "Maplink2"}};
  const auto result =
      import.book({{"DTM Dataset", list},
                   {"Round 123", {{"", ""}, {"About", "the list"}}},
                   {"Critical Shelters", {{"DTM : IDP Master List 30-09-2021"}, {"Place id", "Total"}}}});
  CHECK(result.profile == "iraq-idp-list");
  REQUIRE(result.drafts.size() == 1);
  const auto& draft = result.drafts.front();
  const auto& round = draft.content.round;
  CHECK(round.key.operation == "IRQ");
  CHECK(round.key.number == 123);
  CHECK(round.period_end.to_string() == "2021-09-30");
  CHECK(round.totals.individuals == 48);
  CHECK(round.totals.households == 8);
  CHECK(draft.content.assessments.rows() == 2);
  CHECK(test::value(draft, "shelter_main") == "host_family");
  CHECK(test::value(draft, "shelter_main", 1) == "camp");
  std::int64_t from = 0;
  for (const auto& origin : draft.content.origins) from += origin.individuals;
  CHECK(from == 48);
}

TEST_CASE("Iraq: a list of returnees is not read as one of displaced people") {
  Published import;
  import.options = {};
  const TableRows list = {{"Place id", "Governorate", "District", "Location name", "Families", "Individuals",
                           "Anbar", "Ninewa", "Pre-June14", "June-July14", "Habitual residence"},
                          {"272", "Erbil", "Makhmur", "Here", "7", "42", "36", "6", "0", "42", "42"}};
  const auto refusal = [&](const std::string& sheet) -> std::string {
    try {
      import.book({{sheet, list}, {"Round 123", {{"", ""}, {"About", "the list"}}}});
      return {};
    } catch (const ingest::ImportRefused& refused) {
      return refused.what();
    }
  };
  CHECK(contains(refusal("Returnee Master List"), "about returnees"));
  CHECK_FALSE(contains(refusal("IDPs Master List"), "about returnees"));
}

TEST_CASE("A sheet that calls itself a site assessment is one, where the profile has no opinion of its own") {
  Published import;
  const TableRows table = {{"code", "name", "IDPs"},
                           {"#adm2+code", "#adm2+name", "#affected+idps+ind"},
                           {"XXA01", "Name of XXA01", "10"}};
  const auto sites = import.book({{"Site Assessment Dataset", table}});
  REQUIRE(sites.drafts.size() == 1);
  CHECK(sites.drafts.front().content.round.key.method == model::Method::site);
  REQUIRE(find_rule(sites.findings, "method.titled") != nullptr);
  CHECK(find_rule(sites.findings, "method.assumed") == nullptr);
  const auto baseline = import.book({{"Baseline Assessment", table}});
  CHECK(baseline.drafts.front().content.round.key.method == model::Method::baseline);
  CHECK(find_rule(baseline.findings, "method.titled") == nullptr);
  CHECK(find_rule(baseline.findings, "method.assumed") == nullptr);
  import.options.method = model::Method::location;
  CHECK(import.book({{"Site Assessment Dataset", table}}).drafts.front().content.round.key.method ==
        model::Method::location);
}

TEST_CASE("Where a profile reads a baseline and the sheet says site assessment, a person decides") {
  const std::vector<test::SheetOfRows> sheets = {
      {"Data", {{"DTM Site Assessment, round 3"}, {"admin2_code", "idps_individuals"}, {"XXA01", "10"}}}};
  SmallImport import;
  const auto file = test::write_workbook(import.folder.path() / "book.xlsx", sheets);
  CHECK(contains(test::message_of([&] { import.file(file); }), "--method"));
  import.options.method = model::Method::site;
  CHECK(import.file(file).drafts.front().content.round.key.method == model::Method::site);

  SmallImport both(
      test::small_profile("[round]\nmethod = \"baseline\"\nsource_method = \"BA\"\nmethod_from_title = "
                          "true\n[unit]\ndefault = \"settlement\"\n"));
  const auto titled = both.file(file);
  CHECK(titled.drafts.front().content.round.key.method == model::Method::site);
  CHECK(titled.drafts.front().content.round.source_method.empty());
  REQUIRE(find_rule(titled.findings, "method.titled") != nullptr);
}

TEST_CASE(
    "Nigeria: a site assessment is read beside the baseline, with its sites' ids and bands of sex and age") {
  Published import;
  import.options = {};
  const TableRows table = {
      {"DTM Round",
       "Country_Code",
       "Reported_Date",
       "Date",
       "State",
       "State_Pcode",
       "LGA",
       "LGA Pcode",
       "Ward",
       "CODs_Ward_Pcode",
       "SiteID",
       "Site Name",
       "Longitude",
       "Latitude",
       "Site Type",
       "Number of Households",
       "Number of Individuals",
       "Boys (<1)",
       "Girls (<1)",
       "Boys (1 - 5 y)",
       "Girls (1 - 5 y)",
       "Boys 6to12y",
       "Girls 6to12y",
       "Boys 13to17y",
       "Girls 13to17y",
       "Men (18 - 59 y)",
       "Women (18 - 59 y)",
       "(Elderly men 60+ y)",
       "(Elderly women 60+ y)"},
      {"R39",    "NGA",         "Oct-31-2021", "2021-10-14", "ADAMAWA", "NG002", "FUFORE", "NG002002",
       "FUFORE", "NG002002003", "AD_S019",     "a camp",     "12.7",    "9.2",   "Camp",   "10",
       "78",     "1",           "2",           "3",          "4",       "5",     "6",      "7",
       "8",      "9",           "10",          "11",         "12"}};
  const auto result = import.book({{"Site Assessment Dataset", table}});
  CHECK(result.profile == "nigeria-baseline");
  REQUIRE(result.drafts.size() == 1);
  const auto& draft = result.drafts.front();
  CHECK(draft.content.round.key.method == model::Method::site);
  CHECK(draft.content.round.key.number == 39);
  CHECK(draft.content.round.period_end.to_string() == "2021-10-31");
  CHECK(test::value(draft, "source_id") == "AD_S019");
  CHECK(test::value(draft, "unit") == "site");
  CHECK(test::value(draft, "female") == "42");
  CHECK(test::value(draft, "male") == "36");
  CHECK(test::value(draft, "children") == "36");
  // The elderly are a band of their own here: all four together are everybody.
  CHECK(find_rule(draft.findings, "count.ages") == nullptr);
}
