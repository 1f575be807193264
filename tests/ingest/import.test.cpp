/// What a row, a part, a place and a round are: each rule on the smallest table that shows it.
#include "ingest/import.hpp"

#include "support/catch.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::area_of;
using test::contains;
using test::find_rule;
using test::small_profile;
using test::SmallImport;
using test::value;

namespace {

/// How many of the people come from their own district, and whether any do.
std::string profile_from_here() {
  return small_profile(
      test::baseline_keys +
      "[[column]]\nfield = \"displaced_within\"\nvalue = \"admin2\"\nheaders = [\"from here\"]\n"
      "[[column]]\nfield = \"displaced_within_any\"\nvalue = \"admin2\"\nheaders = [\"any from "
      "here\"]\n");
}

std::map<std::string, std::int64_t> within_of(const model::RoundDraft& draft) {
  std::map<std::string, std::int64_t> within;
  for (const auto& figure : draft.content.area_figures)
    if (figure.field == "displaced_within_individuals")
      within[draft.content.boundaries->area(figure.area).pcode] = figure.value;
  return within;
}

std::string messages_of(const model::RoundDraft& draft, std::string_view rule) {
  std::string messages;
  for (const auto& finding : draft.findings)
    if (finding.rule == rule)
      messages += "row " + std::to_string(finding.row) + ": " + finding.message + "\n";
  return messages;
}

}  // namespace

TEST_CASE("A row becomes a placed location with its figures") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,name,admin1_name,admin2_name,setting,latitude,longitude,idps_individuals,idps_households\n"
      "S1,Camp One,Name of XXA,name of xxa01,Camp,1.5,10.5,120,20\n");
  CHECK(value(draft, "location_id") == "S1");
  CHECK(value(draft, "name") == "Camp One");
  CHECK(value(draft, "unit") == "site");
  CHECK(value(draft, "setting") == "camp");
  CHECK(value(draft, "idps_individuals") == "120");
  CHECK(value(draft, "idps_basis") == "key_informant");
  CHECK(value(draft, "figure_status") == "assessed");
  CHECK(value(draft, "placement") == "name");
  CHECK(value(draft, "point") == "measured");
  CHECK(area_of(draft) == "XXA01");
  CHECK(draft.content.points[0]->lon() == 10.5);
  const auto& totals = draft.content.round.totals;
  CHECK(totals.rows_read == 1);
  CHECK(totals.rows_accepted == 1);
  CHECK(totals.individuals == 120);
  CHECK(totals.households == 20);
  CHECK(draft.content.round.boundary_version == "2020-01-01");
}

TEST_CASE("Parts of one location add up, differing texts are mixed, conditions take the worst") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,name,admin2_code,status,shelter_main,access_wsh,severity_wsh,assessed_on,idps_individuals,"
      "female,male\n"
      "S1,B place,XXA01,New,tent,yes,2,2020-06-01,10,6,4\n"
      "S1,A place,XXA01,Same,house,limited,4,2020-06-05,5,,\n");
  CHECK(value(draft, "idps_individuals") == "15");
  CHECK(value(draft, "shelter_main") == "mixed");
  CHECK(value(draft, "access_wsh") == "limited");
  CHECK(value(draft, "severity_wsh") == "4");
  CHECK(value(draft, "figure_status") == "carried_forward");
  CHECK(value(draft, "assessed_on") == "2020-06-05");
  CHECK(value(draft, "name") == "A place");
  // One part says nothing of the sexes: the location's sum would be a part of the truth.
  CHECK(value(draft, "female") == "null");
  CHECK(draft.content.round.totals.rows_accepted == 2);
  CHECK(draft.content.round.totals.locations == 1);
}

