// Needs PostgreSQL with PostGIS.
#include "sql/boundary_store.hpp"

#include "made_rounds.hpp"
#include "sql/connection.hpp"
#include "sql/round_store.hpp"
#include "support/catch.hpp"
#include "temporary_store.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::country;
using sojourn::sql::test::shared_database;

namespace {
/// The same areas with another name for the country.
std::shared_ptr<const geo::BoundarySet> renamed(const geo::BoundarySet& set) {
  auto areas = set.areas();
  std::vector<std::string> parents;
  for (const auto& area : areas)
    parents.push_back(area.parent == geo::no_area ? "" : set.area(area.parent).pcode);
  areas[0].name = "Another name";
  return std::make_shared<geo::BoundarySet>(set.country(), set.version(), std::move(areas), parents);
}
}  // namespace

TEST_CASE("a boundary set comes back as it was saved", "[postgres]") {
  const BoundaryStore store(shared_database());
  const auto set = country("BA");
  CHECK(store.save(*set, "OCHA") == BoundaryResult::stored);
  const auto back = store.load("BA", "2019-01-01");
  REQUIRE(back);
  REQUIRE(back->areas().size() == set->areas().size());
  for (std::uint32_t i = 0; i < set->areas().size(); ++i) {
    const auto& before = set->area(i);
    const auto& after = back->area(i);
    INFO(before.pcode);
    CHECK(after.pcode == before.pcode);
    CHECK(after.name == before.name);
    CHECK(after.name_local == before.name_local);
    CHECK(after.other_names == before.other_names);
    CHECK(after.level == before.level);
    CHECK(after.parent == before.parent);
    CHECK(after.population == before.population);
    CHECK(after.population_year == before.population_year);
    CHECK(after.geometry == before.geometry);
  }
  CHECK(store.load("BA", "2001-01-01") == nullptr);
}

TEST_CASE("PostGIS understands what was saved", "[postgres]") {
  BoundaryStore(shared_database()).save(*country("BB"), "OCHA");
  Connection connection(shared_database(), Role::writer);
  const auto row = connection.execute(
      "select round(st_area(geometry)::numeric, 3), st_srid(geometry), st_isvalid(geometry) from "
      "sojourn.area "
      "where country = 'BB' and pcode = 'BB01'");
  CHECK(row.text(0, 0) == "0.250");
  CHECK(row.integer(0, 1) == 4326);
  CHECK(row.boolean(0, 2));
}

TEST_CASE("the same vintage again is unchanged, other content is refused or replaces", "[postgres]") {
  const BoundaryStore store(shared_database());
  const auto set = country("BC");
  store.save(*set, "OCHA");
  CHECK(store.save(*set, "OCHA") == BoundaryResult::unchanged);
  const auto other = renamed(*set);
  CHECK_THROWS_AS(store.save(*other, "OCHA"), Refusal);
  CHECK(store.load("BC", "2019-01-01")->area(0).name == "Area BC");
  CHECK(store.save(*other, "OCHA", true) == BoundaryResult::replaced);
  CHECK(store.load("BC", "2019-01-01")->area(0).name == "Another name");

  RoundStore(shared_database()).store(test::draft("BC", other, 1));
  CHECK_THROWS_AS(store.save(*set, "OCHA", true), Refusal);
  CHECK(store.vintages("BC").at(0).rounds == 1);
}

TEST_CASE("a round is placed on the latest vintage valid then, else on the earliest", "[postgres]") {
  const BoundaryStore store(shared_database());
  for (const auto* version : {"2010-05-01", "2015-01-01", "2019-04-17"})
    store.save(*country("BD", version), "OCHA");
  const auto version_at = [&](int year, unsigned month, unsigned day) {
    return store.version_for("BD", *model::Date::make(year, month, day)).value();
  };
  CHECK(version_at(2005, 1, 1) == "2010-05-01");
  CHECK(version_at(2014, 12, 31) == "2010-05-01");
  CHECK(version_at(2015, 1, 1) == "2015-01-01");
  CHECK(version_at(2024, 1, 1) == "2019-04-17");
  CHECK_FALSE(store.version_for("BE", *model::Date::make(2020, 1, 1)).has_value());
  CHECK(store.vintages("BD").size() == 3);
  CHECK(store.vintages("BD")[0].areas == 5);
}

TEST_CASE("boundaries without a date are refused", "[postgres]") {
  CHECK_THROWS_AS(BoundaryStore(shared_database()).save(*country("BF", "recent"), "OCHA"), Refusal);
}
