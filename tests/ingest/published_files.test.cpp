/// Shapes that rounds are published in: tables with hashtags above some of their columns, lists without the
/// names of their places, columns of rounds that say `R38`, workbooks whose summary is tagged and whose
/// records are not.
#include <fmt/format.h>

#include <map>

#include "ingest/error.hpp"
#include "ingest/header_grammar.hpp"
#include "ingest/profile.hpp"
#include "ingest/profile_drafting.hpp"
#include "ingest/round_hints.hpp"
#include "support/catch.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::contains;
using test::find_rule;
using test::SmallImport;
using test::TableRows;

namespace {

/// Whatever profile fits, of those that come along.
class Published : public SmallImport {
 public:
  Published() {
    options.profile = {};
    options.country = "XXX";
    options.operation = "XXX";
  }
  ingest::ImportResult book(const std::vector<test::SheetOfRows>& sheets) {
    return file(test::write_workbook(folder.path() / "book.xlsx", sheets));
  }
};

const std::string tagged_head =
    "Governorate,P-code,District,Code,IDPs\n#adm1+name,#adm1+code,#adm2+name,#adm2+code,#affected+idps+ind\n";

/// The fields of the draft of a table, by header as profiles compare it.
std::map<std::string, std::string> drafted(const std::filesystem::path& file) {
  std::map<std::string, std::string> fields;
  const auto draft = ingest::draft_profile_of_file(file);
  for (const auto& column : ingest::parse_profile(draft, "draft", "draft").column)
    fields[column.headers.empty() ? std::string() : column.headers.front()] = column.field;
  return fields;
}

std::map<std::string, std::string> drafted(const std::string& table) {
  test::TemporaryFolder folder;
  return drafted(folder.write("table.csv", table));
}

}  // namespace

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

TEST_CASE(
    "What has a hashtag is what its hashtag says, and without hashtags nothing is taken by such names") {
  Published import;
  const auto draft =
      import.round("Village,Code,PDI\n#adm2+name,#adm2+code,#affected+idps+ind\nName of XXA01,XXA01,10\n");
  CHECK(test::area_of(draft) == "XXA01");
  CHECK(contains(import.refusal("Village,Latitude,Longitude,PDI\nBir,0.5,10.5,10\n"), "fits no profile"));
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
  const auto* found = find_rule(import.csv(table).findings, "method.assumed");
  REQUIRE(found != nullptr);
  CHECK(contains(found->message, "baseline"));
  import.options.method = model::Method::site;
  CHECK(find_rule(import.csv(table).findings, "method.assumed") == nullptr);
}

TEST_CASE("Equal rows are different places in a list that names areas and no places within them") {
  SmallImport import;
  const auto draft = import.round(
      "admin2_code,idps_households,idps_individuals\nXXA01,2,11\nXXA01,1,5\nXXA01,2,11\nXXA01,8,40\nXXB01,1,"
      "5\n"
      "XXB01,1,6\n");
  CHECK(draft.content.round.totals.individuals == 78);
  CHECK(draft.content.round.totals.rows_rejected == 0);
  const auto* told = find_rule(draft.findings, "row.equal");
  REQUIRE(told != nullptr);
  CHECK(told->row == 4);
  CHECK(find_rule(draft.findings, "row.alike") == nullptr);
}

