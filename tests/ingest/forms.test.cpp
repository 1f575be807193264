/// Exports of forms (KoboToolbox, ODK) and tables with a column for each category.
#include <algorithm>

#include "support/catch.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::find_rule;
using test::SmallImport;
using test::value;

namespace {

/// A form about places, with groups, a question of several answers, and origins asked one by one.
const std::string form = R"(
country = "XXX"
[recognise]
required = ["idps_individuals | origin_individuals"]
groups = ["site info"]
[operation]
code = "XXX"
[round]
method = "site"
[origins]
mode = "rows"
[[column]]
field = "admin2_code"
headers = ["district"]
[[column]]
field = "name"
headers = ["site"]
[[column]]
field = "idps_individuals"
headers = ["idps ind"]
[[column]]
field = "priority_needs"
headers = ["needs"]
codes = "need"
separators = " "
choices = true
[[column]]
field = "origin_admin2_code"
headers = ["from"]
[[column]]
field = "origin_individuals"
headers = ["from ind"]
[codes.need]
fsc = ["food"]
wsh = ["water"]
shl = ["tents"]
)";

model::RoundDraft only(ingest::ImportResult result) {
  REQUIRE(result.drafts.size() == 1);
  return std::move(result.drafts.front());
}

std::int64_t people_from(const model::RoundDraft& draft, std::string_view pcode) {
  std::int64_t sum = 0;
  for (const auto& share : draft.content.origins)
    if (share.pcode == pcode) sum += share.individuals;
  return sum;
}

std::string needs(const model::RoundDraft& draft) {
  return value(draft, "priority_need_1") + " " + value(draft, "priority_need_2") + " " +
         value(draft, "priority_need_3");
}

}  // namespace

TEST_CASE("A form's groups in front of a question do not matter, whatever separates them") {
  for (const std::string header :
       {"site_info/district,site_info/site,site_info/idps_ind",
        "site_info.district,site_info.site,site_info.idps_ind",
        "site_info_district,site_info_site,site_info_idps_ind", "a/b/district,a/site,a:idps_ind"}) {
    CAPTURE(header);
    const auto draft = SmallImport(form).round(header + "\nXXA01,Camp,12\n");
    CHECK(value(draft, "name") == "Camp");
    CHECK(value(draft, "idps_individuals") == "12");
    CHECK(draft.content.boundaries->area(draft.content.areas[0]).pcode == "XXA01");
  }
}

TEST_CASE("Groups of a label export have blanks; marks between words of a question are none of theirs") {
  const auto draft = SmallImport(form).round(
      "Site information/district,Site information/site,People of concern/IDPs ind\nXXA01,Camp,12\n");
  CHECK(value(draft, "name") == "Camp");
  CHECK(value(draft, "idps_individuals") == "12");
  for (const std::string header :
       {"Returnees: IDPs ind", "Returnees / IDPs ind", "No. of returnees.IDPs ind"}) {
    CAPTURE(header);
    CHECK_FALSE(SmallImport(form).refusal("district,site," + header + "\nXXA01,Camp,12\n").empty());
  }
}

TEST_CASE("Only named groups are cut off at an underscore") {
  CHECK_FALSE(SmallImport(form).refusal("district,site,returned_idps_ind\nXXA01,Camp,12\n").empty());
}

TEST_CASE("Several answers to one question are read from one cell or from a column each") {
  CHECK(needs(SmallImport(form).round("district,idps_ind,needs\nXXA01,12,water food\n")) == "wsh fsc null");
  for (const std::string separator : {"/", ".", "_"}) {
    CAPTURE(separator);
    auto header = "district,idps_ind,needs" + separator + "food,needs" + separator + "water,needs" +
                  separator + "tents";
    CHECK(needs(SmallImport(form).round(header + "\nXXA01,12,1,0,True\n")) == "fsc shl null");
    header += ",needs";
    CHECK(needs(SmallImport(form).round(header + "\nXXA01,12,1,0,1,tents food\n")) == "fsc shl null");
  }
}

TEST_CASE("A column of words beside the choices is none of them, even where a later row has the first word") {
  std::string table = "district,idps_ind,site,needs/food,needs/water,needs/tents\n";
  for (int i = 0; i < 300; ++i) table += "XXA01,1,S" + std::to_string(i) + ",1,,\n";
  const auto draft = SmallImport(form).round(table + "XXA01,1,Last,0,0,Mrs Somebody 0801\n");
  CHECK(draft.content.round.totals.rows_accepted == 301);
  for (const auto& finding : draft.findings) CHECK_FALSE(test::contains(finding.message, "Somebody"));
  const auto words = SmallImport(form).round(
      "district,idps_ind,needs_food,needs_water,needs_tents\nXXA01,1,1,0,because it rains\n");
  CHECK(needs(words) == "fsc null null");
}

