// Datasets that are no rounds of assessments: people in need, relocation areas, services.
#include <nlohmann/json.hpp>
#include "ingest/coordinates.hpp"
#include "ingest/header_words.hpp"
#include "ingest/report.hpp"
#include "ingest/rules.hpp"
#include "support/dataset_profiles.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::columns;
using test::find_rule;
using test::needs_profile;
using test::services_profile;
using test::sites_profile;
using test::value;

namespace {

class Needs : public test::SmallImport {
 public:
  explicit Needs(const std::string& profile = needs_profile) : SmallImport(profile) { options.round.reset(); }
};

std::vector<std::string> rejections(const model::RoundDraft& draft) {
  std::vector<std::string> rules;
  for (const auto& row : draft.rejected) rules.push_back(row.rule + " " + std::to_string(row.row));
  return rules;
}

}  // namespace

TEST_CASE("rows about an area's clusters become one feature with a field for each figure") {
  Needs import;
  const auto draft = import.round(
      "admin1_code,sector,need_in_need,need_targeted,need_population\n"
      ",ALL,900,400,4500\n"
      "XXA,ALL,700,,\n"
      "XXA,WASH,650,300,\n");
  CHECK(draft.content.round.key == model::RoundKey{"XXX", model::Method::people_in_need, 2020});
  REQUIRE(draft.content.assessments.rows() == 2);
  CHECK(value(draft, "pcode", 0) == "XX");
  CHECK(value(draft, "in_need_individuals", 0) == "900");
  CHECK(value(draft, "population", 0) == "4500");
  CHECK(value(draft, "pcode", 1) == "XXA");
  CHECK(value(draft, "level", 1) == "1");
  CHECK(value(draft, "in_need_individuals", 1) == "700");
  CHECK(value(draft, "in_need_wsh_individuals", 1) == "650");
  CHECK(value(draft, "targeted_wsh_individuals", 1) == "300");
  CHECK(value(draft, "in_need_fsc_individuals", 1) == "null");
  CHECK(draft.content.round.totals.individuals == 900);
  CHECK(draft.content.round.totals.rows_accepted == 3);
}

TEST_CASE("a long table, a row for each figure, says the same as a wide one") {
  Needs import;
  const auto draft = import.round(
      "admin1_code,level,sector,figure,need_individuals\n"
      ",0,ALL,INN,900\n,0,ALL,TGT,400\n,0,ALL,POP,4500\nXXA,1,ALL,INN,700\nXXA,1,WASH,INN,650\nXXA,1,WASH,"
      "TGT,300\n");
  CHECK(value(draft, "population", 0) == "4500");
  CHECK(value(draft, "targeted_individuals", 0) == "400");
  CHECK(value(draft, "in_need_individuals", 1) == "700");
  CHECK(value(draft, "targeted_wsh_individuals", 1) == "300");
}

TEST_CASE("what cannot be told from other figures is rejected with its reason, never added") {
  Needs import;
  const auto draft = import.round(
      "admin1_code,level,sector,category,figure,need_individuals\n"
      "XXA,1,WASH,total,INN,50\n"
      "XXA,1,ALL,total,INN,700\n"
      "XXA,1,ALL,total,INN,701\n"
      "XXA,1,ALL,Girls,INN,200\n"
      "XXA,1,Moonshine,total,INN,200\n"
      "XXA,1,WASH,total,POP,200\n"
      "XXA,2,ALL,total,INN,100\n"
      "XXA,1,Food,total,INN,\n"
      "XXA,1,Food,total,INN,-1\n"
      "XXA,1,Food,total,INN,many\n");
  CHECK(rejections(draft) ==
        std::vector<std::string>{"needs.repeated 3", "needs.repeated 4", "needs.breakdown 5",
                                 "needs.no_sector 6", "needs.not_kept 7", "row.no_place 8",
                                 "needs.no_figure 9", "count.negative 10", "count.not_a_number 11"});
  CHECK(value(draft, "in_need_individuals") == "null");
  CHECK(value(draft, "in_need_wsh_individuals") == "50");
  const auto& totals = draft.content.round.totals;
  CHECK(totals.rows_accepted + totals.rows_rejected == totals.rows_read);
}

