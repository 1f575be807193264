#include "ingest/boundary_columns.hpp"

#include "ingest/boundary_layer.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"

using namespace sojourn::ingest;
using sojourn::test::contains;
using sojourn::test::message_of;

namespace {

using Names = std::vector<std::string>;

std::string pcode_of(const Names& columns, const BoundaryColumns& found, std::size_t level) {
  const auto& pcode = found.levels.at(level).pcode;
  return pcode ? columns[*pcode] : "none";
}

std::string names_of(const Names& columns, const BoundaryColumns& found, std::size_t level) {
  std::string text;
  for (const auto& name : found.levels.at(level).names)
    text += columns[name.column] + ":" + name.language + " ";
  return text;
}

std::size_t others_of(const BoundaryColumns& found, std::size_t level) {
  return found.levels.at(level).other_names.size();
}

}  // namespace

TEST_CASE("the first generation: A2Code, HRparent") {
  const Names columns = {"A2Code",     "A2NameEn",   "A2NameAr",  "A2CodeAlt1", "A2NameAlt1",
                         "A2NaArAlt1", "A2NameAlt2", "A2NameAlt", "A1NameEn",   "A1Code",
                         "HRname",     "HRpcode",    "HRparent"};
  const auto found = recognise_boundary_columns(columns, "irq");
  CHECK(found.level == 2);
  CHECK(pcode_of(columns, found, 2) == "A2Code");
  CHECK(pcode_of(columns, found, 1) == "A1Code");
  CHECK(names_of(columns, found, 2) == "A2NameEn:en A2NameAr:ar HRname: ");
  CHECK(others_of(found, 2) == 4);
  REQUIRE(found.parent_pcode);
  CHECK(columns[*found.parent_pcode] == "HRparent");
  CHECK_FALSE(found.valid_on);
}

TEST_CASE("the second generation: admin1Name, also cut to ten characters") {
  const Names columns = {"admin2Name", "admin2Pcod", "admin2RefN", "admin2AltN", "admin2Al_1", "admin1Name",
                         "admin1Pcod", "admin0Name", "admin0Pcod", "date",       "validOn",    "ValidTo"};
  const auto found = recognise_boundary_columns(columns, "Locality");
  CHECK(found.level == 2);
  CHECK(pcode_of(columns, found, 2) == "admin2Pcod");
  CHECK(pcode_of(columns, found, 0) == "admin0Pcod");
  CHECK(names_of(columns, found, 2) == "admin2Name: ");
  CHECK(others_of(found, 2) == 3);
  CHECK(columns[found.valid_on.value()] == "validOn");
  CHECK(columns[found.date.value()] == "date");

  const Names with_languages = {"admin1Name_en", "admin1Name_ar", "admin1Pcode", "admin1AltName1_en",
                                "admin0Pcode"};
  const auto second = recognise_boundary_columns(with_languages, "ADMIN1");
  CHECK(second.level == 1);
  CHECK(names_of(with_languages, second, 1) == "admin1Name_en:en admin1Name_ar:ar ");
  CHECK(others_of(second, 1) == 1);
}

TEST_CASE("the third generation: ADM1_EN, ADM1_PCODE") {
  const Names columns = {"ADM1_EN",    "ADM1_DA",    "ADM1_PCODE", "ADM1_REF", "ADM1ALT1EN",
                         "ADM1ALT2DA", "ADM0_PCODE", "REG_PCODE",  "validOn"};
  const auto found = recognise_boundary_columns(columns, "adm1_boundaries");
  CHECK(found.level == 1);
  CHECK(pcode_of(columns, found, 1) == "ADM1_PCODE");
  CHECK(names_of(columns, found, 1) == "ADM1_EN:en ADM1_DA:da ");
  CHECK(others_of(found, 1) == 3);
}

TEST_CASE("the fourth generation: adm1_name, adm1_name1, valid_on") {
  const Names columns = {"adm1_name", "adm1_name1", "adm1_pcode", "adm1_ref_name",
                         "adm0_name", "adm0_pcode", "valid_on",   "population_2024"};
  const auto found = recognise_boundary_columns(columns, "x");
  CHECK(found.level == 1);
  CHECK(pcode_of(columns, found, 1) == "adm1_pcode");
  CHECK(names_of(columns, found, 1) == "adm1_name: adm1_name1:1 ");
  CHECK(columns[found.valid_on.value()] == "valid_on");
  CHECK(columns[found.population.value()] == "population_2024");
  CHECK(found.population_year == 2024);
}

TEST_CASE("plain columns serve where the layer's name tells the level") {
  const Names columns = {"fid", "name", "pcode", "parent_pcode"};
  const auto found = recognise_boundary_columns(columns, "xsa_admbnda_adm3_2020");
  CHECK(found.level == 3);
  CHECK(pcode_of(columns, found, 3) == "pcode");
  CHECK(names_of(columns, found, 3) == "name: ");
  CHECK(columns[found.parent_pcode.value()] == "parent_pcode");
}

TEST_CASE("a layer without level or P-code is refused, naming its columns") {
  const auto roads = message_of([] { recognise_boundary_columns({"shapeName", "shapeID"}, "roads"); });
  CHECK(contains(roads, "shapeName, shapeID"));
  const auto no_code =
      message_of([] { recognise_boundary_columns({"ADM3_EN", "ADM2_EN", "ADM2_PCODE"}, "x"); });
  CHECK(contains(no_code, "P-codes of level 3"));
  CHECK_THROWS_AS(recognise_boundary_columns({}, ""), BoundaryError);
}
