/// Populations of areas, from statistics beside the boundaries.
#include "ingest/population.hpp"

#include <set>

#include "support/real_data.hpp"
#include "support/small_import.hpp"

using namespace sojourn;

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