TEST_CASE("an area that the boundaries lack keeps its code; one without a code cannot be told apart") {
  Needs import;
  const auto draft = import.round(
      "admin1_code,admin1_name,sector,need_in_need\nXXZ,North,WASH,5\n,South,WASH,6\n,Name of XXB,WASH,7\n");
  CHECK(rejections(draft) == std::vector<std::string>{"needs.no_code 3"});
  CHECK(find_rule(draft.findings, "needs.unknown_area") != nullptr);
  REQUIRE(draft.content.assessments.rows() == 2);
  CHECK(value(draft, "pcode", 0) == "XXB");
  CHECK(value(draft, "placement", 0) == "name");
  CHECK(value(draft, "pcode", 1) == "XXZ");
  CHECK(value(draft, "name", 1) == "North");
  CHECK(value(draft, "placement", 1) == "null");
  CHECK(test::area_of(draft, 1) == "XX");
}

TEST_CASE("a known code that does not fit its row is rejected, and adds to nobody's figures") {
  Needs import;
  const auto draft = import.round(
      "admin1_code,admin2_code,level,sector,need_in_need\n"
      "XXB,XXB01,2,WASH,10\n"
      "XXA,XXB01,2,Food,20\n"
      "XXA,XXA,2,WASH,30\n"
      "XXA,,1,WASH,40\n");
  CHECK(rejections(draft) == std::vector<std::string>{"needs.wrong_area 3", "needs.wrong_area 4"});
  REQUIRE(draft.content.assessments.rows() == 2);
  CHECK(value(draft, "pcode", 1) == "XXB01");
  CHECK(value(draft, "in_need_wsh_individuals", 1) == "10");
  CHECK(value(draft, "in_need_fsc_individuals", 1) == "null");
}

TEST_CASE("an unknown code that rows give to two levels is rejected wherever it stands") {
  Needs import;
  const auto draft =
      import.round("admin1_code,admin2_code,sector,need_in_need\nXXZ,,WASH,5\nXXA,XXZ,WASH,6\nXXA,,WASH,7\n");
  CHECK(rejections(draft) == std::vector<std::string>{"needs.wrong_area 2", "needs.wrong_area 3"});
  REQUIRE(draft.content.assessments.rows() == 1);
}

TEST_CASE("the order of a plan's rows decides nothing") {
  std::vector<std::string> rows = {"XXZ,North,WASH,5,3\n", "XXZ,Nord,Food,6,\n", "XXA,,WASH,7,\n",
                                   "XXA,,WASH,8,\n",       "XXA,,ALL,20,10\n",   "XXA,,ALL,,10\n"};
  const auto import_rows = [&] {
    Needs import;
    std::string text = "admin1_code,admin1_name,sector,need_in_need,need_targeted\n";
    for (const auto& row : rows) text += row;
    const auto draft = import.round(text);
    REQUIRE(draft.content.assessments.rows() == 2);
    CHECK(draft.rejected.size() == 2);
    std::string all;
    for (std::size_t row = 0; row < 2; ++row)
      for (const char* field : {"name", "in_need_wsh_individuals", "in_need_fsc_individuals",
                                "in_need_individuals", "targeted_individuals"})
        all += value(draft, field, row) + " ";
    return all;
  };
  const auto as_written = import_rows();
  CHECK(as_written.find("Nord 5 6") != std::string::npos);
  std::ranges::reverse(rows);
  CHECK(import_rows() == as_written);
  std::ranges::rotate(rows, rows.begin() + 2);
  CHECK(import_rows() == as_written);
}

