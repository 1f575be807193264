/// Shapes that rounds are published in: tables with hashtags above some of their columns, and workbooks whose
/// summary is tagged and whose records are not.
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/published.hpp"

using namespace sojourn;
using test::contains;
using test::find_rule;
using test::Published;
using test::TableRows;

namespace {

const std::string tagged_head =
    "Governorate,P-code,District,Code,IDPs\n#adm1+name,#adm1+code,#adm2+name,#adm2+code,#affected+idps+ind\n";

}  // namespace

TEST_CASE(
    "Where hashtags stand above some columns only, places are known by their untagged names and codes") {
  Published import;
  import.options.round.reset();
  const auto result = import.csv(
      "Round,District,Code,Nom localité,P-code "
      "localité,_a4_gps_latitude,_a4_gps_longitude,Enumerator,PDI,Hosts\n"
      ",#adm2+name,#adm2+code,,,,,,#affected+idps+ind,\n"
      "Ronde 7,Name of XXA01,XXA01,Bir,L-1,1.5,10.5,Nobody,10,900\n"
      "Ronde 7,Name of XXA01,XXA01,Wadi,L-2,1.4,10.4,Nobody,20,800\n");
  CHECK(result.profile == "hxl");
  REQUIRE(result.drafts.size() == 1);
  const auto& draft = result.drafts.front();
  CHECK(draft.content.round.key.number == 7);
  CHECK(draft.content.round.totals.individuals == 30);
  REQUIRE(draft.content.assessments.rows() == 2);
  CHECK(test::value(draft, "name") == "Bir");
  CHECK(test::value(draft, "source_id", 1) == "L-2");
  CHECK(test::value(draft, "point") == "measured");
  const auto* unread = find_rule(result.findings, "columns.unmapped");
  REQUIRE(unread != nullptr);
  CHECK(contains(unread->message, "Enumerator"));
  CHECK(contains(unread->message, "Hosts"));
}

TEST_CASE("A word in the row of hashtags that lacks its mark is no hashtag") {
  Published import;
  import.options.country.reset();
  import.options.operation.reset();
  const auto draft =
      import.round("Code,Country Code,IDPs\n#adm2+code,Country+code,#affected+idps+ind\nLY0101,LBY,10\n");
  CHECK(draft.operation.country == "LBY");
}

TEST_CASE("What has a hashtag is what its hashtag says, not its header") {
  Published import;
  const auto draft =
      import.round("Village,Code,PDI\n#adm2+name,#adm2+code,#affected+idps+ind\nName of XXA01,XXA01,10\n");
  CHECK(test::area_of(draft) == "XXA01");
}

TEST_CASE("Displaced people are tagged in the singular too, and as displaced") {
  for (const std::string tag :
       {"#affected+idp+ind", "#affected+idps+ind", "#affected+displaced+all", "#affected+idps"}) {
    CAPTURE(tag);
    Published import;
    const auto draft =
        import.round("Code,People,Back\n#adm2+code," + tag + ",#affected+returnees+ind\nXXA01,10,3\n");
    CHECK(draft.content.round.totals.individuals == 10);
    CHECK(draft.content.round.totals.returnees == 3);
  }
}

TEST_CASE("New displacements of a year, causes and refugees are no people present") {
  for (const std::string tag :
       {"#affected+idps+ind+newdisp+disaster", "#affected+idps+ind+cause+conflict",
        "#affected+displaced+refugees", "#affected+displaced+new", "#affected+idps+returned",
        "#affected+displaced+pct", "#affected+displaced+total+flow"}) {
    CAPTURE(tag);
    Published import;
    const auto draft =
        import.round("Code,Flow,Back\n#adm2+code," + tag + ",#affected+returnees+ind\nXXA01,10,3\n");
    CHECK(draft.content.round.totals.individuals == 0);
  }
}

TEST_CASE("A table of years is no round: people of two years are not added up") {
  Published import;
  CHECK(contains(import.refusal("Code,Year,IDPs\n#adm2+code,#date+year,#affected+idps+ind\nXXA01,2018,10\n"
                                "XXA01,2019,12\n"),
                 "at two dates"));
}

TEST_CASE("Of a date and its year the date is the round's") {
  Published import;
  import.options.to.reset();
  import.options.from.reset();
  const auto result = import.csv(
      "Code,Year,Date,IDPs\n#adm2+code,#date+year,#date,#affected+idps+ind\nXXA01,2021,2021-03-15,10\n");
  REQUIRE(result.drafts.size() == 1);
  CHECK(result.drafts.front().content.round.period_end.to_string() == "2021-03-15");
}

TEST_CASE("Codes that are numbers, beside names with numbers, were not exchanged") {
  Published import;
  const auto result = import.csv(
      "Ward "
      "code,Ward,Code,IDPs\n#adm3+code,#adm3+name,#adm2+code,#affected+idps+ind\n101,Ward1,XXA01,10\n102,"
      "Ward2,XXA01,20\n");
  CHECK(find_rule(result.findings, "columns.swapped") == nullptr);
}