TEST_CASE("Only rows equal in every cell are duplicates, also in cells that are not read") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin2_code,idps_individuals,phone\nS1,XXA01,10,1\nS1,XXA01,10,2\nS1,XXA01,10,1\nS1,XXA01,"
      "11,"
      "1\n");
  CHECK(value(draft, "idps_individuals") == "31");
  REQUIRE(draft.rejected.size() == 1);
  CHECK(draft.rejected[0].rule == "row.duplicate");
  CHECK(draft.rejected[0].row == 4);
  CHECK(draft.content.round.totals.individuals_read == 41);
}

TEST_CASE("Rows that only unread columns tell apart both count, and are told") {
  SmallImport import;
  const std::string table =
      "source_id,admin2_code,idps_individuals,_uuid\nS1,XXA01,10,a\nS2,XXA02,10,b\nS1,XXA01,10,c\nS1,XXA01,4,"
      "d\n"
      "S3,XXA01,0,e\nS3,XXA01,0,f\n";
  const auto draft = import.round(table);
  CHECK(draft.content.round.totals.individuals == 34);
  CHECK(std::ranges::count(draft.findings, "row.alike", &model::Finding::rule) == 1);
  REQUIRE(find_rule(draft.findings, "row.alike") != nullptr);
  CHECK(find_rule(draft.findings, "row.alike")->row == 4);
}

TEST_CASE("One place at two dates is a series and no round; parts of one date add up") {
  SmallImport import;
  const std::string head = "admin2_code,idps_individuals,period_end,round_number\n";
  const std::string january = "XXA01,10,2020-01-31,\nXXA02,20,2020-01-31,\n";
  import.options.to.reset();
  const auto why = import.refusal(head + january + "XXA01,12,2020-02-29,\n");
  CHECK(contains(why, "line 2 and line 4 are about one place"));
  CHECK(contains(why, "at two dates, 2020-01-31 and 2020-02-29"));
  CHECK(contains(why, "--round"));
  // Places of one round may be assessed until different days, and a place may have parts.
  const auto draft =
      import.round(head + january + "XXB01,12,2020-02-29,\nXXA01,5,31 January 2020,\nXXA02,1,,\n");
  CHECK(draft.content.round.totals.individuals == 48);
  CHECK(draft.content.round.period_end == model::Date::parse("2020-02-29"));
  import.options.round.reset();
  const auto numbered =
      import.csv(head + "XXA01,10,2020-01-31,1\nXXA01,12,2020-02-29,2\nXXA02,20,2020-01-31,1\n");
  CHECK(numbered.drafts.size() == 2);
}

TEST_CASE("Families become individuals by the household size, and say so") {
  SmallImport import(small_profile(
      "[unit]\ndefault = \"settlement\"\n[round]\nmethod = \"baseline\"\nhousehold_size = 6\n"));
  const auto draft =
      import.round("source_id,admin2_code,idps_households,idps_individuals\nS1,XXA01,7,\nS2,XXA01,2,9\n");
  CHECK(value(draft, "idps_individuals", 0) == "42");
  CHECK(value(draft, "idps_basis", 0) == "derived");
  CHECK(value(draft, "household_size", 0) == "6.000000");
  CHECK(value(draft, "idps_individuals", 1) == "9");
  CHECK(value(draft, "idps_basis", 1) == "key_informant");
  CHECK(value(draft, "household_size", 1) == "null");
}

TEST_CASE("Household sizes that no household has are found, and not used") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin2_code,idps_individuals,idps_households,household_size\nS1,XXA01,,4,5\nS2,XXA01,8,4,"
      "0\nS3,"
      "XXA01,9,4,2500\n");
  CHECK(value(draft, "idps_individuals", 0) == "20");
  CHECK(value(draft, "household_size", 1) == "null");
  CHECK(value(draft, "household_size", 2) == "null");
  CHECK(draft.rejected.empty());
  CHECK(draft.content.round.totals.individuals == 37);
}