TEST_CASE("dates that are given decide a plan's year before its file's name does") {
  Needs import;
  auto profile = needs_profile;
  profile.insert(profile.find("[operation]"), "[round]\nfile_name_patterns = ['(20\\d\\d)']\n");
  import.options.profile = import.folder.write("named.toml", profile).string();
  import.options.from = model::Date::parse("2023-01-01");
  import.options.to = model::Date::parse("2023-12-31");
  const auto file = import.folder.write("plan_2024.csv", "admin1_code,sector,need_in_need\nXXA,ALL,5\n");
  CHECK(import.file(file).drafts.front().content.round.key.number == 2023);
  import.options.from.reset();
  import.options.to.reset();
  CHECK(import.file(file).drafts.front().content.round.key.number == 2024);
}

TEST_CASE("the day on which a file was saved is no plan's year") {
  Needs import;
  import.options.profile = "hpc-needs";
  import.options.to.reset();
  import.options.operation = "AFG";
  const auto text =
      "Country ISO3,Description,Cluster,Category,Admin 1 PCode,Population,In "
      "Need,Targeted\nAFG,Caseload,ALL,total,,9,5,4\n";
  CHECK(import.refusal(text).find("neither the file nor the profile says the round") != std::string::npos);
  import.options.file = import.folder.write("hpc_export_20250113.csv", text);
  CHECK(test::message_of([&] { import.file(import.options.file); }).find("--round") != std::string::npos);
  CHECK(import.file(import.folder.write("plan-2024.csv", text)).drafts.front().content.round.key.number ==
        2024);
}

TEST_CASE("two plans that begin in one year are never mixed") {
  auto profile = needs_profile;
  profile.insert(profile.find("[codes.sector]"), columns({"period_start", "period_end"}));
  Needs import(profile);
  import.options.to.reset();
  const std::string header = "admin1_code,sector,need_in_need,period_start,period_end\n";
  const std::string plan = "XXA,ALL,5,2024-01-01,2024-12-31\n";
  const std::string appeal = "XXB,ALL,6,2024-05-01,2024-08-31\n";
  CHECK(import.refusal(header + plan + appeal).find("different periods") != std::string::npos);
  const auto result = import.csv(header + plan + appeal + "XXA,ALL,7,2025-01-01,2025-12-31\n");
  REQUIRE(result.drafts.size() == 1);
  CHECK(result.drafts.front().content.round.key.number == 2025);
  CHECK(find_rule(result.findings, "needs.several_plans") != nullptr);
}

TEST_CASE("figures of a plan that contradict each other are findings, and are kept") {
  Needs import;
  const auto draft = import.round(
      "admin1_code,sector,need_in_need,need_targeted,need_population\n"
      "XXA,ALL,700,800,600\nXXA,WASH,710,,\n");
  for (const char* rule : {"needs.targeted", "needs.population", "needs.above_all"}) {
    INFO(rule);
    REQUIRE(find_rule(draft.findings, rule) != nullptr);
    CHECK(find_rule(draft.findings, rule)->row == 2);
  }
  CHECK(value(draft, "targeted_individuals") == "800");
}