TEST_CASE("Repeats on a sheet of their own join the answer they belong to; its people count once") {
  SmallImport import(form);
  const auto book =
      test::write_workbook(import.folder.path() / "form.xlsx",
                           {{"form",
                             {{"district", "site", "idps_ind", "needs", "_index"},
                              {"XXA01", "Camp", "100", "food", "1"},
                              {"XXA02", "School", "30", "water", "2"},
                              {"XXB01", "Mosque", "7", "", "3"}}},
                            {"origins",
                             {{"from", "from_ind", "_index", "_parent_table_name", "_parent_index"},
                              {"XXB01", "60", "1", "form", "1"},
                              {"XXB02", "40", "2", "form", "1"},
                              {"XXB01", "30", "3", "form", "2"}}}});
  const auto draft = only(import.file(book));
  CHECK(draft.content.round.totals.individuals == 137);
  CHECK(draft.content.round.totals.locations == 3);
  CHECK(people_from(draft, "XXB01") == 90);
  CHECK(people_from(draft, "XXB02") == 40);
  CHECK(needs(draft) == "fsc null null");
  CHECK(find_rule(draft.findings, "row.duplicate") == nullptr);
}

TEST_CASE("A form whose repeats add nothing is read alone") {
  SmallImport import(form);
  const auto book =
      test::write_workbook(import.folder.path() / "form.xlsx",
                           {{"form", {{"district", "idps_ind", "_index"}, {"XXA01", "100", "1"}}},
                            {"photos", {{"file", "_parent_index"}, {"a.jpg", "1"}, {"b.jpg", "1"}}}});
  CHECK(only(import.file(book)).content.round.totals.rows_read == 1);
}

TEST_CASE("Answers that somebody typed in without a number count, each for itself") {
  SmallImport import(form);
  const auto book = test::write_workbook(import.folder.path() / "form.xlsx",
                                         {{"form",
                                           {{"district", "site", "idps_ind", "_index"},
                                            {"XXA01", "Camp", "100", ""},
                                            {"XXA02", "School", "30", ""},
                                            {"XXA02", "Barn", "5", "1"},
                                            {"XXB01", "Mosque", "7", ""}}},
                                          {"origins",
                                           {{"from", "from_ind", "_parent_table_name", "_parent_index"},
                                            {"XXB01", "3", "form", "1"},
                                            {"XXB02", "2", "form", "1"}}}});
  const auto draft = only(import.file(book));
  CHECK(draft.content.round.totals.individuals == 142);
  CHECK(people_from(draft, "XXB01") == 3);
}

TEST_CASE("Of two exports pasted together repeats join no answer whose number stands twice, and it is said") {
  SmallImport import(form);
  const auto book = test::write_workbook(import.folder.path() / "form.xlsx",
                                         {{"form",
                                           {{"district", "site", "idps_ind", "_index"},
                                            {"XXA01", "Camp", "100", "1"},
                                            {"XXA02", "School", "30", "1"},
                                            {"XXB01", "Mosque", "7", "2"}}},
                                          {"origins",
                                           {{"from", "from_ind", "_parent_table_name", "_parent_index"},
                                            {"XXB01", "60", "form", "1"},
                                            {"XXB02", "30", "form", "1"},
                                            {"XXB02", "7", "form", "2"}}}});
  const auto result = import.file(book);
  const auto* found = find_rule(result.findings, "form.number_repeated");
  REQUIRE(found != nullptr);
  CHECK(found->row == 3);
  const auto draft = only(result);
  CHECK(draft.content.round.totals.individuals == 137);
  CHECK(people_from(draft, "XXB01") == 0);
  CHECK(people_from(draft, "XXB02") == 7);
}

TEST_CASE("A form's repeats find its sheet by the name that was cut, marked or changed to make it one") {
  struct {
    const char* section;
    const char* sheet;
  } const cases[] = {
      {"Village assessment form, Sahra, round 12", "Village assessment form, Sah..."},
      {"Village assessment form, Sahra, round 12", "Village assessment form... (1)"},
      {"Village assessment form, Sahra, round 12", "Village assessment form, Sahra,"},
      {"Assessment [site/village]: what?", "Assessment _site_village__ what_"},
      {"Évaluation des villages du Sahra, tour 12", "Évaluation des villages du S..."},
      {"Village assessment form, Sahra, round 12", "Data"},
  };
  for (const auto& [section, sheet] : cases) {
    CAPTURE(section, sheet);
    SmallImport import(form);
    const auto book = test::write_workbook(
        import.folder.path() / "form.xlsx",
        {{sheet, {{"district", "site", "idps_ind", "_index"}, {"XXA01", "Camp", "100", "1"}}},
         {"origins",
          {{"from", "from_ind", "_index", "_parent_table_name", "_parent_index"},
           {"XXB01", "60", "1", section, "1"},
           {"XXB02", "40", "2", section, "1"}}}});
    const auto result = import.file(book);
    CHECK(find_rule(result.findings, "form.repeat_unjoined") == nullptr);
    CHECK(people_from(only(result), "XXB01") == 60);
  }
}