TEST_CASE("The reported area counts, and coordinates elsewhere are a finding") {
  SmallImport import;
  const auto draft =
      import.round("source_id,admin2_code,latitude,longitude,idps_individuals\nS1,XXA01,1.5,11.2,10\n");
  CHECK(area_of(draft) == "XXA01");
  CHECK(draft.content.points[0]->lon() == 11.2);
  const auto* finding = find_rule(draft.findings, "coordinates.elsewhere");
  REQUIRE(finding != nullptr);
  CHECK(finding->row == 2);
}

TEST_CASE("Coordinates decide the area only where none was reported") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin1_name,latitude,longitude,idps_individuals\nS1,,1.5,11.5,10\nS2,Nowhere,1.5,11.5,10\n");
  CHECK(area_of(draft, 0) == "XXA02");
  CHECK(value(draft, "placement", 0) == "coordinates");
  CHECK(area_of(draft, 1) == "XX");
  CHECK(value(draft, "placement", 1) == "null");
  REQUIRE(find_rule(draft.findings, "place.unknown") != nullptr);
  CHECK(find_rule(draft.findings, "place.unknown")->row == 3);
}

TEST_CASE("Without coordinates the point is in the area, and nowhere for the country") {
  SmallImport import;
  const auto draft = import.round("source_id,admin2_code,idps_individuals\nS1,XXA01,10\nS2,,10\n");
  CHECK(value(draft, "point", 0) == "in_area");
  REQUIRE(draft.content.points[0]);
  CHECK(draft.content.points[0]->lon() > 10);
  CHECK(draft.content.points[0]->lon() < 11);
  CHECK_FALSE(draft.content.points[1]);
  CHECK(value(draft, "point", 1) == "null");
  CHECK(find_rule(draft.findings, "place.missing") != nullptr);
}

TEST_CASE("Ward-level rows do not pretend to be points") {
  SmallImport import;
  const auto draft = import.round("admin2_code,latitude,longitude,idps_individuals\nXXA01,1.5,10.5,10\n");
  CHECK(value(draft, "unit") == "admin_area");
  CHECK(value(draft, "point") == "in_area");
  CHECK(value(draft, "name") == "XXA01");
}

TEST_CASE("What a level says that is not known stays at the level above") {
  SmallImport import;
  const auto draft =
      import.round("source_id,admin1_name,admin2_name,idps_individuals\nS1,Name of XXA,Atlantis,10\n");
  CHECK(area_of(draft) == "XXA");
  CHECK(contains(find_rule(draft.findings, "place.unknown")->message,
                 "`Atlantis` is no area of level 2 in Name of XXA"));
}

TEST_CASE("A district named without its province is found if there is only one of that name") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin1_name,admin2_name,idps_individuals\nS1,,Name of XXA02,10\nS2,Atlantis,Name of "
      "XXA02,1\n");
  CHECK(area_of(draft, 0) == "XXA02");
  CHECK(area_of(draft, 1) == "XX");  // of Atlantis' districts nothing is known
}

TEST_CASE("A profile says which is believed first, code or name") {
  const std::string row =
      "source_id,admin1_code,admin2_code,admin2_name,idps_individuals\nS1,XXA,XXA01,Name of XXA02,10\n";
  SmallImport by_code;
  const auto first = by_code.round(row);
  CHECK(area_of(first) == "XXA01");
  CHECK(find_rule(first.findings, "place.code_and_name") != nullptr);
  SmallImport by_name(small_profile(test::baseline_keys + "[placement]\ntrust = [\"name\", \"pcode\"]\n"));
  CHECK(area_of(by_name.round(row)) == "XXA02");
}