TEST_CASE("each rule of plans and places names the cell that breaks it, and says what to do") {
  struct Broken {
    const std::string& profile;
    const char* rule;
    const char* cell;  ///< empty: about the row
    std::string table;
  };
  const std::string plan =
      "admin1_code,admin1_name,admin2_code,level,sector,category,figure,need_individuals\n";
  const std::string wide = "admin1_code,sector,need_in_need,need_targeted\n";
  const std::string sites = "site_id,name,admin2_name,geometry,capacity_individuals,occupied_individuals\n";
  const std::string area = "\"POLYGON((10.2 1.2,10.4 1.2,10.4 1.4,10.2 1.2))\"";
  const Broken tables[] = {
      {needs_profile, "needs.repeated", "", wide + "XXA,ALL,700,\nXXA,ALL,701,\nXXB,ALL,5,\n"},
      {needs_profile, "needs.no_sector", "E2", plan + "XXA,,,1,Moonshine,,INN,5\nXXB,,,1,ALL,,INN,5\n"},
      {needs_profile, "needs.breakdown", "F2", plan + "XXA,,,1,ALL,Girls,INN,5\nXXB,,,1,ALL,,INN,5\n"},
      {needs_profile, "needs.not_kept", "G2", plan + "XXA,,,1,WASH,,POP,5\nXXB,,,1,ALL,,INN,5\n"},
      {needs_profile, "needs.no_code", "B2", plan + ",South,,1,ALL,,INN,5\nXXB,,,1,ALL,,INN,5\n"},
      {needs_profile, "needs.wrong_area", "C2", plan + "XXA,,XXB01,2,ALL,,INN,5\nXXB,,,1,ALL,,INN,5\n"},
      {needs_profile, "needs.no_figure", "", plan + "XXA,,,1,Food,,INN,\nXXB,,,1,ALL,,INN,5\n"},
      {needs_profile, "needs.targeted", "", wide + "XXA,ALL,700,800\n"},
      {sites_profile, "site.repeated", "A2",
       sites + "1,Field,Name of XXA01,,,\n1,Meadow,Name of XXA01,,,\n2,Hill,Name of XXA01,,,\n"},
      {sites_profile, "site.over_capacity", "F2", sites + "1,Field,Name of XXA01,,50,51\n"},
      {sites_profile, "site.elsewhere", "D2", sites + "1,Field,Name of XXB01," + area + ",,\n"},
  };
  for (const auto& [profile, rule, cell, table] : tables) {
    CAPTURE(rule);
    test::SmallImport import(profile);
    if (&profile == &needs_profile) import.options.round.reset();
    const auto draft = import.round(table);
    const auto* found = find_rule(draft.findings, rule);
    REQUIRE(found != nullptr);
    CHECK(found->cell == cell);
    CHECK(found->row == 2);
    CHECK(found->severity == ingest::find_rule(rule)->severity);
    CHECK(found->advice == ingest::find_rule(rule)->fix);
  }
}

TEST_CASE("a method cannot be given to what has none") {
  Needs import;
  import.options.method = model::Method::baseline;
  CHECK(import.refusal("admin1_code,sector,need_in_need\nXXA,ALL,5\n").find("leave --method out") !=
        std::string::npos);
}

TEST_CASE("a place has its own area, repaired if need be, or its point") {
  test::SmallImport import(sites_profile);
  const auto draft = import.round(
      "site_id,name,admin2_name,latitude,longitude,geometry,capacity_individuals,hazards,owner\n"
      "1,Field,,,,\"POLYGON((10.2 1.2,10.4 1.2,10.4 1.4,10.2 1.2))\",500,Flood;Fire,A. Person\n"
      "2,Bow,,,,\"POLYGON((10.6 1.6,10.8 1.8,10.8 1.6,10.6 1.8,10.6 1.6))\",40,None,\n"
      "3,Hill,,1.5,11.5,,7,,\n"
      "4,Torn,Name of XXB01,,,POLYGON((1 1,8,,\n");
  REQUIRE(draft.content.assessments.rows() == 4);
  CHECK(draft.content.shapes[0].size() == 1);
  CHECK(draft.content.shapes[1].size() == 2);
  CHECK(draft.content.shapes[2].empty());
  CHECK(test::area_of(draft, 0) == "XXA01");
  CHECK(test::area_of(draft, 2) == "XXA02");
  CHECK(test::area_of(draft, 3) == "XXB01");
  CHECK(value(draft, "hazards", 0) == "flood; fire");
  CHECK(value(draft, "hazards", 1) == "null");
  CHECK(value(draft, "point", 3) == "in_area");
  CHECK(find_rule(draft.findings, "geometry.repaired")->row == 3);
  CHECK(find_rule(draft.findings, "geometry.unreadable")->row == 5);
  CHECK(draft.content.round.totals.individuals == 555);
  REQUIRE(draft.restricted.size() == 1);
  CHECK(draft.restricted.front().value == "A. Person");
  CHECK(draft.content.round.sensitivity == model::Sensitivity::severe);
}

