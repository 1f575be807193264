/// Drafts of profiles for tables as they are published.
#include <fmt/format.h>

#include <map>

#include "ingest/header_grammar.hpp"
#include "ingest/profile.hpp"
#include "ingest/profile_drafting.hpp"
#include "support/catch.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::contains;
using test::TableRows;

namespace {

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