TEST_CASE("Repeats that belong to no sheet or to no answer are named") {
  SmallImport import(form);
  const auto book = test::write_workbook(
      import.folder.path() / "form.xlsx",
      {{"form", {{"district", "site", "idps_ind", "_index"}, {"XXA01", "Camp", "100", "1"}}},
       {"origins",
        {{"from", "from_ind", "_parent_table_name", "_parent_index"},
         {"XXB01", "60", "form", "1"},
         {"XXB02", "40", "form", "9"}}},
       {"photos", {{"file", "_parent_table_name", "_parent_index"}, {"a.jpg", "another form", "1"}}}});
  const auto result = import.file(book);
  std::vector<std::string> sheets;
  for (const auto& finding : result.findings)
    if (finding.rule == "form.repeat_unjoined") sheets.push_back(finding.sheet);
  std::ranges::sort(sheets);
  CHECK(sheets == std::vector<std::string>{"origins", "photos"});
  CHECK(people_from(only(result), "XXB02") == 0);
}

TEST_CASE("ODK's zip of a form and its repeats is read as the sheets of one file") {
  const std::string answers =
      "SubmissionDate,site_info-district,site_info-site,idps_ind,KEY\n"
      "2020-06-01,XXA01,Camp,100,uuid:a\n2020-06-02,XXA02,School,30,uuid:b\n";
  const std::string origins =
      "from,from_ind,PARENT_KEY,KEY\nXXB01,60,uuid:a,uuid:a/from[1]\nXXB02,40,uuid:a,uuid:a/from[2]\n"
      "XXB01,30,uuid:b,uuid:b/from[1]\n";
  const std::string camps = "camp,PARENT_KEY,KEY\nx,uuid:a/from[1],uuid:a/from[1]/camp[1]\n";
  SmallImport import(form);
  const auto zip = import.folder.path() / "form.zip";
  test::write_zip(zip, {{"form-from.csv", origins},
                        {"form.csv", answers},
                        {"form-from-camp.csv", camps},
                        {"form - audit.csv", "instance ID,event\nuuid:a,form start\n"},
                        {"media/a.jpg", "no picture"}});
  const auto result = import.file(zip);
  CHECK(result.sheet == "form");
  CHECK(find_rule(result.findings, "form.repeat_unjoined") == nullptr);
  const auto draft = only(result);
  CHECK(draft.content.round.totals.individuals == 130);
  CHECK(draft.content.round.totals.locations == 2);
  CHECK(people_from(draft, "XXB01") == 90);
  CHECK(people_from(draft, "XXB02") == 40);
}

TEST_CASE("A column for each origin and a row for each origin give the same") {
  const std::string wide = R"(
country = "XXX"
[recognise]
required = ["idps_individuals", "origin_count"]
[operation]
code = "XXX"
[round]
method = "baseline"
[origins]
mode = "columns"
[[column]]
field = "admin2_code"
headers = ["district"]
[[column]]
field = "idps_individuals"
headers = ["idps"]
[[column]]
field = "origin_count"
headers = ["From: *"]
value = "admin2:*"
)";
  const auto by_column =
      SmallImport(wide).round("district,idps,From: Name of XXA02,From: Name of XXB01\nXXA01,12,5,7\n");
  const auto by_row =
      SmallImport(form).round("district,idps_ind,from,from_ind\nXXA01,12,XXA02,5\nXXA01,,XXB01,7\n");
  for (const auto* draft : {&by_column, &by_row}) {
    CHECK(draft->content.round.totals.individuals == 12);
    CHECK(people_from(*draft, "XXA02") == 5);
    CHECK(people_from(*draft, "XXB01") == 7);
    for (const auto& share : draft->content.origins) CHECK(share.basis == model::OriginBasis::all);
  }
}