TEST_CASE("room for people is never told as people") {
  const std::string rows =
      "name,admin2_name,capacity_individuals\nField,Name of XXA01,500\nHill,Name of XXA02,40\nBad,Name of "
      "XXA02,-7\n";
  test::SmallImport import(sites_profile);
  const auto areas = import.csv(rows);
  const auto text = ingest::format_report(areas, ingest::ReportFormat::text);
  CHECK(text.find("capacity   room for 540 people") != std::string::npos);
  CHECK(text.find("people     ") == std::string::npos);
  const auto document = nlohmann::json::parse(ingest::format_report(areas, ingest::ReportFormat::json));
  const auto& round = document["rounds"][0];
  CHECK(round["capacity"] == 540);
  CHECK_FALSE(round.contains("people"));
  CHECK_FALSE(round.contains("households"));
  CHECK_FALSE(round["rejected"][0].contains("people"));
  const auto html = ingest::format_report(areas, ingest::ReportFormat::html);
  CHECK(html.find("<b>2 places count, with room for 540 people.</b>") != std::string::npos);
  CHECK(html.find("<th>People</th>") == std::string::npos);

  // A class and a clinic have room for different people: no sum of them means anything.
  test::SmallImport services(services_profile);
  const auto listed = ingest::format_report(services.csv(rows), ingest::ReportFormat::text);
  CHECK(listed.find("features   2") != std::string::npos);
  CHECK(listed.find("540") == std::string::npos);
}

TEST_CASE("places without ids are told apart by where they were measured") {
  test::SmallImport import(sites_profile);
  const auto draft = import.round(
      "name,admin2_name,latitude,longitude,capacity_individuals\n"
      "Field,Name of XXA01,1.2,10.2,5\nField,Name of XXA01,1.4,10.2,6\nField,Name of XXA01,,,7\n");
  CHECK(draft.rejected.empty());
  REQUIRE(draft.content.assessments.rows() == 3);
  CHECK(value(draft, "site_id", 0) == "XXA01.field@1.20000,10.20000");
  CHECK(value(draft, "site_id", 2) == "XXA01.field");
}

TEST_CASE("of places with one id none is kept, and the others stay what they are") {
  test::SmallImport import(sites_profile);
  const auto draft = import.round(
      "site_id,name,latitude,longitude,geometry,capacity_individuals,hazards,owner\n"
      "1,Field,1.2,10.2,,5,Flood,A. Person\n2,Hill,1.5,11.5,,6,,\n1,Meadow,1.2,10.2,,7,,\n"
      "3,Bow,,,\"POLYGON((10.2 1.2,10.4 1.2,10.4 1.4,10.2 1.2))\",8,Fire,B. Person\n");
  CHECK(rejections(draft) == std::vector<std::string>{"site.repeated 2", "site.repeated 4"});
  REQUIRE(draft.content.assessments.rows() == 2);
  CHECK(value(draft, "name", 1) == "Bow");
  CHECK(value(draft, "hazards", 1) == "fire");
  CHECK(draft.content.shapes[0].empty());
  CHECK(draft.content.shapes[1].size() == 1);
  CHECK(test::area_of(draft, 0) == "XXA02");
  REQUIRE(draft.restricted.size() == 1);
  CHECK(draft.restricted.front().location == 1);
  CHECK(draft.content.round.totals.individuals == 14);
  CHECK(draft.content.round.totals.rows_accepted == 2);
}

