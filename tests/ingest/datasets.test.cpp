// Datasets that are no rounds of assessments: people in need, relocation areas, services.
#include "ingest/population.hpp"
#include "support/real_data.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::find_rule;
using test::value;

namespace {

std::string columns(std::initializer_list<const char*> fields) {
  std::string text;
  for (const std::string field : fields)
    text += "[[column]]\nfield = \"" + field + "\"\nheaders = [\"" + field + "\"]\n";
  return text;
}

const std::string needs_profile =
    "title = \"Needs\"\ncountry = \"XXX\"\nsource = \"Test\"\ncollection = \"people-in-need\"\n"
    "[recognise]\nrequired = [\"admin1_code\"]\n[operation]\ncode = \"XXX\"\n" +
    columns({"admin1_code", "admin1_name", "admin2_code", "level", "need_in_need", "need_targeted",
             "need_population", "need_individuals", "in_need_wsh_individuals"}) +
    "[[column]]\nfield = \"need_sector\"\nheaders = [\"sector\"]\ncodes = \"sector\"\n"
    "[[column]]\nfield = \"need_category\"\nheaders = [\"category\"]\ncodes = \"category\"\n"
    "[[column]]\nfield = \"need_figure\"\nheaders = [\"figure\"]\ncodes = \"figure\"\n"
    "[codes.sector]\nall = [\"ALL\"]\nwsh = [\"WASH\"]\nfsc = [\"Food\"]\n"
    "[codes.category]\ntotal = [\"total\"]\n"
    "[codes.figure]\nin_need = [\"INN\"]\ntargeted = [\"TGT\"]\npopulation = [\"POP\"]\n";

class Needs : public test::SmallImport {
 public:
  Needs() : SmallImport(needs_profile) { options.round.reset(); }
};

const std::string sites_profile =
    "title = \"Sites\"\ncountry = \"XXX\"\nsource = \"Test\"\ncollection = \"relocation-areas\"\n"
    "[recognise]\nrequired = [\"name\"]\n[operation]\ncode = \"XXX\"\n" +
    columns({"site_id", "name", "admin2_name", "latitude", "longitude", "geometry", "capacity_individuals",
             "occupied_individuals"}) +
    "[[column]]\nfield = \"hazards\"\nheaders = [\"hazards\"]\ncodes = \"hazard\"\nseparators = \";,\"\n"
    "[[column]]\nfield = \"restricted_owner\"\nheaders = [\"owner\"]\nsensitivity = \"high\"\n"
    "[codes.hazard]\nflood = [\"Flood*\"]\nfire = [\"Fire\"]\n\"-\" = [\"None\"]\n";

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
      "XXA,1,ALL,total,INN,700\n"
      "XXA,1,ALL,total,INN,701\n"
      "XXA,1,ALL,Girls,INN,200\n"
      "XXA,1,Moonshine,total,INN,200\n"
      "XXA,1,WASH,total,POP,200\n"
      "XXA,2,ALL,total,INN,100\n"
      "XXA,1,Food,total,INN,\n"
      "XXA,1,Food,total,INN,-1\n"
      "XXA,1,Food,total,INN,many\n");
  CHECK(rejections(draft) == std::vector<std::string>{"needs.repeated 3", "needs.breakdown 4",
                                                      "needs.no_sector 5", "needs.not_kept 6",
                                                      "needs.no_figure 8", "count.negative 9",
                                                      "count.not_a_number 10", "row.no_place 7"});
  CHECK(value(draft, "in_need_individuals") == "700");
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

TEST_CASE("populations of a country's areas are its latest totals, and stand beside the boundaries") {
  test::TemporaryFolder folder;
  const auto file =
      folder.write("population.csv",
                   "ISO3,ADM1_PCODE,ADM2_PCODE,Population_group,Population,Reference_year\n"
                   "#country+code,#adm1+code,#adm2+code,#population+group,#population,#date+year\n"
                   "XXX,XXA,XXA01,T_TL,900,2015\n"
                   "XXX,XXB,XXB02,T_TL,70,2015\nXXX,XXB,XXB02,T_TL,80,2020\n"
                   "XXX,XXB,XXB02,F_TL,40,2020\nXXX,XXB,XXB77,T_TL,1,2020\n"
                   "YYY,YYA,YYA01,T_TL,5,2020\n");
  const auto population = ingest::read_population(file, "XXX").areas;
  CHECK(population.size() == 3);
  const auto country = test::small_country();
  const auto populated = ingest::with_population(*country, population);
  const auto area = [&](const char* pcode) -> const geo::Area& {
    return populated.set.area(populated.set.find(pcode));
  };
  CHECK(area("XXB02").population == 80);
  CHECK(area("XXB02").population_year == 2020);
  CHECK(area("XXA01").population == 1000);  // the boundaries' own
  CHECK(area("XXB02").parent == populated.set.find("XXB"));
  CHECK(populated.areas == 1);
  CHECK(populated.unknown == 1);
  CHECK_THROWS_AS(ingest::read_population(file, "ZZZ"), ingest::ImportRefused);
}

TEST_CASE("real population statistics of two countries are read", "[real]") {
  const auto real = test::real_data("needs/cod_population_admin2.csv");
  if (!real) return;
  const auto& file = *real;
  const auto sum = [&](const char* country) {
    std::int64_t people = 0;
    for (const auto& [code, population] : ingest::read_population(file, country).areas)
      people += population.people;
    return people;
  };
  CHECK(sum("CAF") == 4'953'021 - 15'716 - 823'365);
  // Bangui has two totals, and nothing says which is meant.
  CHECK(ingest::read_population(file, "CAF").contradictory == std::set<std::string>{"CF711"});
  CHECK(sum("COD") == 103'199'358);
}

TEST_CASE("a profile of a dataset knows its own fields, and says which collections there are") {
  CHECK(test::SmallImport(sites_profile + columns({"idps_individuals"}))
            .refusal("name\nx\n")
            .find("is no field") != std::string::npos);
  auto wrong = sites_profile;
  wrong.replace(wrong.find("relocation-areas"), 16, "locations");
  CHECK(test::SmallImport(wrong).refusal("name\nx\n").find("people-in-need") != std::string::npos);
}
