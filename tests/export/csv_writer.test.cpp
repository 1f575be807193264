#include "export/csv_writer.hpp"

#include "export/field_text.hpp"
#include "support/catch.hpp"
#include "tiles/support/fractal_country.hpp"
#include "tiles/support/round_world.hpp"

using namespace sojourn;
using namespace sojourn::exports;
using namespace sojourn::tiles::test;
using model::Collection;

namespace {

std::vector<std::size_t> named(Collection collection, std::initializer_list<std::string_view> names) {
  std::vector<std::size_t> fields;
  for (const auto name : names) fields.push_back(model::field_index(model::fields_of(collection), name));
  return fields;
}

std::string cell(std::string_view text) {
  std::string out;
  append_csv_text(out, text);
  return out;
}

std::string degrees(std::int32_t e7) {
  std::string out;
  append_degrees(out, e7);
  return out;
}

}  // namespace

TEST_CASE("a table has a header, tags and rows") {
  const auto round = round_of_places({place("A", 13.15, -1.5, 4711, "Bama, \"old\" town")});
  const CsvWriter writer(Collection::locations,
                         named(Collection::locations, {"operation", "name", "idps_individuals", "setting"}),
                         false);
  std::string out;
  writer.append_header(out);
  writer.append_hxl_tags(out);
  writer.append(out, *round, 0);
  CHECK(out ==
        "id,operation,name,idps_individuals,setting,longitude,latitude\r\n"
        "#meta+id,#operation+code,#loc+name,#affected+idps+ind,#loc+type+setting,#geo+lon,#geo+lat\r\n"
        "NGA.A,NGA,\"Bama, \"\"old\"\" town\",4711,,13.15,-1.5\r\n");
}

TEST_CASE("dates and reals are plain, a missing point is empty") {
  const auto round = round_of_places({{"A", std::nullopt, 5}}, {}, [](model::TableBuilder& table) {
    table.column("assessed_on").set(0, std::int64_t{18'000});
    table.column("household_size").set(0, 5.25);
  });
  std::string out;
  CsvWriter(Collection::locations, named(Collection::locations, {"assessed_on", "household_size"}), false)
      .append(out, *round, 0);
  CHECK(out == "NGA.A,2019-04-14,5.25,,\r\n");
}

TEST_CASE("areas have no coordinates") {
  const auto round = round_of_areas(fractal_country({.districts_a_side = 1}), 1, 7);
  const CsvWriter writer(Collection::admin1, named(Collection::admin1, {"pcode", "idps_individuals"}), false);
  std::string out;
  writer.append_header(out);
  writer.append(out, *round, 0);
  writer.append(out, *round, 1);
  CHECK(out == "id,pcode,idps_individuals\r\nNGA.XX00,XX00,7\r\nNGA.XX.unknown,,7\r\n");
}

TEST_CASE("a table with a synthetic operation marks its rows") {
  const auto real = round_of_places({place("A", 1, 1, 5)});
  const auto made_up = round_of_places({place("A", 2, 2, 5)}, {.operation = "XS", .synthetic = true});
  const CsvWriter writer(Collection::locations, {}, true);
  std::string out;
  writer.append_header(out);
  writer.append_hxl_tags(out);
  writer.append(out, *real, 0);
  writer.append(out, *made_up, 0);
  CHECK(out ==
        "id,longitude,latitude,synthetic\r\n#meta+id,#geo+lon,#geo+lat,#meta+synthetic\r\n"
        "NGA.A,1,1,\r\nXS.A,2,2,true\r\n");
}

TEST_CASE("a row of assessments has the id that names its round") {
  const auto round = round_of_places({place("A", 1, 1, 5)});
  std::string out;
  CsvWriter(Collection::assessments, {}, false).append(out, *round, 0);
  CHECK(out == "NGA.baseline.28.A,1,1\r\n");
}

TEST_CASE("text cells cannot become formulas or break rows") {
  CHECK(cell("plain") == "plain");
  CHECK(cell("") == "");
  CHECK(cell("=1+1") == "'=1+1");
  CHECK(cell("+234 803") == "'+234 803");
  CHECK(cell("-cmd|' /C calc'!A0") == "'-cmd|' /C calc'!A0");
  CHECK(cell("@SUM(A1)") == "'@SUM(A1)");
  CHECK(cell("\t=1") == "'\t=1");
  CHECK(cell("\r=1") == "\"'\r=1\"");
  CHECK(cell("=a,\"b\"") == "\"'=a,\"\"b\"\"\"");
  CHECK(cell("two\nlines") == "\"two\nlines\"");
  CHECK(cell(" kept ") == "\" kept \"");
  CHECK(cell("a\xFFz") == "a\xEF\xBF\xBDz");
  CHECK(cell("مخيم") == "مخيم");
}

TEST_CASE("degrees have up to seven decimals") {
  CHECK(degrees(0) == "0");
  CHECK(degrees(131'500'000) == "13.15");
  CHECK(degrees(-1) == "-0.0000001");
  CHECK(degrees(-1'800'000'000) == "-180");
  CHECK(degrees(1'799'999'999) == "179.9999999");
}