TEST_CASE("where people at risk are received is not stored, whatever the file calls it") {
  test::SmallImport import;
  import.options.profile = "services";
  import.options.operation = "XXX";
  import.options.country = "XXX";
  const auto draft = import.round(
      "name,sector,service type,status,latitude,longitude,sensitivity\n"
      "A,PRO-GBV,,Open,1.2,10.2,Low\nB,Child Protection,,Open,1.2,10.2,Low\nC,Violence "
      "basée,,Open,1.2,10.2,Low\n"
      "D,Health,Women's safe space,Open,1.2,10.2,Low\nE safe house,Shelter,,Open,1.2,10.2,Low\n"
      "F,Education,Primary School,Open,1.2,10.2,Low\nG,Health,House of A. Person,Open,1.2,10.2,Low\n");
  CHECK(draft.rejected.size() == 5);
  for (const auto& row : draft.rejected) CHECK(row.rule == "site.protection");
  REQUIRE(draft.content.assessments.rows() == 2);
  CHECK(value(draft, "service_type", 0) == "primary_school");
  CHECK(value(draft, "service_type", 1) == "null");
  CHECK(draft.content.round.sensitivity == model::Sensitivity::severe);
}

TEST_CASE("services of protection are known in the languages of operations, and no other is taken for one") {
  test::SmallImport import;
  import.options.profile = "services";
  import.options.operation = "XXX";
  import.options.country = "XXX";
  const std::string head = "name,sector,service type,status,latitude,longitude,sensitivity\n";
  for (const auto* name : {"Centro de protección", "Proteção da mulher", "Casa de mujeres",
                           "Centre d'écoute femmes", "Women shelter", "WGSS Bir", "CFS 3", "مركز الحماية",
                           "مساحة صديقة للطفل", "بيت المرأة", "Центр захисту", "Espace VBG"}) {
    CAPTURE(name);
    CHECK(import.refusal(head + name + ",Health,Clinic,Open,1.2,10.2,Low\n").find("service of protection") !=
          std::string::npos);
  }
  for (const auto* name : {"Clinic of CFSville", "Centre de santé", "Escuela primaria", "مدرسة", "Лікарня"}) {
    CAPTURE(name);
    CHECK(import.round(head + name + ",Health,Clinic,Open,1.2,10.2,Low\n").rejected.empty());
  }
}

TEST_CASE("a file's own mark does not make relocation areas public; somebody who clears them does") {
  test::SmallImport import;
  import.options.profile = "relocation-areas";
  import.options.operation = "XXX";
  import.options.country = "XXX";
  const std::string table =
      "site id,name,capacity,tenure,latitude,longitude,sensitivity\n1,Field,5,Public,1.2,10.2,Low\n";
  CHECK(import.round(table).content.round.sensitivity == model::Sensitivity::severe);
  import.options.sensitivity = model::Sensitivity::low;
  CHECK(import.round(table).content.round.sensitivity == model::Sensitivity::low);
}

TEST_CASE("a profile cannot store what a service is in the source's own words") {
  const std::string profile =
      "title = \"Services\"\ncountry = \"XXX\"\nsource = \"Test\"\ncollection = \"services\"\n"
      "[recognise]\nrequired = [\"name\"]\n[operation]\ncode = \"XXX\"\n" +
      columns({"name", "service_type"});
  CHECK(test::SmallImport(profile).refusal("name\nx\n").find("code list") != std::string::npos);
}

