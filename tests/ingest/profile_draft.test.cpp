/// Drafting profiles for files that nobody has described.
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "ingest/profile_drafting.hpp"
#include "ingest/source_reader.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/real_data.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using namespace sojourn::ingest;
using test::contains;
using test::TemporaryFolder;

namespace {

std::string draft_of(const std::string& table) {
  TemporaryFolder folder;
  return draft_profile_of_file(folder.write("table.csv", table));
}

/// The fields of the draft, by header.
std::map<std::string, std::string> fields_of(const std::string& draft) {
  std::map<std::string, std::string> fields;
  for (const auto& column : parse_profile(draft, "draft", "draft").column)
    fields[column.headers.empty() ? fmt::format("{}", column.position) : column.headers.front()] =
        column.field;
  return fields;
}

std::string rows(const std::string& line, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("A plain table gives a profile that imports it") {
  test::SmallImport import;
  const std::string table =
      "Site assessment\nNo,Admin1,District code,Site name,Type of site,HH,Number of IDPs,Food?,Water?,State "
      "of origin\n"
      "1,Name of XXA,XXA01,Camp,Camp,10,52,yes,no,Name of XXB\n"
      "2,Name of XXB,XXB01,School,School,3,14,yes,no,Name of XXA\n";
  const auto draft = draft_of(table);
  import.options.profile = import.folder.write("draft.toml", draft).string();
  import.options.operation = "XXX";
  import.options.country = "XXX";
  const auto round = import.round(table);
  CHECK(round.content.round.totals.individuals == 66);
  CHECK(round.content.round.totals.households == 13);
  CHECK(round.content.round.key.method == model::Method::site);
  CHECK(test::value(round, "setting", 0) == "camp");
  CHECK(test::value(round, "setting", 1) == "collective_centre");
  CHECK(round.content.origins.size() == 2);
}

TEST_CASE("Headers are understood in French, Spanish and Arabic") {
  const auto french = fields_of(
      draft_of("Région;Code commune;Localité;Nombre de ménages;Nombre de PDI\nNord;TD0102;Bol;4;20\n"));
  CHECK(french.at("region") == "admin1_name");
  CHECK(french.at("code commune") == "admin2_code");
  CHECK(french.at("localite") == "name");
  CHECK(french.at("nombre de menages") == "idps_households");
  CHECK(french.at("nombre de pdi") == "idps_individuals");
  const auto spanish = fields_of(
      draft_of("Departamento,Municipio,Número de hogares,Personas desplazadas\nChocó,Bojayá,4,20\n"));
  CHECK(spanish.at("departamento") == "admin1_name");
  CHECK(spanish.at("numero de hogares") == "idps_households");
  CHECK(spanish.at("personas desplazadas") == "idps_individuals");
  const auto arabic = fields_of(draft_of("المحافظة,القضاء,عدد العوائل,عدد النازحين\nبغداد,الكرخ,4,20\n"));
  CHECK(arabic.size() == 4);
  std::set<std::string> found;
  for (const auto& [header, field] : arabic) found.insert(field);
  CHECK(found == std::set<std::string>{"admin1_name", "admin2_name", "idps_households", "idps_individuals"});
}

TEST_CASE("Hashtags and the codes of DTM's data dictionary say what headers do not") {
  const auto draft = draft_of("a,b,c\n#adm2+code,#affected+idps+ind,#date+survey\nUA2102,50,2022-04-05\n");
  CHECK(fields_of(draft).at("b") == "idps_individuals");
  CHECK(contains(draft, "hxl = [\"#adm2+code\"]"));
  CHECK(contains(draft, "country = \"UKR\""));
  CHECK(fields_of(draft_of("m0310_xyz,m0448_abc,m0303_q\n5,Lulanga,MW3\n")).at("m0310 xyz") ==
        "idps_individuals");
}

TEST_CASE("The header row is found below titles, which say round and period") {
  TemporaryFolder folder;
  const auto book =
      test::write_workbook(folder.path() / "book.xlsx", {{"About", {{"Notes on method"}}},
                                                         {"Data",
                                                          {{"DTM baseline, round 7, 1-15 May 2021"},
                                                           {},
                                                           {"", "Displaced", ""},
                                                           {"District", "HH", "IDPs"},
                                                           {"Wadi", "5", "25"},
                                                           {"Bir", "6", "31"}}}});
  const auto draft = draft_profile_of_file(book);
  CHECK(contains(draft, "sheet `Data`, header in row 4"));
  CHECK(contains(draft, "finds 7"));
  CHECK(contains(draft, "finds 1-15 May 2021"));
  CHECK(contains(draft, "method = \"baseline\"  # a title"));
  CHECK(fields_of(draft).at("idps") == "idps_individuals");
}

TEST_CASE("What is about persons is marked, never mapped and never shown") {
  const auto draft = draft_of(
      "District,IDPs,Enumerator,Contact,Mail,Remarks,Key informant phone\n" +
      rows("Wadi,25,Jane Somebody,+234 803 555 0101,jane@example.org,House of Joe Somebody,08035550101", 30));
  CHECK(fields_of(draft).size() == 2);
  for (const char* value : {"Jane", "555", "example.org", "Joe", "Somebody"})
    CHECK_FALSE(contains(draft, value));
  CHECK(contains(draft, "\"Contact\" (column 4): telephone numbers; not to be mapped"));
  CHECK(contains(draft, "\"Mail\" (column 5): e-mail addresses; not to be mapped"));
  CHECK(contains(draft, "\"Remarks\" (column 6): free text, which may name people; not to be mapped"));
  CHECK(contains(draft, "\"Enumerator\" (column 3): about a person; not to be mapped"));
}

TEST_CASE("Free texts, positions and names of places are not shown as examples; categories and counts are") {
  std::string table = "District,Site name,Longitude,Latitude,IDPs,Something,Kind\n";
  for (int i = 0; i < 40; ++i)
    table += fmt::format("Wadi,House of Ali {0},36.{0:03},1.{0:03},{0},Told by Ali {0},{1}\n", i,
                         i % 2 == 0 ? "dry" : "wet");
  const auto draft = draft_of(table);
  CHECK_FALSE(contains(draft, "Ali"));
  CHECK_FALSE(contains(draft, "36.0"));
  CHECK(contains(draft, "[\"dry\", \"wet\"]"));
  CHECK(contains(draft, "whole numbers, 0 to 39"));
}

TEST_CASE("Two columns that look like one total are not added up") {
  const auto draft = draft_of("District,Total IDPs,Number of IDPs\nWadi,25,25\n");
  CHECK(fields_of(draft).size() == 2);
  CHECK(contains(draft, "seems to be idps_individuals, as another column is"));
}

TEST_CASE("A table of people in need by cluster is drafted as such, and the draft imports it") {
  test::SmallImport import;
  const std::string table =
      "Admin1 PCode,Sector,Category,Population,People in need,People targeted\n"
      "XXA,Food security,Total,9000,700,300\nXXA,WASH,Total,9000,650,200\nXXA,WASH,Children,9000,300,100\n"
      "XXB,Education,Total,4000,90,50\n";
  const auto draft = draft_of(table);
  CHECK(contains(draft, "collection = \"people-in-need\"  # "));
  CHECK(contains(draft, "% sure, by need_in_need"));
  CHECK_FALSE(contains(draft, "method ="));
  CHECK_FALSE(contains(draft, "[unit]"));
  import.options.profile = import.folder.write("draft.toml", draft).string();
  import.options.operation = "XXX";
  import.options.country = "XXX";
  import.options.round = 2024;
  const auto round = import.round(table);
  CHECK(round.content.round.key.method == model::Method::people_in_need);
  CHECK(test::value(round, "in_need_fsc_individuals", 0) == "700");
  CHECK(test::value(round, "targeted_wsh_individuals", 0) == "200");
  CHECK(round.rejected.size() == 1);  // the children are part of the total
}

TEST_CASE("Without a cluster people in need are in need in any, and with a column each they are of each") {
  const auto any = fields_of(draft_of("District,PiN,Target\nWadi,250,20\nBir,300,40\n"));
  CHECK(any.at("pin") == "in_need_individuals");
  CHECK(any.at("target") == "targeted_individuals");
  const auto each = fields_of(draft_of("District,WASH PiN,Health PiN\nWadi,250,20\nBir,300,40\n"));
  CHECK(each.at("wash pin") == "in_need_wsh_individuals");
  CHECK(each.at("health pin") == "in_need_hea_individuals");
}

TEST_CASE("A list of services is drafted with its kinds, and what nobody knows is not a code") {
  test::SmallImport import;
  const std::string table =
      "Facility ID,Facility name,Facility type,Functional status,Capacity,Latitude,Longitude,Contact person\n"
      "1,Bir school,Primary school,Functional,120,1.5,10.5,A. Person\n2,Wadi "
      "clinic,Clinic,Closed,,1.5,11.5,B. "
      "Person\n3,Suq well,Borehole,Functional,300,1.4,10.5,C. Person\n4,Wadi "
      "tower,Mystery,Functional,,1.4,11.5,D. "
      "Person\n";
  const auto draft = draft_of(table);
  CHECK(contains(draft, "collection = \"services\"  # 95 % sure, by service_type, capacity_individuals"));
  CHECK(contains(draft, "not public, until somebody says --sensitivity low"));
  CHECK(contains(draft, "primary_school = [\"Primary school\"]"));
  CHECK_FALSE(contains(draft, "Person\""));
  CHECK_FALSE(contains(draft, "Bir school"));
  import.options.profile = import.folder.write("draft.toml", draft).string();
  import.options.operation = "XXX";
  import.options.country = "XXX";
  const auto round = import.round(table);
  CHECK(round.content.round.key.method == model::Method::services);
  REQUIRE(round.content.assessments.rows() == 4);
  CHECK(test::value(round, "service_type", 2) == "water_point");
  CHECK(test::value(round, "status", 1) == "closed");
  CHECK(test::value(round, "service_type", 3) == "null");
}

TEST_CASE("A list of relocation areas is drafted, in French as well") {
  const auto draft = draft_of(
      "Province;Site de relocalisation;Capacité;Statut foncier;Aléas;Surface ha\n"
      "Nord;Pré;500;Public;Inondation, Incendie;12.5\nSud;Mont;40;Privé;Aucun;3\n");
  CHECK(contains(draft, "collection = \"relocation-areas\""));
  const auto fields = fields_of(draft);
  CHECK(fields.at("capacite") == "capacity_individuals");
  CHECK(fields.at("statut foncier") == "tenure");
  CHECK(fields.at("aleas") == "hazards");
  CHECK(fields.at("surface ha") == "hectares");
  CHECK(fields.at("province") == "admin1_name");
}

TEST_CASE("A round stays a round, whatever it says of sectors, statuses and room") {
  for (const std::string table :
       {"District,Site name,Site type,IDPs,HH,Capacity,Status\nWadi,Camp,Camp,25,5,100,Open\n",
        "District,Number of IDPs,Sector,Priority need 1\nWadi,25,North,Food\n",
        "District,IDPs,Affected population\nWadi,25,100\n"})
    CHECK_FALSE(contains(draft_of(table), "collection ="));
}

TEST_CASE("P-codes under an unknown header are found by their look, counts that are none by theirs") {
  const auto draft = draft_of("Gebiet,IDPs\nNG008,5\nNG002,6\n");
  CHECK(fields_of(draft).at("gebiet") == "admin1_code");
  CHECK(contains(draft, "country = \"NGA\""));
  CHECK_FALSE(
      fields_of(draft_of("District,Households\nWadi,many\nBir,few\nSuq,some\n")).contains("households"));
}

TEST_CASE("A table without a header row is described by position") {
  const auto draft = draft_of("1,Anbar,36.5012,41.2033,12\n2,Ninewa,36.7012,43.1033,15\n");
  CHECK(contains(draft, "header = \"none\"\ncolumns = 5"));
  CHECK(fields_of(draft).contains("3"));
}

TEST_CASE("Without headers, what cells hold tells areas, places, positions, totals, dates and origins") {
  std::string table;
  const char* districts[] = {"Karkh", "Rusafa", "Falluja", "Ramadi", "Hamdaniya", "Telafar"};
  const char* governorates[] = {"Baghdad", "Baghdad", "Anbar", "Anbar", "Ninewa", "Ninewa"};
  const char* places[] = {"Mansour", "Adhamiya", "Jolan", "Tameem", "Bartella", "Zummar"};
  const char* arabic[] = {"المنصور", "الاعظمية", "الجولان", "التاميم", "برطلة", "زمار"};
  for (int i = 0; i < 48; ++i) {
    const int d = i % 6;
    const int place = i % 24;
    table += fmt::format("{},{},{},Same,{},{},{} {},{} {},{},{},{},6,14 Sep 2014,{},{},{},{:02}-05-201{}\n",
                         i + 1, 10 + i + 2 * i + 3, governorates[(i * 5 + i / 6) % 6], governorates[d],
                         districts[d], places[d], place, arabic[d], place, 9000 + place,
                         44.101 + 0.013 * place, 33.201 + 0.011 * place, 10 + i, 2 * i, 3, 1 + i % 28, i % 5);
  }
  const auto draft = draft_of(table);
  const auto fields = fields_of(draft);
  const auto expect = [&](int position, const char* field) {
    CAPTURE(position, draft);
    const auto found = fields.find(std::to_string(position));
    CHECK((found == fields.end() ? "nothing" : found->second) == field);
  };
  expect(1, "label");
  expect(2, "idps_households");  // the sum of three columns
  expect(3, "origin_admin1_name");
  expect(4, "figure_status");
  expect(5, "admin1_name");
  expect(6, "admin2_name");
  expect(7, "name");
  expect(8, "name_local");
  expect(9, "source_id");
  expect(10, "longitude");  // the other way round these would lie in the Black Sea
  expect(11, "latitude");
  expect(12, "round_number");
  expect(13, "period_end");
  expect(17, "displaced_period");
  // The next file without headers has to look the same.
  CHECK(contains(draft, "position = 10\ncheck = \"decimal\""));
  CHECK(contains(draft, "position = 5\ncheck = \"text\""));
  CHECK(contains(draft, "make sure that they name places, not people"));
  CHECK_FALSE(contains(draft, "Mansour"));
}

TEST_CASE("A pattern does not draft a count of something else") {
  const auto fields = fields_of(
      draft_of("District,Total number of IDPs female,Total number of IDP HH,Total number of IDPs reported\n" +
               rows("Wadi,12,5,25", 5)));
  CHECK_FALSE(fields.contains("total number of idps female"));
  CHECK(fields.at("total number of idps reported") == "idps_individuals");
  CHECK(fields.at("total number of idp hh") == "idps_households");
}

TEST_CASE("Headers with anything in them give valid TOML") {
  for (const std::string header :
       {"\"IDPs \"\"today\"\"\"", "\"IDPs\nnow\"", "IDPs \\u1", "*IDPs*", "IDPs \x7F\x01", "'''", "#"})
    CHECK_NOTHROW(draft_of("District," + header + "\nWadi,5\n"));
  CHECK_NOTHROW(draft_of("foo,bar\nbaz,qux\n"));
}

TEST_CASE("What is no table is refused, as by import") {
  CHECK(contains(test::message_of([] { draft_of("<html><body>no</body></html>"); }), "a web page"));
}

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Field and category by position, as a profile reads the file.
std::map<std::size_t, std::string> mapping(const std::filesystem::path& file, const ProfileText& profile) {
  std::map<std::size_t, std::string> fields;
  for (const auto& column : read_source(file, "", {&profile, 1}, {}).columns)
    if (!column.is_choice()) fields[column.position] = column.spec->field + " " + column.value;
  return fields;
}

struct Corrections {
  int agreed = 0;
  int wrong = 0;    ///< mapped to something else
  int missing = 0;  ///< not mapped, but by the shipped profile
  int extra = 0;    ///< mapped, but not by the shipped profile
};

Corrections compare(const std::filesystem::path& file, const std::string& shipped) {
  const ProfileText known{shipped, shipped,
                          text_of(SOJOURN_SOURCE_DIR "/config/profiles/" + shipped + ".toml")};
  ProfileText drafted{"draft", "draft", draft_profile_of_file(file)};
  // Where no column of people was found a draft fits no file; here that counts as one column missing.
  if (const std::string wanted = "required = [\"idps_individuals\", ";
      contains(drafted.text, "No column of people was found"))
    drafted.text.replace(drafted.text.find(wanted), wanted.size(), "required = [");
  const auto wanted = mapping(file, known);
  const auto found = mapping(file, drafted);
  Corrections result;
  for (const auto& [position, field] : wanted) {
    const auto own = found.find(position);
    if (own == found.end())
      ++result.missing;
    else
      ++(own->second == field ? result.agreed : result.wrong);
    if (own == found.end() || own->second != field)
      UNSCOPED_INFO("column " << position + 1 << " is " << field);
  }
  for (const auto& [position, field] : found)
    if (!wanted.contains(position)) {
      ++result.extra;
      UNSCOPED_INFO("column " << position + 1 << " is not " << field);
    }
  return result;
}

}  // namespace

TEST_CASE("Drafts of the real files, made without their profiles, need few corrections") {
  const auto folder = test::real_data("");
  if (!folder) return;
  struct File {
    std::string name;
    std::string profile;
    int agreed;   ///< at least so many columns as the shipped profile has them
    int wrong;    ///< at most so many mapped to something else, or that are not to be mapped
    int missing;  ///< at most so many left to the person
  };
  const File files[] = {
      {"nigeria/rounds/round2.xls", "nigeria-baseline", 19, 0, 1},
      {"nigeria/rounds/round6.xlsx", "nigeria-baseline", 17, 0, 0},
      {"nigeria/rounds/round10.xlsx", "nigeria-baseline", 20, 0, 0},
      {"nigeria/rounds/round14.xlsx", "nigeria-baseline", 20, 0, 0},
      {"nigeria/rounds/round16.xlsx", "nigeria-baseline", 20, 0, 2},
      {"nigeria/rounds/round18.xlsx", "nigeria-baseline", 47, 1, 2},
      {"nigeria/rounds/round20.xlsx", "nigeria-baseline", 47, 0, 2},
      {"nigeria/rounds/round24.xlsx", "nigeria-baseline", 47, 0, 0},
      {"nigeria/rounds/round28.xlsx", "nigeria-baseline", 47, 0, 0},
      // Without headers only what cells hold speaks: columns of shelter and access stay with the person.
      {"iraq/rounds/final_18082014_dtm_master.csv", "iraq-masterlist", 14, 1, 19},
      {"iraq/rounds/DTM_Dataset_14092014.csv", "iraq-masterlist", 14, 1, 19},
      {"iraq/rounds/DTM_Dataset_26102014.csv", "iraq-masterlist", 11, 1, 22},
      {"dtm-api/global-iom-dtm-from-api-admin-0-to-2.csv", "dtm-api", 17, 0, 0},
      {"dtm-api/displacement-admin0-admin0pcode-afg.json", "dtm-api", 9, 0, 0},
      {"dtm-api/displacement-admin1-admin0pcode-afg.json", "dtm-api", 11, 0, 0},
      {"dtm-api/displacement-admin2-admin0pcode-hti.json", "dtm-api", 14, 0, 0},
      {"dtm-api/hdx_hapi_idps_global.csv", "hapi-idps", 10, 0, 3},
      // Of people in need: a column for each figure, and a row for each.
      {"needs/hpc_hno_2024.csv", "hpc-needs", 12, 0, 1},
      {"needs/hdx_hapi_humanitarian_needs_global_2024.csv", "hapi-needs", 12, 0, 2},
      {"malawi/survey.csv", "dtm-dictionary", 20, 4, 0},
      {"ukraine/DTM_Ukraine_Zakarpatska_AreaBaseline_5_15_April_2022_0.csv", "hxl", 8, 0, 0}};
  for (const auto& file : files) {
    CAPTURE(file.name);
    const auto result = compare(*folder / file.name, file.profile);
    CAPTURE(result.agreed, result.wrong, result.missing, result.extra);
    CHECK(result.agreed >= file.agreed);
    CHECK(result.wrong + result.extra <= file.wrong);
    CHECK(result.missing <= file.missing);
  }
}
