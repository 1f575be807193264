/// Tables as other offices write them: languages, headings above headers, positions in degrees and minutes,
/// words for no value. A draft is made of each and the table imported by it.
#include "ingest/coordinates.hpp"
#include "ingest/profile.hpp"
#include "ingest/profile_drafting.hpp"
#include "ingest/values.hpp"
#include "support/catch.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::contains;
using test::SmallImport;

namespace {

/// Two places with 30 people in 6 households, under other names.
const std::vector<std::vector<std::string>> places = {
    {"Name of XXA", "XXA", "Name of XXA01", "XXA01", "One", "1.5", "10.5", "2", "10"},
    {"Name of XXB", "XXB", "Name of XXB01", "XXB01", "Two", "1.25", "11.5", "4", "20"}};

/// The round that a table becomes by the draft made of it.
model::RoundDraft drafted(SmallImport& import, const std::filesystem::path& file) {
  const auto draft = ingest::draft_profile_of_file(file);
  INFO(draft);
  import.options.profile = import.folder.write("draft.toml", draft).string();
  import.options.operation = "XXX";
  import.options.country = "XXX";
  auto result = import.file(file);
  REQUIRE(result.drafts.size() == 1);
  return std::move(result.drafts.front());
}

std::string csv(std::vector<std::string> header, std::vector<std::vector<std::string>> rows) {
  rows.insert(rows.begin(), std::move(header));
  std::string text;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += '"';
      for (const char c : row[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += i + 1 < row.size() ? "\";" : "\"\n";
    }
  return text;
}

void check_places(const model::RoundDraft& draft) {
  CHECK(draft.content.round.totals.rows_accepted == 2);
  CHECK(draft.content.round.totals.individuals == 30);
  CHECK(draft.content.round.totals.households == 6);
  REQUIRE(draft.content.areas.size() == 2);
  CHECK(test::area_of(draft, 0) == "XXA01");
  CHECK(test::value(draft, "name", 1) == "Two");
  CHECK(test::value(draft, "point", 0) == "measured");
  CHECK(draft.content.points[1]->lat() == Approx(1.25));
}

}  // namespace

TEST_CASE("A table in French, Spanish, Portuguese or Arabic is imported by its draft as it is") {
  const std::vector<std::vector<std::string>> headers = {
      {"Région", "Code région", "Département", "Code département", "Nom du site", "Latitude", "Longitude",
       "Nombre de ménages PDI", "Nombre de PDI (individus)"},
      {"Province", "Pcode_Prov", "Territoire", "Pcode_Territoire", "Localité / Site", "Lat", "Long",
       "# ménages", "# individus"},
      {"Departamento", "Código del departamento", "Municipio", "Código del municipio", "Nombre del sitio",
       "Latitud", "Longitud", "N° de hogares", "N° de personas desplazadas"},
      {"Província", "Código da província", "Distrito", "Código do distrito", "Nome do local", "Latitude",
       "Longitude", "Número de famílias", "Número de deslocados (indivíduos)"},
      {"المحافظة", "رمز المحافظة", "المديرية", "رمز المديرية", "اسم الموقع", "خط العرض", "خط الطول",
       "عدد الأسر النازحة", "عدد الأفراد النازحين"},
      {"الولاية", "كود الولاية", "المحلية", "كود المحلية", "الموقع", "خط العرض (Y)", "خط الطول (X)",
       "عدد الأسر", "إجمالي عدد النازحين (أفراد)"},
      {"adm1_name", "adm1_pcode", "adm2_name", "adm2_pcode", "site_name", "gps_lat", "gps_lon", "idp_hh",
       "idp_ind"}};
  for (const auto& header : headers) {
    CAPTURE(header.back());
    SmallImport import;
    check_places(drafted(import, import.folder.write("table.csv", csv(header, places))));
  }
}

TEST_CASE("A draft that found no column of people is refused until a person names one") {
  SmallImport import;
  const auto table = import.folder.write("table.csv", "District;District code;Zzz\nName of XXA01;XXA01;10\n");
  const auto draft = ingest::draft_profile_of_file(table);
  CHECK(contains(draft, "# No column of people was found. Put its header here"));
  const auto refusal = test::message_of([&] { drafted(import, table); });
  CHECK(contains(refusal, "missing: idps_individuals"));
}

TEST_CASE("What stands under two headings is told apart by them, in whatever order they come") {
  const auto sheet = [](const std::vector<std::string>& groups, const std::vector<std::string>& counts) {
    std::vector<std::string> headings = {"Location", "", "", "", "", "", ""};
    std::vector<std::string> names = {"State", "State Pcode", "LGA", "LGA Pcode", "Site name", "Lat", "Long"};
    auto rows = places;
    for (auto& row : rows) row.resize(7);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      headings.insert(headings.end(), {groups[i], ""});
      names.insert(names.end(), {"HH", "IND"});
      for (std::size_t row = 0; row < rows.size(); ++row)
        rows[row].insert(rows[row].end(), {counts[2 * i], counts[2 * i + 1]});
    }
    rows.insert(rows.begin(), {headings, names});
    return rows;
  };
  for (const bool returnees_first : {false, true}) {
    CAPTURE(returnees_first);
    SmallImport import;
    const auto rows = returnees_first ? sheet({"Returnees", "IDP population"}, {"1", "7", "3", "15"})
                                      : sheet({"IDP population", "Returnees"}, {"3", "15", "1", "7"});
    const auto draft =
        drafted(import, test::write_workbook(import.folder.path() / "a.xlsx", {{"Data", rows}}));
    CHECK(draft.content.round.totals.individuals == 30);
    CHECK(draft.content.round.totals.households == 6);
    CHECK(draft.content.round.totals.returnees == 14);
  }
}