TEST_CASE("a geometry that is none, is off the globe or is endless is left out") {
  test::SmallImport import(sites_profile);
  std::string ring = "10 1";
  for (int i = 0; i < 60'000; ++i) ring += ", 10." + std::to_string(i) + " 2";
  const auto draft = import.round("site_id,name,admin2_name,geometry\n1,A,Name of XXA01,\"POLYGON((" + ring +
                                  ",10 1))\"\n"
                                  "2,B,Name of XXA01,\"POLYGON((500 1,501 1,501 2,500 1))\"\n3,C,Name of "
                                  "XXA01,\"POLYGON((10 1,nan 2,10 3,10 1))\"\n");
  REQUIRE(draft.content.assessments.rows() == 3);
  std::vector<std::int64_t> rows;
  for (const auto& finding : draft.findings)
    if (finding.rule == "geometry.unreadable") rows.push_back(finding.row);
  CHECK(rows == std::vector<std::int64_t>{2, 3, 4});
  CHECK(find_rule(draft.findings, "geometry.unreadable")->message.find("50000 positions") !=
        std::string::npos);
}

TEST_CASE("coordinates in one cell are latitude and longitude, however they are set apart") {
  for (const char* text : {"9.25 13.5 0 0", "9.25 , 13.5", "9.25,13.5", "9,25; 13,5", "9.25, 13.5"}) {
    INFO(text);
    const auto position = ingest::parse_coordinates(text);
    REQUIRE(position.has_value());
    CHECK(position->latitude == 9.25);
    CHECK(position->longitude == 13.5);
  }
  for (const char* text : {"", "9.25", "9,25,13,5", "9.25 N 13.5", "1 2 3 4 5"}) {
    INFO(text);
    CHECK_FALSE(ingest::parse_coordinates(text).has_value());
  }
}

TEST_CASE("a latitude alone is no place") {
  test::SmallImport import(sites_profile);
  const auto draft = import.round("site_id,name,latitude,longitude\n1,Field,1.2,\n2,Hill,1.5,11.5\n");
  CHECK(rejections(draft) == std::vector<std::string>{"row.no_place 2"});
}

TEST_CASE("a place at no position that can be is said to be missing") {
  test::SmallImport import(sites_profile);
  const auto draft = import.round("site_id,name,latitude,longitude\n1,Field,0,0\n2,Hill,1.5,11.5\n");
  REQUIRE(find_rule(draft.findings, "place.missing") != nullptr);
  CHECK(find_rule(draft.findings, "place.missing")->row == 2);
}

TEST_CASE("of two dates of a place the first that is filled counts") {
  auto profile = sites_profile;
  profile.insert(profile.find("[codes.hazard]"),
                 "[[column]]\nfield = \"assessed_on\"\nheaders = [\"assessed\"]\n"
                 "[[column]]\nfield = \"assessed_on\"\nheaders = [\"updated\"]\n");
  test::SmallImport import(profile);
  const auto draft = import.round(
      "site_id,name,latitude,longitude,assessed,updated\n"
      "1,Field,1.2,10.2,2020-05-01,2020-06-01\n2,Hill,1.5,11.5,,2020-06-02\n");
  CHECK(value(draft, "assessed_on", 0) == "2020-05-01");
  CHECK(value(draft, "assessed_on", 1) == "2020-06-02");
}

TEST_CASE("areas of a GIS file come with their shape where the profile maps it") {
  test::SmallImport import(sites_profile);
  const auto file = import.folder.write("areas.geojson", R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"site_id":"1","name":"Field","capacity_individuals":5},
 "geometry":{"type":"Polygon","coordinates":[[[10.2,1.2],[10.4,1.2],[10.4,1.4],[10.2,1.2]]]}}]})");
  const auto result = import.file(file);
  REQUIRE(result.drafts.size() == 1);
  const auto& shape = result.drafts.front().content.shapes.front();
  REQUIRE(shape.size() == 1);
  CHECK(geo::bounds(shape) == geo::Box{10.2, 1.2, 10.4, 1.4});
}

TEST_CASE("a profile of a dataset knows its own fields, and says which collections there are") {
  CHECK(test::SmallImport(sites_profile + columns({"idps_individuals"}))
            .refusal("name\nx\n")
            .find("is no field") != std::string::npos);
  auto wrong = sites_profile;
  wrong.replace(wrong.find("relocation-areas"), 16, "locations");
  CHECK(test::SmallImport(wrong).refusal("name\nx\n").find("people-in-need") != std::string::npos);
}

TEST_CASE("a mean or a size is no count of displaced people") {
  for (const char* header : {"idp household size", "average idps", "avg idp hh", "mean idps"})
    CHECK(ingest::counts_something_else("idps_households", header));
  CHECK_FALSE(ingest::counts_something_else("idps_households", "idp households"));
}