TEST_CASE("An origin in a header that nobody knows is kept as it is written") {
  const auto draft = SmallImport(R"(
country = "XXX"
[recognise]
required = ["origin_count"]
[operation]
code = "XXX"
[round]
method = "baseline"
[[column]]
field = "admin2_code"
headers = ["district"]
[[column]]
field = "idps_individuals"
headers = ["idps"]
[[column]]
field = "origin_count"
headers = ["from *"]
value = "admin1:*"
)")
                         .round("district,idps,from Al-Qa'im\nXXA01,12,5\n");
  REQUIRE(draft.content.origins.size() == 1);
  CHECK(draft.content.origins.front().name == "Al-Qa'im");
}

TEST_CASE("Sex and age bands add up to sexes and ages") {
  const auto draft = SmallImport(test::small_profile(test::baseline_keys) + R"(
[[column]]
field = "sex_age_count"
value = "girls"
headers = ["Girls 0-5"]
[[column]]
field = "sex_age_count"
value = "girls"
headers = ["Girls 6-17"]
[[column]]
field = "sex_age_count"
value = "boys"
headers = ["Boys"]
[[column]]
field = "sex_age_count"
value = "women"
headers = ["Women 18-59"]
[[column]]
field = "sex_age_count"
value = "elderly_men"
headers = ["Old men"]
)")
                         .round(
                             "admin2_code,name,idps_individuals,Girls 0-5,Girls 6-17,Boys,Women 18-59,Old "
                             "men\nXXA01,A,15,1,2,3,4,5\n");
  CHECK(value(draft, "female") == "7");
  CHECK(value(draft, "male") == "8");
  CHECK(value(draft, "children") == "6");
  CHECK(value(draft, "women") == "4");
  CHECK(value(draft, "elderly") == "5");
  CHECK(value(draft, "men") == "null");
}

TEST_CASE("A row for each population group gives each its own figure") {
  const auto draft = SmallImport(R"(
country = "XXX"
[recognise]
required = ["population_group", "group_individuals"]
[operation]
code = "XXX"
[round]
method = "baseline"
[[column]]
field = "admin2_code"
headers = ["admin2_code"]
[[column]]
field = "name"
headers = ["name"]
[[column]]
field = "population_group"
headers = ["Group"]
codes = "group"
[[column]]
field = "group_individuals"
headers = ["People"]
[codes.group]
idps = ["IDP"]
returnees = ["Returnee*"]
host = ["Host*"]
)")
                         .round(
                             "admin2_code,name,Group,People\nXXA01,A,IDP,15\nXXA01,A,Returnees,4\nXXA01,A,"
                             "Host community,99\n");
  CHECK(draft.content.round.totals.locations == 1);
  CHECK(value(draft, "idps_individuals") == "15");
  CHECK(value(draft, "returnees_individuals") == "4");
  CHECK(value(draft, "host_individuals") == "99");
}

TEST_CASE("Severity may be scored in words") {
  const auto draft = SmallImport(test::small_profile(test::baseline_keys) + R"(
[[column]]
field = "severity_fsc"
headers = ["Food severity"]
codes = "severity"
[codes.severity]
1 = ["none"]
3 = ["severe"]
)")
                         .round("admin2_code,name,idps_individuals,Food severity\nXXA01,A,15,Severe\n");
  CHECK(value(draft, "severity_fsc") == "3");
}

TEST_CASE("A word for nothing is a value where a list has it, and an answer where one is asked for") {
  const auto profile = test::small_profile(test::baseline_keys) + R"(
[[column]]
field = "severity_fsc"
headers = ["Food severity"]
codes = "severity"
[codes.severity]
1 = ["none", "nil"]
5 = ["*"]
)";
  struct {
    const char* cells;  ///< severity, access, people
    const char* read;
  } const cases[] = {{"None,Yes,15", "1 yes 15"},
                     {"Nil,None,15", "1 no 15"},
                     {"N/A,N/A,15", "null null 15"},
                     {"-,nil,15", "null null 15"},
                     {"Severe,No,none", "5 no null"}};
  for (const auto& [cells, read] : cases) {
    CAPTURE(cells);
    const auto draft = SmallImport(profile).round(
        std::string("admin2_code,name,Food severity,access_wsh,idps_individuals,idps_households\nXXA01,A,") +
        cells + ",3\n");
    CHECK(value(draft, "severity_fsc") + " " + value(draft, "access_wsh") + " " +
              value(draft, "idps_individuals") ==
          read);
  }
}

TEST_CASE("No hazard is a level of hazard that the shipped profile reads") {
  SmallImport import;
  import.options.profile = "relocation-areas";
  import.options.country = "XXX";
  import.options.operation = "XXX";
  const auto draft = import.round("site name,admin2 pcode,capacity,hazard level\nField,XXA01,50,None\n");
  CHECK(value(draft, "hazard_level") == "none");
}