TEST_CASE("A profile that knows a name does not take it under a heading of somebody else's") {
  SmallImport import(test::small_profile(test::baseline_keys) +
                     "[[column]]\nfield = \"host_individuals\"\nheaders = [\"Hosts people\"]\n"
                     "[[column]]\nfield = \"migrants_individuals\"\nheaders = [\"people\"]\n");
  const auto file =
      test::write_workbook(import.folder.path() / "a.xlsx",
                           {{"Data",
                             {{"", "", "", "Hosts", "Others"},
                              {"source_id", "admin2_code", "idps_individuals", "people", "people"},
                              {"S1", "XXA01", "5", "40", "50"}}}});
  const auto draft = import.file(file).drafts.at(0);
  CHECK(test::value(draft, "host_individuals") == "40");
  CHECK(test::value(draft, "migrants_individuals") == "null");
}

TEST_CASE("Positions in degrees, minutes and seconds are read, in two columns or one") {
  auto rows = places;
  for (auto& row : rows) {
    row[5] = row[5] == "1.5" ? "1°30'0.0\"N" : "1°15’N";
    row[6] = row[6] == "10.5" ? "10°30′ E" : "E 11° 30' 00''";
  }
  SmallImport import;
  check_places(drafted(
      import, import.folder.write("table.csv", csv({"State", "State Pcode", "LGA", "LGA Pcode", "Site name",
                                                    "Latitude", "Longitude", "HH", "IND"},
                                                   rows))));
}

TEST_CASE("Degrees are told from other texts, and west and south are below zero") {
  using ingest::parse_degrees;
  for (const auto& [text, degrees] : {std::pair{"12.5", 12.5},
                                      {"12,5", 12.5},
                                      {"12.5° N", 12.5},
                                      {"N12°30'", 12.5},
                                      {"12 30 00 S", -12.5},
                                      {"12º30′O", -12.5},
                                      {"-12°30'", -12.5},
                                      {"12°30.6'W", -12.51},
                                      {"179°59'59.9\"E", 179.99997}}) {
    CAPTURE(text);
    REQUIRE(parse_degrees(text));
    CHECK(*parse_degrees(text) == Approx(degrees));
  }
  for (const auto* text : {"", "N", "12 30", "12°60'N", "91°N", "181°E", "12°30'15\"20N", "12.5°30'N",
                           "-12°S", "12°N N", "Camp 12 N 3", "12:30", "°"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_degrees(text));
  }
  for (const auto* text : {"1°15'N, 13°30'E", "13°30'E 1°15'N", "1.25 N; 13.5 E", "N1°15' E13°30'"}) {
    CAPTURE(text);
    const auto position = ingest::parse_coordinates(text);
    REQUIRE(position);
    CHECK(position->latitude == Approx(1.25));
    CHECK(position->longitude == Approx(13.5));
  }
  CHECK_FALSE(ingest::parse_coordinates("1°15'N 13°30'N"));
}

TEST_CASE("Other languages' words for no value are no value, and no mistake") {
  SmallImport import;
  for (const std::string nothing : {"nd", "N.D.", "n/d", "S/D", "—", "–", "sin datos", "غير متوفر"}) {
    CAPTURE(nothing);
    const auto draft = import.round("source_id,admin2_code,idps_individuals,idps_households\nS1,XXA01,10," +
                                    nothing + "\nS2,XXA01," + nothing + ",\n");
    CHECK(draft.content.round.totals.individuals == 10);
    CHECK(test::find_rule(draft.findings, "count.not_a_number") == nullptr);
    CHECK(test::find_rule(draft.findings, "value.unreadable") == nullptr);
  }
}