TEST_CASE("Where an area has one row, or a column tells its rows apart, an equal row is a duplicate") {
  for (const std::string table :
       {"admin2_code,idps_individuals\nXXA01,11\nXXB01,5\nXXA01,11\n",
        "admin2_code,name,idps_individuals\nXXA01,Bir,11\nXXA01,Wadi,5\nXXA01,Tall,6\nXXA01,Bir,11\n",
        "admin2_code,source_id,idps_individuals\nXXA01,1,11\nXXA01,2,5\nXXA01,3,6\nXXA01,1,11\n",
        "admin2_code,origin_admin2_code,idps_individuals\nXXA01,XXB01,11\nXXA01,XXB02,5\nXXA01,XXA02,6\n"
        "XXA01,XXB01,11\n",
        // A column that is not read tells rows apart that are alike in all others.
        "admin2_code,idps_individuals,Form\nXXA01,11,a\nXXA01,11,b\nXXA01,5,c\nXXA01,6,d\nXXA01,11,a\n"}) {
    CAPTURE(table);
    SmallImport import;
    const auto draft = import.round(table);
    CHECK(find_rule(draft.findings, "row.equal") == nullptr);
    REQUIRE(draft.rejected.size() == 1);
    CHECK(draft.rejected[0].rule == "row.duplicate");
  }
}

TEST_CASE("A list that was pasted twice counts once") {
  SmallImport import;
  const std::string rows = "XXA01,11\nXXA01,5\nXXA01,6\nXXB01,7\n";
  const auto draft = import.round("admin2_code,idps_individuals\n" + rows + rows);
  CHECK(draft.content.round.totals.individuals == 29);
  REQUIRE(draft.rejected.size() == 4);
  CHECK(draft.rejected[0].rule == "row.duplicate");
}

TEST_CASE("A row that was refused does not count because another is equal to it") {
  SmallImport import;
  import.options.round.reset();
  const auto result = import.csv(
      "admin2_code,idps_individuals,round_number\nXXA01,11,3\nXXA01,5,3\nXXA01,6,3\nXXB01,7,3\nXXB01,8,3\n"
      "XXB01,1000,x\nXXB01,1000,x\n");
  REQUIRE(result.drafts.size() == 1);
  CHECK(result.drafts.front().content.round.totals.individuals == 37);
}

