#include "query/filter.hpp"

#include <array>

#include "query/support/made_up_filter.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "support/series.hpp"

using namespace sojourn;
using namespace sojourn::query;
using namespace sojourn::query::test;
using model::Collection;
using sojourn::test::holds;

namespace {

std::vector<std::size_t> filtered_fields() {
  std::vector<std::size_t> positions;
  for (const auto name : {"unit", "name", "setting", "idps_individuals", "round", "household_size",
                          "placement_confidence", "assessed_on"})
    positions.push_back(model::field_index(model::fields_of(Collection::locations), name));
  return positions;
}

struct World {
  Random random{*rc::gen::arbitrary<std::uint32_t>()};
  std::span<const model::Field> fields = model::fields_of(Collection::locations);
  std::vector<std::size_t> used = filtered_fields();

  MadeUpFilter filter() { return made_up_filter(random, fields, used, 3); }
  std::string spell(const MadeUpFilter& made) { return spelled(random, made, fields); }
};

Filter parsed(std::string_view text) {
  return Filter::parse(text, Collection::locations);
}

/// Three places: a site with 5 people, a camp with nobody counted, and one of which nothing is known.
model::Block three_places() {
  model::TableBuilder table(model::fields_of(Collection::locations));
  for (const auto* id : {"A", "B", "C"}) {
    const auto row = table.add_row();
    table.column("operation").set(row, std::string_view("XXX"));
    table.column("location_id").set(row, std::string_view(id));
  }
  table.column("unit").set(0, std::string_view("site"));
  table.column("unit").set(1, std::string_view("camp"));
  table.column("idps_individuals").set(0, std::int64_t{5});
  table.column("idps_individuals").set(1, std::int64_t{0});
  table.column("household_size").set(0, 4.5);
  table.column("assessed_on").set(0, std::int64_t{model::Date::parse("2019-04-17")->days_since_1970()});
  const std::array<model::PointE7, 3> points{};
  return model::Block::of_points(Collection::locations, table, points);
}

/// A block whose places have these names, in that order.
model::Block named_places(const std::vector<std::string>& names) {
  model::TableBuilder table(model::fields_of(Collection::locations));
  for (const auto& name : names) {
    const auto row = table.add_row();
    table.column("operation").set(row, std::string_view("XXX"));
    table.column("location_id").set(row, std::string_view("L" + std::to_string(row)));
    if (!name.empty()) table.column("name").set(row, std::string_view(name));
  }
  return model::Block::of_points(Collection::locations, table, std::vector<model::PointE7>(names.size()));
}

std::string ids_where(std::string_view text) {
  const auto block = three_places();
  std::string ids;
  parsed(text).select(block).for_each([&](std::size_t row) { ids += block.column("location_id").text(row); });
  return ids;
}

}  // namespace

TEST_CASE("a filter selects exactly the rows for which it is true, row by row") {
  CHECK(holds([] {
    World world;
    const auto block = made_up_block(world.random, 1 + pick(world.random, 300), world.used);
    for (int i = 0; i < 10; ++i) {
      const auto made = world.filter();
      const auto text = world.spell(made);
      const auto selection = parsed(text).select(block);
      for (std::size_t row = 0; row < block.rows(); ++row)
        if (selection.contains(row) != (judged(made, block, row) == true))
          RC_FAIL("row " + std::to_string(row) + " of " + text);
    }
  }));
}

TEST_CASE(
    "a filter selects the same rows whatever texts the block shares, and none by texts of other rounds") {
  sojourn::test::Series series(1, 500);
  const auto earlier = series.places();
  series.go_on(20);
  auto names = series.places();
  names[10].clear();
  const auto before = named_places(earlier);
  const auto alone = named_places(names);
  auto sharing = alone;
  sharing.share_texts(before);
  REQUIRE(sharing.column("name").is_renumbered());
  const auto gone = *std::find_if(earlier.begin(), earlier.end(), [&](const auto& name) {
    return std::find(names.begin(), names.end(), name) == names.end();
  });
  for (const auto& name : {names[0], names[499], gone})
    for (const std::string test : {"= '{}'", "<> '{}'", "< '{}'", ">= '{}'", "LIKE '%{}'", "NOT LIKE '{}%'",
                                   "IN ('{}', 'another')", "NOT IN ('{}')"}) {
      auto text = "name " + test;
      text.replace(text.find("{}"), 2, name);
      INFO(text);
      std::vector<std::size_t> rows;
      parsed(text).select(sharing).for_each([&](std::size_t row) { rows.push_back(row); });
      std::vector<std::size_t> expected;
      parsed(text).select(alone).for_each([&](std::size_t row) { expected.push_back(row); });
      CHECK(rows == expected);
    }
  CHECK(parsed("name IS NULL").select(sharing).contains(10));
}