TEST_CASE("Hashtags of code and name that were exchanged are read as what the columns hold, with a finding") {
  Published import;
  const auto result = import.csv(
      "LGA,LGA Pcode,IDPs\n#adm2+code,#adm2+name,#affected+idps+ind\n"
      "Name of XXA01,XXA01,10\nName of XXB01,XXB01,20\n");
  REQUIRE(result.drafts.size() == 1);
  CHECK(test::area_of(result.drafts.front()) == "XXA01");
  const auto* found = find_rule(result.findings, "columns.swapped");
  REQUIRE(found != nullptr);
  CHECK(contains(found->message, "`LGA`"));
  CHECK(find_rule(result.drafts.front().findings, "place.unknown") == nullptr);
  CHECK(find_rule(import.csv(tagged_head + "Name of XXA,XXA,Name of XXA01,XXA01,10\n").findings,
                  "columns.swapped") == nullptr);
}

TEST_CASE("That nobody says the method of a table with hashtags is told") {
  Published import;
  const std::string table = tagged_head + "Name of XXA,XXA,Name of XXA01,XXA01,10\n";
  const auto result = import.csv(table);
  const auto* found = find_rule(result.findings, "method.assumed");
  REQUIRE(found != nullptr);
  CHECK(contains(found->message, "baseline"));
  import.options.method = model::Method::site;
  CHECK(find_rule(import.csv(table).findings, "method.assumed") == nullptr);
}

TEST_CASE("A country's own table of people in need has no column of countries; the operation says it") {
  Published import;
  import.options.country.reset();
  import.options.operation = "AFG";
  const std::string table =
      "Admin 1 PCode,Admin 1 Name,Admin 2 PCode,Admin 2 Name,Description,Cluster,Category,Population,In Need,"
      "Targeted,Affected,Reached,Info\n"
      ",,,,Final caseload,ALL,,1000,400,300,,,\n,,,,Education,EDU,,,120,60,,,\n";
  const auto file = import.folder.write("afg_hpc_needs_api_2024.csv", table);
  import.options.round.reset();
  import.options.to.reset();
  const auto result = import.file(file);
  CHECK(result.profile == "hpc-needs");
  REQUIRE(result.drafts.size() == 1);
  CHECK(result.drafts.front().content.round.key.operation == "AFG");
  CHECK(result.drafts.front().content.round.key.number == 2024);
  import.options.operation.reset();
  CHECK(contains(test::message_of([&] { import.file(file); }), "--operation"));
}

TEST_CASE("A table of another kind is not measured against a profile that it has nothing of") {
  Published import;
  const auto why =
      import.refusal("data_date,cumulative_refugees,ROM_MOL\n2022-02-24,6472,4456\n2022-02-25,16041,7680\n");
  CHECK(contains(why, "fits no profile"));
  CHECK(contains(why, "sojourn profile"));
  CHECK_FALSE(contains(why, "in column"));
  CHECK_FALSE(contains(why, "Nearest"));
}

TEST_CASE("That another sheet has more rows than the summary which is read is told") {
  Published import;
  const TableRows summary = {{"code", "name", "IDPs"},
                             {"#adm1+code", "#adm1+name", "#affected+idps+ind"},
                             {"XXA", "Name of XXA", "30"}};
  TableRows places = {{"state_pcode", "village", "people there"}};
  for (int i = 0; i < 6; ++i) places.push_back({"XXA", fmt::format("Village {}", i), "5"});
  const auto result = import.book({{"Summary", summary}, {"Locations", places}});
  const auto* found = find_rule(result.findings, "sheet.larger");
  REQUIRE(found != nullptr);
  CHECK(contains(found->message, "`Locations`"));
  places.resize(2);
  CHECK(find_rule(import.book({{"Summary", summary}, {"Locations", places}}).findings, "sheet.larger") ==
        nullptr);
}

TEST_CASE("Where nobody says the country, the one whose codes the areas have is shown and not taken") {
  Published import;
  import.options.country.reset();
  import.options.operation.reset();
  const auto refusal = [&](const std::string& code) {
    return import.refusal("Code,IDPs\n#adm2+code,#affected+idps+ind\n" + code + ",10\n");
  };
  CHECK(contains(refusal("TD0704"), "begin as those of TCD do"));
  CHECK(contains(refusal("BDI012004"), "begin as those of BDI do"));
  CHECK_FALSE(contains(refusal("TD0704,10\nLY01"), "begin as those"));
  CHECK_FALSE(contains(refusal("DTM1204"), "begin as those"));
}

TEST_CASE("A header of several lines is told in one") {
  Published import;
  const auto result =
      import.csv("Code,IDPs,\"Apartment/House\n (not owned)\"\n#adm2+code,#affected+idps+ind,\nXXA01,10,3\n");
  const auto* found = find_rule(result.findings, "columns.unmapped");
  REQUIRE(found != nullptr);
  CHECK(contains(found->message, "Apartment/House (not owned)"));
}

TEST_CASE("Codes of areas are tagged as code or as pcode") {
  Published import;
  const auto draft =
      import.round("District,Code,IDPs\n#adm2+name,#adm2+pcode,#affected+idps+ind\nnobody's name,XXA02,10\n");
  CHECK(test::area_of(draft) == "XXA02");
}