TEST_CASE("A total under an unknown name that stands twice counts not once") {
  SmallImport import;
  const auto draft = import.round(
      "admin2_name,idps_individuals\nName of XXA01,11\nName of XXA01,5\nName of XXA01,6\nName of "
      "XXB01,7\nName "
      "of XXB01,8\nWholeland,37\nWholeland,37\n");
  CHECK(draft.content.round.totals.individuals == 37);
  CHECK(draft.rejected.size() == 2);
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

TEST_CASE("A note or a source below a table is no place, and a name without people is one") {
  SmallImport import;
  for (const std::string note : {"* Estimates of two districts are not comparable", "Source: the assessment",
                                 "Nota: sin datos", "المصدر: الاستبيان"}) {
    CAPTURE(note);
    const auto draft =
        import.round("admin2_name,admin2_code,idps_individuals\nName of XXA01,XXA01,10\n" + note + ",,\n");
    CHECK(draft.content.assessments.rows() == 1);
    REQUIRE(draft.rejected.size() == 1);
    CHECK(draft.rejected[0].rule == "row.note");
    CHECK(draft.content.round.totals.individuals == 10);
  }
  const auto draft =
      import.round("admin2_name,admin2_code,idps_individuals\nName of XXA01,XXA01,10\nName of XXB01,,\n");
  CHECK(draft.content.assessments.rows() == 2);
  CHECK(draft.rejected.empty());
  // One word with an asterisk is a name that somebody marked.
  for (const std::string name : {"*Name of XXB01", "* Kaga"}) {
    CAPTURE(name);
    const auto marked =
        import.round("admin2_name,admin2_code,idps_individuals\nName of XXA01,XXA01,10\n" + name + ",,\n");
    for (const auto& row : marked.rejected) CHECK(row.rule != "row.note");
  }
  // With people beside it, it is a row like any other.
  const auto counted =
      import.round("admin2_name,admin2_code,idps_individuals\nName of XXA01,XXA01,10\nNote: camp,,4\n");
  CHECK(counted.content.round.totals.individuals_read == 14);
}

TEST_CASE("A count may be written with what it counts, and with nothing else") {
  SmallImport import;
  const auto draft = import.round(
      "admin2_code,idps_individuals,idps_households\nXXA01,132 ind.,25 HH\nXXB01,\"1,200 personnes\",40 "
      "ménages\n");
  CHECK(draft.content.round.totals.individuals == 1332);
  CHECK(draft.content.round.totals.households == 65);
  for (const std::string cell : {"25 HH", "about 130", "130 or 140 ind", "130 tents", "1.5 ind", "15% ind",
                                 "15+ people", "15? persons", "100 - people"}) {
    CAPTURE(cell);
    const auto refused = import.round("admin2_code,idps_individuals\nXXA01,10\nXXB01," + cell + "\n");
    CHECK(refused.content.round.totals.individuals == 10);
    REQUIRE(refused.rejected.size() == 1);
    CHECK(refused.rejected[0].rule == "count.not_a_number");
  }
}

TEST_CASE(
    "Headers made of a group of people and a unit are known in any order; any other word makes them "
    "unknown") {
  using ingest::count_named_by_words;
  CHECK(count_named_by_words("num idp ind") == "idps_individuals");
  CHECK(count_named_by_words("est num idp hh") == "idps_households");
  CHECK(count_named_by_words("idp estimation") == "idps_individuals");
  CHECK(count_named_by_words("nombre total de menages retournes") == "returnees_households");
  CHECK(count_named_by_words("migrant ind") == "migrants_individuals");
  CHECK(count_named_by_words("numero de familias desplazadas") == "idps_households");
  for (const auto* other :
       {"idp category", "idps arrived in 2019", "idp present yes no", "individuals", "total", "",
        "idps and returnees ind", "idp hh ind", "not yet returned individuals", "host community"}) {
    CAPTURE(other);
    CHECK(count_named_by_words(other).empty());
  }
}

TEST_CASE("A draft knows a form's own names of counts, and codes under headers of names") {
  std::string table = "date_survey,province,district,wards,num_idp_hh,num_idp_ind,num_returnee_ind\n";
  for (int i = 0; i < 12; ++i)
    table += fmt::format("2021-11-{:02},ZW16,Beitbridge,ZW1601{:02},{},{},{}\n", i + 1, i + 1, i + 3,
                         i * 5 + 15, i);
  const auto fields = drafted(table);
  CHECK(fields.at("date survey") == "assessed_on");
  CHECK(fields.at("province") == "admin1_code");
  CHECK(fields.at("district") == "admin2_name");
  CHECK(fields.at("wards") == "admin3_code");
  CHECK(fields.at("num idp hh") == "idps_households");
  CHECK(fields.at("num idp ind") == "idps_individuals");
  CHECK(fields.at("num returnee ind") == "returnees_individuals");
}

TEST_CASE("A draft is of the sheet with people, not of the longer list of all areas") {
  test::TemporaryFolder folder;
  TableRows areas = {{"ADM1_NAME", "ADM1_CODE", "ADM2_NAME", "ADM2_CODE", "ADM3_NAME", "ADM3_CODE"}};
  TableRows people = {{"ward", "num_idp_ind"}};
  for (int i = 10; i < 60; ++i) {
    areas.push_back(
        {"North", "ZW16", "Bir", "ZW1601", fmt::format("Ward {}", i), fmt::format("ZW1601{}", i)});
    if (i < 20) people.push_back({fmt::format("Ward {}", i), fmt::format("{}", i * 7)});
  }
  const auto fields =
      drafted(test::write_workbook(folder.path() / "book.xlsx", {{"GIS", areas}, {"Baseline", people}}));
  CHECK(fields.at("num idp ind") == "idps_individuals");
  CHECK_FALSE(fields.contains("adm1 name"));
}

TEST_CASE("A draft puts exchanged hashtags of code and name right") {
  std::string table = "LGA,LGA Pcode,IDPs\n#adm2+code,#adm2+name,#affected+idps+ind\n";
  for (int i = 0; i < 12; ++i)
    table += fmt::format("Place {},NG0020{:02},{}\n", static_cast<char>('A' + i), i + 1, i * 3);
  const auto fields = drafted(table);
  CHECK(fields.at("lga") == "admin2_name");
  CHECK(fields.at("lga pcode") == "admin2_code");
}

TEST_CASE("Of people in need with a column for each cluster no cluster passes for all of them") {
  std::string table = "Oblast PCode,Total,Health,Education\n#adm1+code,,#inneed+health,#inneed+education\n";
  for (int i = 10; i < 30; ++i) table += fmt::format("UA{},{},{},{}\n", i, i * 1000, i * 400, i * 300);
  for (const auto& [header, field] : drafted(table)) {
    CAPTURE(header, field);
    CHECK_FALSE(field == "in_need_individuals");
    CHECK_FALSE(((header == "health" || header == "education") && field == "idps_individuals"));
  }
}

TEST_CASE("One cluster's people in need are not those of all, nor is a share a count of people") {
  std::string need = "Oblast PCode,PiN Health\n#adm1+code,#inneed+health\n";
  std::string share = "Oblast PCode,Number of displaced persons,IDPs % of total population\n";
  for (int i = 10; i < 30; ++i) {
    need += fmt::format("UA{},{}\n", i, i * 400);
    share += fmt::format("UA{},{},{}\n", i, i * 400, i);
  }
  for (const auto& [header, field] : drafted(need)) CHECK_FALSE(field == "in_need_individuals");
  for (const auto& [header, field] : drafted(share))
    if (field == "idps_individuals") CHECK(header == "number of displaced persons");
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

TEST_CASE(
    "A list of arrivals by month is drafted with its months, so that they are not added up as people "
    "present") {
  test::SmallImport import;
  std::string table = "Month End,Current (Arrival) Region,Current (Arrival) District,Number of Individuals\n";
  for (int month = 1; month <= 12; ++month)
    table += fmt::format("28/{:02}/2016,Name of XXA,Name of XXA01,{}\n", month, month + 4);
  const auto draft = ingest::draft_profile_of_file(import.folder.write("arrivals.csv", table));
  import.options.profile = import.folder.write("draft.toml", draft).string();
  import.options.operation = "XXX";
  import.options.country = "XXX";
  CHECK(contains(import.refusal(table), "at two dates"));
}

TEST_CASE("A table of migrants alone is drafted as one that fits it") {
  std::string table = "Muhalla_pcode,Latitude,Longitude,Migrant IND\n";
  for (int i = 0; i < 12; ++i) table += fmt::format("LY0106{:02},32.7{},21.9,{}\n", i, i, i * 100 + 30);
  const auto fields = drafted(table);
  CHECK(fields.at("migrant ind") == "migrants_individuals");
  CHECK(fields.at("muhalla pcode") == "admin4_code");
  CHECK_FALSE(fields.contains("the column that counts people"));
}

TEST_CASE("Codes of areas are tagged as code or as pcode") {
  Published import;
  const auto draft =
      import.round("District,Code,IDPs\n#adm2+name,#adm2+pcode,#affected+idps+ind\nnobody's name,XXA02,10\n");
  CHECK(test::area_of(draft) == "XXA02");
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

TEST_CASE("A site's own code is no code of an area") {
  std::string table = "State,State_Pcode,Ward Pcode,SiteID,Camp code,Ind\n";
  for (int i = 10; i < 30; ++i)
    table += fmt::format("ADAMAWA,NG002,NG0020020{},AD_S0{},NG-C{},{}\n", i, i, i, i * 7);
  const auto fields = drafted(table);
  CHECK(fields.at("siteid") == "source_id");
  for (const auto& [header, field] : fields) {
    CAPTURE(header, field);
    CHECK_FALSE((header == "camp code" && field.starts_with("admin")));
  }
}