TEST_CASE("two spellings of one filter have one text, which says the same when read") {
  CHECK(holds([] {
    World world;
    for (int i = 0; i < 10; ++i) {
      const auto made = world.filter();
      const auto one = parsed(world.spell(made));
      const auto other = parsed(world.spell(made));
      RC_ASSERT(one.text() == other.text());
      const auto again = parsed(one.text());
      RC_ASSERT(again.text() == one.text());
      RC_ASSERT(again.expression() == one.expression());
    }
  }));
}

TEST_CASE("what is null is neither in a filter nor in its opposite") {
  CHECK(ids_where("unit = 'site'") == "A");
  CHECK(ids_where("NOT unit = 'site'") == "B");
  CHECK(ids_where("unit <> 'site'") == "B");
  CHECK(ids_where("unit IN ('site', 'ward')") == "A");
  CHECK(ids_where("unit NOT IN ('site', 'ward')") == "B");
  CHECK(ids_where("unit LIKE '%'") == "AB");
  CHECK(ids_where("NOT unit LIKE '%'").empty());
  CHECK(ids_where("unit NOT IN ('nothing has this')") == "AB");
  CHECK(ids_where("unit IS NULL") == "C");
  CHECK(ids_where("NOT (unit IS NULL)") == "AB");
  // Unknown and false is false, unknown or true is true.
  CHECK(ids_where("NOT (unit = 'site' AND FALSE)") == "ABC");
  CHECK(ids_where("NOT (unit = 'site' AND location_id = 'A')") == "BC");
  CHECK(ids_where("unit = 'site' OR location_id = 'C'") == "AC");
}

TEST_CASE("zero is not null") {
  CHECK(ids_where("idps_individuals = 0") == "B");
  CHECK(ids_where("idps_individuals >= 0") == "AB");
  CHECK(ids_where("idps_individuals IS NULL") == "C");
}

TEST_CASE("whole numbers are compared with fractions and with numbers beyond their range") {
  CHECK(ids_where("idps_individuals > 4.5") == "A");
  CHECK(ids_where("idps_individuals < 4.5") == "B");
  CHECK(ids_where("idps_individuals = 4.5").empty());
  CHECK(ids_where("NOT idps_individuals = 4.5") == "AB");
  CHECK(ids_where("idps_individuals BETWEEN -0.5 AND 0.5") == "B");
  CHECK(ids_where("idps_individuals BETWEEN 5 AND 1").empty());
  CHECK(ids_where("idps_individuals NOT BETWEEN 5 AND 1") == "AB");
  CHECK(ids_where("idps_individuals BETWEEN 1e300 AND 5").empty());
  CHECK(ids_where("idps_individuals BETWEEN 0 AND -1e300").empty());
  CHECK(ids_where("idps_individuals BETWEEN -1e300 AND 1e300") == "AB");
  CHECK(ids_where("idps_individuals < 1e300") == "AB");
  CHECK(ids_where("idps_individuals > 1e300").empty());
  CHECK(ids_where("idps_individuals <= 9223372036854775807") == "AB");
  CHECK(ids_where("idps_individuals < -9223372036854775808").empty());
  CHECK(ids_where("idps_individuals IN (5.0, 1e300, 0.5)") == "A");
}

TEST_CASE("dates and ratios are compared too") {
  CHECK(ids_where("assessed_on >= DATE('2019-04-17')") == "A");
  CHECK(ids_where("assessed_on > '2019-04-17'").empty());
  CHECK(ids_where("assessed_on BETWEEN '2019-01-01' AND DATE('2019-12-31')") == "A");
  CHECK(ids_where("household_size > 4") == "A");
  CHECK(ids_where("household_size = 4.5") == "A");
}

TEST_CASE("everything and nothing") {
  CHECK(ids_where("TRUE") == "ABC");
  CHECK(ids_where("false").empty());
  CHECK(parsed("TRUE").is_everything());
  CHECK(Filter(Collection::locations).is_everything());
  CHECK(Filter(Collection::locations).text() == "TRUE");
}

TEST_CASE("two filters are joined into one") {
  const auto joined = parsed("unit = 'site' OR unit = 'camp'") && parsed("idps_individuals > 0");
  CHECK(joined.text() == parsed("idps_individuals > 0 AND unit IN ('camp', 'site')").text());
  CHECK((Filter(Collection::locations) && joined).text() == joined.text());
  CHECK_THROWS_AS(joined && Filter(Collection::admin1), std::logic_error);
}

TEST_CASE("a filter is for blocks with the same fields") {
  CHECK_THROWS_AS(Filter(Collection::admin1).select(three_places()), std::logic_error);
  CHECK(Filter::parse("unit = 'site'", Collection::assessments).select(three_places()).count() == 1);
}