TEST_CASE("Old codes lead through the crosswalk, other names through aliases") {
  SmallImport import(small_profile(test::baseline_keys +
                                   "[crosswalk.admin2]\n\"OLD7\" = \"XXA02\"\n\"Y*\" = "
                                   "\"X*\"\n[aliases.admin2]\n\"The Capital\" = \"XXB01\"\n"));
  const auto draft = import.round(
      "source_id,admin1_code,admin2_code,admin2_name,idps_individuals\nS1,,old7,,1\nS2,,YXB01,,1\nS3,XXB,,"
      "THE CAPITAL,1\n");
  CHECK(area_of(draft, 0) == "XXA02");
  CHECK(value(draft, "placement", 0) == "code");
  CHECK(area_of(draft, 1) == "XXB01");
  CHECK(area_of(draft, 2) == "XXB01");
}

TEST_CASE("Places that share coordinates with many others are not measured") {
  SmallImport import;
  std::string table = "source_id,admin2_code,latitude,longitude,idps_individuals\nS0,XXA01,1.2,10.2,1\n";
  for (int i = 1; i <= 5; ++i) table += "S" + std::to_string(i) + ",XXA01,1.5,10.5,1\n";
  const auto draft = import.round(table);
  CHECK(value(draft, "point", 0) == "measured");
  CHECK(value(draft, "point", 1) == "in_area");
  CHECK(find_rule(draft.findings, "coordinates.repeated") != nullptr);
}

TEST_CASE("Each row's origin is kept, and the largest named on the location") {
  SmallImport import(small_profile(test::baseline_keys + "[origins]\nmode = \"rows\"\n"));
  const auto draft = import.round(
      "source_id,admin2_code,origin_admin2_code,origin_admin2_name,idps_individuals\n"
      "S1,XXA01,XXA02,,10\nS1,XXA01,XXB01,,15\nS1,XXA01,XXA02,,12\nS1,XXA01,,Overseas,1\nS1,XXA01,,,4\n");
  REQUIRE(draft.content.origins.size() == 3);
  CHECK(draft.content.origins[0].pcode == "XXA02");
  CHECK(draft.content.origins[0].individuals == 22);
  CHECK(draft.content.origins[0].basis == model::OriginBasis::all);
  CHECK(draft.content.origins[2].name == "Overseas");
  CHECK(draft.content.origins[2].pcode.empty());
  CHECK(value(draft, "origin_pcode") == "XXA02");
  CHECK(value(draft, "origin_individuals") == "22");
  CHECK(value(draft, "idps_individuals") == "42");
}

TEST_CASE("A majority's origin stands for all people and says so") {
  SmallImport import(small_profile(test::baseline_keys + "[origins]\nmode = \"majority\"\n"));
  const auto draft =
      import.round("source_id,admin2_code,origin_admin2_code,idps_individuals\nS1,XXA01,XXA02,10\n");
  CHECK(value(draft, "origin_basis") == "majority");
  CHECK(value(draft, "origin_individuals") == "10");
}

TEST_CASE("Five reasons add up to the people, or are null") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin2_code,idps_individuals,conflict_individuals,disaster_individuals\nS1,XXA01,10,6,1\nS2,"
      "XXA01,10,6,7\nS3,XXA01,10,,\n");
  CHECK(value(draft, "conflict_individuals", 0) == "6");
  CHECK(value(draft, "mixed_individuals", 0) == "0");
  CHECK(value(draft, "unknown_reason_individuals", 0) == "3");
  CHECK(value(draft, "conflict_individuals", 1) == "null");
  CHECK(value(draft, "unknown_reason_individuals", 2) == "null");
  CHECK(find_rule(draft.findings, "count.reasons")->row == 3);
}

TEST_CASE("Who was displaced within the own area is counted for it, also on a row that speaks for others") {
  SmallImport import(profile_from_here());
  const auto draft = import.round(
      "source_id,admin1_code,admin2_code,idps_individuals,from here,any from here\nS1,XXA,XXA01,10,12,Yes\n"
      "S2,XXA,XXA01,20,,\nS3,XXA,XXA02,30,,No\nS4,XXB,XXB01,4,5,Yes\nS5,XXB,,7,3,Yes\nS6,XXB,XXB02,9,,Yes\n");
  CHECK(within_of(draft) == std::map<std::string, std::int64_t>{{"XXA01", 12}, {"XXA02", 0}});
  const auto messages = messages_of(draft, "count.within");
  CHECK(messages.find("row 5: In Name of XXB01 5 people") != std::string::npos);
  CHECK(messages.find("3 people are said to be displaced within their area of level 2") != std::string::npos);
}

