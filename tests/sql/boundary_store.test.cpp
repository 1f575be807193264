// Needs PostgreSQL with PostGIS.
#include "sql/boundary_store.hpp"

#include <future>
#include <mutex>

#include "made_rounds.hpp"
#include "sql/connection.hpp"
#include "sql/edition_loader.hpp"
#include "sql/editions.hpp"
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

/// The same areas with other populations: by P-code, -1: none.
std::shared_ptr<const geo::BoundarySet> populated(const geo::BoundarySet& set,
                                                  const std::map<std::string, std::int64_t>& people) {
  auto areas = set.areas();
  std::vector<std::string> parents;
  for (auto& area : areas) {
    parents.push_back(area.parent == geo::no_area ? "" : set.area(area.parent).pcode);
    const auto said = people.find(area.pcode);
    if (said == people.end()) continue;
    area.population = said->second < 0 ? std::nullopt : std::optional(said->second);
    area.population_year = said->second < 0 ? std::nullopt : std::optional(2024);
  }
  return std::make_shared<geo::BoundarySet>(set.country(), set.version(), std::move(areas), parents);
}

std::uint64_t edition_of(const std::string& operation) {
  return EditionLoader(shared_database()).current_editions()[operation];
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

TEST_CASE("population comes to boundaries that rounds stand on, and servers hear of it", "[postgres]") {
  const BoundaryStore store(shared_database());
  const auto set = country("BG");
  store.save(*set, "OCHA");
  RoundStore(shared_database()).store(test::draft("BG", set, 1), {false, "", "A. Person"});
  EditionLoader loader(shared_database());
  const auto before = loader.load("BG", nullptr);

  const auto with = populated(*set, {{"BG0101", 2000}, {"BG01", 5000}});
  CHECK(store.save(*with, "OCHA") == BoundaryResult::populated);
  CHECK(store.load("BG", "2019-01-01")->area(1).population == 5000);
  CHECK(store.load("BG", "2019-01-01")->area(3).population_year == 2024);
  CHECK(store.save(*with, "OCHA") == BoundaryResult::unchanged);

  const auto after = loader.load("BG", before.get());
  CHECK(after->edition->number == before->edition->number + 1);
  const auto& districts = *after->edition->rounds.at(0)->admin[2];
  CHECK(districts.column("population").optional_integer(0) == 2000);
  CHECK_FALSE(before->edition->rounds.at(0)->admin[2]->column("population").optional_integer(0));
}

TEST_CASE("boundaries without populations take none away", "[postgres]") {
  const BoundaryStore store(shared_database());
  const auto set = country("BH");
  store.save(*populated(*set, {{"BH0102", 77}}), "OCHA");
  CHECK(store.save(*populated(*set, {{"BH01", -1}}), "OCHA") == BoundaryResult::unchanged);
  CHECK(store.load("BH", "2019-01-01")->area(4).population == 77);
  CHECK(store.load("BH", "2019-01-01")->area(1).population == 123456);
  CHECK(store.save(*populated(*set, {{"BH0102", 78}}), "OCHA") == BoundaryResult::populated);
  CHECK(store.load("BH", "2019-01-01")->area(4).population == 78);
}

TEST_CASE("other boundaries are no populations", "[postgres]") {
  const BoundaryStore store(shared_database());
  const auto set = country("BI");
  store.save(*set, "OCHA");
  RoundStore(shared_database()).store(test::draft("BI", set, 1));
  CHECK_THROWS_AS(store.save(*populated(*renamed(*set), {{"BI0101", 5}}), "OCHA"), Refusal);
  CHECK_FALSE(store.load("BI", "2019-01-01")->area(3).population);
}

TEST_CASE("a vintage that is stored later is one on which public rounds can be shown", "[postgres]") {
  const BoundaryStore store(shared_database());
  const auto set = country("BJ");
  store.save(*set, "OCHA");
  RoundStore(shared_database()).store(test::draft("BJ", set, 1), {false, "", "A. Person"});
  EditionLoader loader(shared_database(), VintagesToLoad::all);
  const auto before = loader.load("BJ", nullptr);
  CHECK(before->edition->vintages.size() == 1);
  CHECK(before->edition->vintages[0].boundaries == before->edition->rounds[0]->boundaries);

  const auto number = edition_of("BJ");
  store.save(*country("BJ", "2024-01-01"), "OCHA");
  CHECK(edition_of("BJ") == number + 1);
  store.save(*country("BJ", "2024-01-01"), "OCHA");
  CHECK(edition_of("BJ") == number + 1);
  const auto after = loader.load("BJ", before.get());
  REQUIRE(after->edition->vintages.size() == 2);
  CHECK(after->edition->vintages[1].boundaries->version() == "2024-01-01");
  CHECK(after->edition->rounds[0] == before->edition->rounds[0]);
  CHECK(EditionLoader(shared_database()).load("BJ", nullptr)->edition->vintages.empty());
}

TEST_CASE("vintages of a country without public rounds stay where they are", "[postgres]") {
  const BoundaryStore store(shared_database());
  const auto set = country("BK");
  store.save(*set, "OCHA");
  RoundStore(shared_database()).store(test::draft("BK", set, 1));
  Connection reader(shared_database(), Role::reader);
  CHECK(reader.execute("select count(*) from published.area where country = 'BK'").integer(0, 0) == 0);
  CHECK_FALSE(EditionLoader(shared_database()).current_editions().contains("BK"));
}

TEST_CASE("an import under way is waited for before a vintage is touched, so neither blocks the other",
          "[postgres]") {
  const BoundaryStore store(shared_database());
  store.save(*country("BL"), "OCHA");
  const auto later = country("BL", "2024-01-01");
  store.save(*later, "OCHA");
  RoundStore(shared_database()).store(test::draft("BL", country("BL"), 1), {false, "", "A. Person"});
  const auto number = edition_of("BL");

  std::promise<void> waits;
  std::once_flag told;
  std::future<BoundaryResult> saving;
  {
    Connection import(shared_database(), Role::writer);
    Transaction transaction(import);
    lock_operation(import, "BL");
    saving = std::async(std::launch::async, [&] {
      return store.save(*renamed(*later), "OCHA", true,
                        [&] { std::call_once(told, [&] { waits.set_value(); }); });
    });
    CHECK(waits.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);
    CHECK(saving.wait_for(std::chrono::milliseconds(500)) == std::future_status::timeout);
    // As the foreign key of an import's round does.
    CHECK_NOTHROW(
        import.execute("select from sojourn.boundary_set where country = 'BL' and version = '2024-01-01' for "
                       "key share nowait"));
  }
  CHECK(saving.get() == BoundaryResult::replaced);
  CHECK(edition_of("BL") == number + 1);
}