TEST_CASE("An area of which a row says yes and not how many has no count, whatever its others count") {
  SmallImport import(profile_from_here());
  const auto draft = import.round(
      "source_id,admin1_code,admin2_code,idps_individuals,from here,any from here\nS1,XXA,XXA01,10,4,Yes\n"
      "S2,XXA,XXA01,20,,Yes\nS3,XXA,XXA01,20,,Yes\nS4,XXA,XXA02,30,6,Yes\nS5,XXA,XXA02,30,,\n");
  CHECK(within_of(draft) == std::map<std::string, std::int64_t>{{"XXA02", 6}});
  CHECK(messages_of(draft, "count.within") ==
        "row 3: In Name of XXA01 people are said to be displaced within it, and not how many; the figure was "
        "left out.\n");
}

TEST_CASE("Without boundaries no row is blamed for an area that nobody could know") {
  SmallImport import(profile_from_here());
  import.options.file = import.folder.write(
      "table.csv",
      "source_id,admin1_code,admin2_code,idps_individuals,from here,any from here\nS1,XXA,XXA01,10,4,Yes\n");
  const auto result =
      ingest::import_file(import.options, [](const std::string&, model::Date) { return nullptr; });
  REQUIRE(result.drafts.size() == 1);
  CHECK(messages_of(result.drafts.front(), "count.within").empty());
}

TEST_CASE("Reasons given for areas are kept on the area") {
  SmallImport import(small_profile(test::baseline_keys + "[breakdowns]\nreasons = \"area\"\n"));
  const auto draft = import.round(
      "source_id,admin2_code,idps_individuals,conflict_individuals\nS1,XXA01,10,25\nS2,XXA01,20,\n");
  CHECK(value(draft, "conflict_individuals", 0) == "null");
  std::int64_t sum = 0;
  for (const auto& figure : draft.content.area_figures) {
    CHECK(draft.content.boundaries->area(figure.area).pcode == "XXA01");
    if (figure.field == "conflict_individuals") CHECK(figure.value == 25);
    sum += figure.value;
  }
  CHECK(sum == 30);
}

TEST_CASE("Values of restricted columns are kept apart and shown nowhere") {
  SmallImport import;
  const auto draft = import.round("source_id,admin2_code,idps_individuals,remark\nS1,XXA01,10,a secret\n");
  REQUIRE(draft.restricted.size() == 1);
  CHECK(draft.restricted[0].field == "restricted_remark");
  CHECK(draft.restricted[0].value == "a secret");
}

TEST_CASE("A file may hold several operations, methods and rounds") {
  SmallImport import(
      small_profile("[round]\nmethods = { BA = \"baseline\", SA = \"site\" }\n", "ended = [\"Inactive\"]\n"));
  import.options.round.reset();
  import.options.to.reset();
  const std::string table =
      "operation,source_method,round_number,period_end,admin2_code,idps_individuals,operation_status\n"
      "Flood,BA,1,2020-03-31,XXA01,10,Active\nFlood,BA,2,2020-06-30,XXA01,20,Active\nFlood,SA,2,2020-06-30,"
      "XXA01,5,Active\n"
      "Old war,BA,2,2019-06-30,XXA01,7,Inactive\n";
  const auto result = import.csv(table);
  REQUIRE(result.drafts.size() == 4);
  CHECK(result.drafts[0].operation.code == "XXX-FLOOD");
  CHECK(result.drafts[0].content.round.key.method == model::Method::baseline);
  CHECK(result.drafts[1].content.round.totals.individuals == 20);
  CHECK(result.drafts[2].content.round.key.method == model::Method::site);
  CHECK(result.drafts[3].operation.name == "Old war");
  CHECK(result.drafts[3].operation.ends_on == model::Date::parse("2019-06-30"));
  CHECK_FALSE(result.drafts[0].operation.ends_on);
}

TEST_CASE("However many people the rows of another level claim, their sum is a number of people") {
  SmallImport import;
  std::string table = "level,admin1_code,admin2_code,source_id,idps_individuals\n2,XXA,XXA01,,10\n";
  for (int i = 0; i < 10'000; ++i) table += "1,XXA,,S" + std::to_string(i) + ",999999999999999\n";
  const auto draft = import.round(table);
  const auto* found = find_rule(draft.findings, "levels.differ");
  REQUIRE(found != nullptr);
  CHECK(contains(found->message, "10000 rows of level 1 state 20000000000000,"));
}

TEST_CASE("Where a file gives several levels of one stock, the deepest is stored") {
  SmallImport import;
  const auto draft = import.round(
      "level,admin1_code,admin2_code,idps_individuals\n0,,,30\n1,XXA,,30\n2,XXA,XXA01,10\n2,XXA,XXA02,20\n");
  CHECK(draft.content.round.totals.individuals == 30);
  CHECK(draft.content.round.totals.locations == 2);
  CHECK(find_rule(draft.findings, "levels.agree") != nullptr);
  const auto other = import.round("level,admin1_code,admin2_code,idps_individuals\n0,,,31\n2,XXA,XXA01,10\n");
  CHECK(contains(find_rule(other.findings, "levels.differ")->message,
                 "1 rows of level 0 state 31, those of level 2 10"));
}

TEST_CASE("A mark of sensitivity in the file can only raise it") {
  SmallImport import;
  const auto of = [&](const std::string& mark, std::optional<model::Sensitivity> said) {
    import.options.sensitivity = said;
    return import.round("admin2_code,idps_individuals,sensitivity\nXXA01,10," + mark + "\n")
        .content.round.sensitivity;
  };
  using model::Sensitivity;
  CHECK(of("low", std::nullopt) == Sensitivity::low);
  CHECK(of("low", Sensitivity::moderate) == Sensitivity::moderate);
  CHECK(of("high", Sensitivity::low) == Sensitivity::high);
  CHECK(of("unheard of", Sensitivity::low) == Sensitivity::severe);
  CHECK(import.round("admin2_code,idps_individuals\nXXA01,10\n").content.round.sensitivity ==
        Sensitivity::low);
  import.options.sensitivity.reset();
  CHECK(import.round("admin2_code,idps_individuals\nXXA01,10\n").content.round.sensitivity ==
        Sensitivity::severe);
}

TEST_CASE("The same bytes read the same way have the same hash, and other ones another") {
  SmallImport import;
  const std::string table = "admin2_code,idps_individuals\nXXA01,10\n";
  const auto hash = import.round(table).content.round.content_hash;
  CHECK(hash.size() == 32);
  CHECK(import.round(table).content.round.content_hash == hash);
  CHECK(import.round(table + "XXA02,1\n").content.round.content_hash != hash);
  import.options.to = model::Date::parse("2020-07-01");
  CHECK(import.round(table).content.round.content_hash != hash);
}

TEST_CASE("Without boundaries rows count for the country, and are told apart by their codes") {
  SmallImport import;
  import.options.file = import.folder.write(
      "t.csv", "admin1_name,admin2_name,name,idps_individuals\nA,B,Village,10\nA,C,Village,5\n");
  const auto result =
      ingest::import_file(import.options, [](const std::string&, model::Date) { return nullptr; });
  const auto& draft = result.drafts.front();
  CHECK(area_of(draft) == "XXX");
  CHECK(draft.content.round.boundary_version.empty());
  CHECK(find_rule(draft.findings, "boundaries.none") != nullptr);
}
