#include "model/round_data.hpp"

#include "support/catch.hpp"
#include "support/property.hpp"
#include "support/world.hpp"

using namespace sojourn;
using namespace sojourn::model;
using sojourn::test::holds;

namespace {

const Date start = Date::parse("2020-01-01").value();
const Date end = Date::parse("2020-01-31").value();

std::shared_ptr<const RoundData> derive(const test::RoundBuilder& builder,
                                        const RoundData* previous = nullptr) {
  return make_round_data(test::small_operation(), builder.content, previous);
}

std::optional<std::int64_t> figure(const RoundData& data, int level, const std::string& id,
                                   std::string_view field) {
  const auto& block = *data.admin[static_cast<std::size_t>(level)];
  return block.column(field).optional_integer(block.find("XXX." + id).value());
}

std::string text(const RoundData& data, int level, const std::string& id, std::string_view field) {
  const auto& block = *data.admin[static_cast<std::size_t>(level)];
  const auto row = block.find("XXX." + id).value();
  return block.column(field).is_null(row) ? "" : std::string(block.column(field).text(row));
}

/// The small country with two wards in each of its districts: XXA01 has XXA0101 and XXA0102.
std::shared_ptr<const geo::BoundarySet> country_with_wards() {
  const auto small = test::small_country();
  auto areas = small->areas();
  std::vector<std::string> parents;
  for (const auto& area : small->areas())
    parents.push_back(area.parent == geo::no_area ? "" : small->area(area.parent).pcode);
  for (const auto& district : small->areas()) {
    if (district.level != 2) continue;
    for (const auto* number : {"01", "02"}) {
      auto& ward = areas.emplace_back();
      ward.pcode = district.pcode + number;
      ward.level = 3;
      parents.push_back(district.pcode);
    }
  }
  return std::make_shared<geo::BoundarySet>(small->country(), small->version(), std::move(areas), parents);
}

std::int64_t sum(const Block& block, std::string_view field) {
  return block.column(field).sum().value_or(0);
}

}  // namespace

TEST_CASE("every level sums to the same total, wherever rows are known to") {
  CHECK(holds([] {
    test::RoundBuilder builder(1, start, end);
    const auto places = *rc::gen::container<std::vector<std::pair<std::string, std::int64_t>>>(
        rc::gen::pair(rc::gen::element<std::string>("XX", "XXA", "XXB", "XXA01", "XXA02", "XXB02"),
                      rc::gen::inRange<std::int64_t>(-1, 5000)));
    std::int64_t total = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto row = builder.location("L" + std::to_string(i), places[i].first, places[i].second);
      total += std::max<std::int64_t>(places[i].second, 0);
      if (places[i].second > 10) builder.origin(row, i % 2 == 0 ? "XXA" : "XXB01", places[i].second - 7);
    }
    for (const std::string pcode : {"XXA", "XXA02", "XXB02"})
      if (const auto counted = *rc::gen::inRange<std::int64_t>(-20, 20); counted >= 0)
        builder.content.area_figures.push_back(
            {builder.content.boundaries->find(pcode), "displaced_within_individuals", counted});
    const auto data = derive(builder);
    RC_ASSERT(data->individuals == total);
    for (const auto& block : data->admin) RC_ASSERT(sum(*block, "idps_individuals") == total);
    // Whoever was displaced within a district was so within its province.
    for (std::size_t level = 1; level < data->admin.size(); ++level)
      RC_ASSERT(sum(*data->admin[level], "displaced_within_individuals") <=
                sum(*data->admin[level - 1], "displaced_within_individuals"));
    if (data->origins == nullptr) return;
    std::map<std::int64_t, std::int64_t> by_level;
    for (std::size_t row = 0; row < data->origins->rows(); ++row)
      by_level[data->origins->column("level").integer(row)] +=
          data->origins->column("displaced_from_individuals").optional_integer(row).value_or(0);
    for (const auto& [level, people] : by_level) RC_ASSERT(people == total);
  }));
}

TEST_CASE("an area without rows is not assessed, which is not zero") {
  test::RoundBuilder builder(1, start, end);
  builder.location("a", "XXA01", 0);
  const auto data = derive(builder);
  CHECK(figure(*data, 2, "XXA01", "idps_individuals") == 0);
  CHECK_FALSE(figure(*data, 2, "XXA02", "idps_individuals"));
  CHECK(text(*data, 2, "XXA02", "coverage") == "none");
  CHECK(text(*data, 1, "XXA", "coverage") == "partial");
  CHECK(text(*data, 1, "XXB", "coverage") == "none");
  CHECK(text(*data, 2, "XXA01", "coverage") == "partial");  // one settlement does not speak for the area
}

TEST_CASE("an area is wholly covered where a row is about all of it, or all its parts are") {
  test::RoundBuilder builder(1, start, end);
  for (const auto* pcode : {"XXA01", "XXA02"})
    builder.set(builder.location(pcode, pcode, 1), "unit", std::string_view("admin_area"));
  builder.set(builder.location("b", "XXB", 1), "unit", std::string_view("admin_area"));
  const auto data = derive(builder);
  CHECK(text(*data, 2, "XXA01", "coverage") == "full");
  CHECK(text(*data, 1, "XXA", "coverage") == "full");
  CHECK(text(*data, 1, "XXB", "coverage") == "partial");  // a row that no area below could be found for
  CHECK(text(*data, 0, "XX", "coverage") == "partial");
}

TEST_CASE("what is known only to a level has a feature without geometry below it") {
  test::RoundBuilder builder(1, start, end);
  builder.location("a", "XXA01", 100);
  builder.location("b", "XXA", 30);
  const auto data = derive(builder);
  CHECK(figure(*data, 1, "XXA", "idps_individuals") == 130);
  CHECK(figure(*data, 2, "XXA.unknown", "idps_individuals") == 30);
  CHECK(text(*data, 2, "XXA.unknown", "parent_pcode") == "XXA");
  CHECK(text(*data, 2, "XXA.unknown", "pcode").empty());
  CHECK(data->admin[2]->unplaced_individuals() == 30);
  // Deeper levels than the boundaries have still hold everyone.
  CHECK(data->admin[4]->unplaced_individuals() == 130);
}

TEST_CASE("rates are stated where the population is known, and parents sum their children's") {
  test::RoundBuilder builder(1, start, end);
  builder.location("a", "XXA01", 100);
  builder.location("b", "XXB02", 100);
  const auto data = derive(builder);
  const auto rate = [&](int level, const std::string& id) {
    const auto& block = *data->admin[static_cast<std::size_t>(level)];
    const auto row = block.find("XXX." + id).value();
    return block.column("idps_per_1000").is_null(row) ? -1.0 : block.column("idps_per_1000").real(row);
  };
  CHECK(rate(2, "XXA01") == Approx(100.0));
  CHECK(rate(1, "XXA") == Approx(25.0));
  CHECK(rate(1, "XXB") == -1.0);  // one of its areas has no population
  CHECK(rate(2, "XXB02") == -1.0);
}

TEST_CASE("the five reasons add up to the people, or are null") {
  test::RoundBuilder builder(1, start, end);
  builder.location("a", "XXA01", 100);
  builder.location("b", "XXA02", 50);
  builder.content.area_figures.push_back(
      {builder.content.boundaries->find("XXA01"), "conflict_individuals", 90});
  builder.content.area_figures.push_back(
      {builder.content.boundaries->find("XXA02"), "disaster_individuals", 51});
  const auto data = derive(builder);
  CHECK(figure(*data, 2, "XXA01", "conflict_individuals") == 90);
  CHECK(figure(*data, 2, "XXA01", "unknown_reason_individuals") == 10);
  CHECK(figure(*data, 2, "XXA01", "disaster_individuals") == 0);
  CHECK_FALSE(figure(*data, 2, "XXA02", "disaster_individuals"));  // more than the people there
  CHECK(figure(*data, 1, "XXA", "conflict_individuals") == 90);
  CHECK(figure(*data, 1, "XXA", "unknown_reason_individuals") == 60);
  CHECK_FALSE(figure(*data, 1, "XXB", "conflict_individuals"));
}

TEST_CASE("origins hold everyone: what no share explains is unknown") {
  test::RoundBuilder builder(1, start, end);
  const auto a = builder.location("a", "XXA01", 100);
  builder.location("b", "XXB", 40);
  builder.origin(a, "XXA01", 30).origin(a, "XXB01", 50);
  const auto data = derive(builder);
  std::int64_t people = 0;
  for (const auto& flow : data->flows.list) people += flow.individuals;
  CHECK(people == 140);
  CHECK(figure(*data, 2, "XXA01", "displaced_from_individuals") == 30);
  CHECK(figure(*data, 2, "XXA01", "displaced_within_individuals") == 30);
  CHECK(figure(*data, 1, "XXB", "displaced_from_individuals") == 50);
  CHECK(figure(*data, 1, "XXB", "displaced_within_individuals") == 0);
  CHECK(figure(*data, 0, "XX", "displaced_within_individuals") == 80);
  CHECK_FALSE(figure(*data, 2, "XXA02", "displaced_from_individuals"));
}

TEST_CASE("where the source counts who was displaced within an area, no majority decides there") {
  test::RoundBuilder builder(1, start, end);
  const auto a = builder.location("a", "XXA01", 100);
  const auto b = builder.location("b", "XXA02", 50);
  const auto c = builder.location("c", "XXB01", 7);
  builder.origin(a, "XXA01", 100, model::OriginBasis::majority);
  builder.origin(b, "XXB01", 50, model::OriginBasis::majority);
  builder.origin(c, "XXB01", 7, model::OriginBasis::majority);
  const auto area = [&](const char* pcode) { return builder.content.boundaries->find(pcode); };
  builder.content.area_figures = {{area("XXA01"), "displaced_within_individuals", 40},
                                  {area("XXA02"), "displaced_within_individuals", 10}};
  const auto data = derive(builder);
  CHECK(figure(*data, 2, "XXA01", "displaced_within_individuals") == 40);
  CHECK(figure(*data, 2, "XXA02", "displaced_within_individuals") == 10);
  CHECK(figure(*data, 2, "XXB01", "displaced_within_individuals") == 7);  // not counted there
  // The others of XXA01 come from the province, if not from the district.
  CHECK(figure(*data, 1, "XXA", "displaced_within_individuals") == 110);
  CHECK(figure(*data, 0, "XX", "displaced_within_individuals") == 157);
  CHECK(figure(*data, 2, "XXA01", "displaced_from_individuals") == 100);
  CHECK_FALSE(figure(*data, 2, "XXA01", "unknown_reason_individuals"));
  // That sums the districts' own; the province's is another question. What is no area has no answer to
  // either.
  CHECK(sum(*data->admin[2], "displaced_within_individuals") == 57);
  CHECK(sum(*data->admin[1], "displaced_within_individuals") == 117);
  CHECK(sum(*data->admin[0], "displaced_within_individuals") == 157);
}

TEST_CASE("a count of a district does not say that nobody was displaced within its wards") {
  test::RoundBuilder builder(1, start, end, country_with_wards());
  const auto a = builder.location("a", "XXA0101", 100);
  const auto b = builder.location("b", "XXB0102", 30);
  builder.origin(a, "XXA0101", 100, model::OriginBasis::majority);
  builder.origin(b, "XXA0102", 20, model::OriginBasis::majority);
  builder.origin(b, "XXB0101", 10, model::OriginBasis::majority);
  builder.content.area_figures = {
      {builder.content.boundaries->find("XXA01"), "displaced_within_individuals", 40}};
  const auto data = derive(builder);
  CHECK(figure(*data, 3, "XXA0101", "displaced_from_individuals") == 100);
  CHECK_FALSE(figure(*data, 3, "XXA0101", "displaced_within_individuals"));
  CHECK_FALSE(figure(*data, 3, "XXA0102", "displaced_within_individuals"));  // they are in another province
  CHECK(figure(*data, 2, "XXA01", "displaced_within_individuals") == 40);
  // Where nothing was counted it is known that those from the ward are elsewhere.
  CHECK(figure(*data, 3, "XXB0101", "displaced_within_individuals") == 0);
  CHECK(figure(*data, 2, "XXB01", "displaced_within_individuals") == 10);
  CHECK(figure(*data, 1, "XXA", "displaced_within_individuals") == 100);
  CHECK(figure(*data, 0, "XX", "displaced_within_individuals") == 130);
}

TEST_CASE(
    "how many were displaced within each area of a level does not change with what is known to the level "
    "above") {
  test::RoundBuilder builder(1, start, end, country_with_wards());
  const auto a = builder.location("a", "XXA01", 100);
  builder.location("b", "XXA0101", 30);
  builder.origin(a, "XXA02", 20);
  builder.content.area_figures = {
      {builder.content.boundaries->find("XXA01"), "displaced_within_individuals", 40}};
  const auto data = derive(builder);
  CHECK(figure(*data, 2, "XXA01", "displaced_within_individuals") == 40);
  CHECK(figure(*data, 3, "XXA01.unknown", "idps_individuals") == 100);
  CHECK_FALSE(figure(*data, 3, "XXA01.unknown", "displaced_within_individuals"));
  CHECK(sum(*data->admin[3], "displaced_within_individuals") == 0);
}

TEST_CASE("shares that exceed a location's people explain nothing") {
  test::RoundBuilder builder(1, start, end);
  const auto a = builder.location("a", "XXA01", 100);
  builder.origin(a, "XXB01", 120);
  const auto data = derive(builder);
  REQUIRE(data->flows.list.size() == 1);
  CHECK(data->flows.list.front().origin == geo::no_area);
  CHECK(data->flows.list.front().individuals == 100);
}

TEST_CASE("change is stated on everything and on what both rounds cover") {
  test::RoundBuilder first(1, start, end);
  first.location("a", "XXA01", 100);
  first.location("b", "XXB01", 70);
  const auto before = derive(first);
  test::RoundBuilder second(2, start, Date::parse("2020-02-29").value());
  second.location("a", "XXA01", 130);
  second.location("c", "XXA02", 500);
  second.location("b", "XXB01", 60);
  const auto data = derive(second, before.get());
  CHECK(figure(*data, 0, "XX", "change_individuals") == 520);
  CHECK(figure(*data, 0, "XX", "change_comparable_individuals") == 20);
  CHECK(figure(*data, 1, "XXA", "change_comparable_individuals") == 30);
  CHECK_FALSE(figure(*data, 2, "XXA02", "change_individuals"));
  CHECK(figure(*data, 0, "XX", "change_from_round") == 1);
}

TEST_CASE("names and codes of areas are in memory once for all rounds of their boundaries") {
  test::RoundBuilder first(1, start, end);
  first.location("a", "XXA01", 100);
  const auto before = derive(first);
  const auto alone = before->admin[2]->memory_bytes();
  test::RoundBuilder second(2, start, Date::parse("2020-02-29").value());
  second.location("a", "XXA01", 130);
  const auto data = derive(second, before.get());
  for (const auto* field : {"pcode", "name", "parent_pcode"})
    CHECK(data->admin[2]->column(field).texts().pieces()[0].table ==
          before->admin[2]->column(field).texts().pieces()[0].table);
  CHECK(text(*data, 2, "XXA01", "pcode") == "XXA01");
  CHECK(before->admin[2]->memory_bytes() + data->admin[2]->memory_bytes() < 2 * alone);
}

TEST_CASE("needs go by access in a round that asks about it, whatever it ranks besides") {
  test::RoundBuilder builder(1, start, end);
  const auto a = builder.location("a", "XXA01", 100);
  const auto b = builder.location("b", "XXA01", 50);
  const auto c = builder.location("c", "XXA02", 20);
  builder.set(a, "access_fsc", std::string_view("no")).set(b, "access_fsc", std::string_view("yes"));
  builder.set(c, "priority_need_1", std::string_view("wsh"));
  const auto data = derive(builder);
  CHECK(figure(*data, 2, "XXA01", "need_fsc_individuals") == 100);
  CHECK_FALSE(figure(*data, 2, "XXA02", "need_fsc_individuals"));  // not asked
  CHECK_FALSE(figure(*data, 2, "XXA02", "need_wsh_individuals"));
}

TEST_CASE("needs go by priorities in a round without questions about access") {
  test::RoundBuilder builder(1, start, end);
  const auto a = builder.location("a", "XXA01", 100);
  const auto b = builder.location("b", "XXA02", 20);
  builder.set(a, "priority_need_1", std::string_view("fsc"))
      .set(a, "priority_need_2", std::string_view("wsh"));
  builder.set(b, "priority_need_1", std::string_view("mixed"));
  const auto data = derive(builder);
  CHECK(figure(*data, 2, "XXA01", "need_wsh_individuals") == 100);
  CHECK(figure(*data, 2, "XXA01", "need_hea_individuals") == 0);
  CHECK_FALSE(figure(*data, 2, "XXA02", "need_hea_individuals"));  // its parts differ
}

TEST_CASE("people displaced from an area known only to a level are on every level below too") {
  test::RoundBuilder builder(1, start, end);
  const auto a = builder.location("a", "XXB01", 100);
  builder.origin(a, "XXA", 60).origin(a, "XXB01", 40);
  const auto data = derive(builder);
  for (const auto& block : data->admin) CHECK(sum(*block, "displaced_from_individuals") == 100);
  CHECK(figure(*data, 2, "XXA.unknown", "displaced_from_individuals") == 60);
  CHECK_FALSE(figure(*data, 2, "XXA.unknown", "idps_individuals"));
}

TEST_CASE("locations carry the codes and names of their areas and the round's own columns") {
  test::RoundBuilder builder(4, start, end);
  builder.location("a", "XXA01", 100, geo::LonLat::make(10.5, 1.5));
  const auto data = derive(builder);
  const auto& block = data->locations;
  CHECK(block.feature_id(0) == "XXX.a");
  CHECK(block.column("admin2_pcode").text(0) == "XXA01");
  CHECK(block.column("admin1_name").text(0) == "Name of XXA");
  CHECK(block.column("admin3_pcode").is_null(0));
  CHECK(block.column("round").integer(0) == 4);
  CHECK(block.column("period_end").integer(0) == end.days_since_1970());
  CHECK(block.point(0).lon_degrees() == Approx(10.5));
}

TEST_CASE("a round whose rows disagree with its control totals is not served") {
  test::RoundBuilder builder(1, start, end);
  builder.location("a", "XXA01", 100);
  builder.content.round.totals.individuals = 101;
  CHECK_THROWS_WITH(derive(builder), Catch::Contains("people in the locations should be 101 and are 100"));
}

TEST_CASE("two features of one id are refused") {
  test::RoundBuilder builder(1, start, end);
  builder.location("a", "XXA01", 1);
  builder.location("a", "XXA02", 2);
  CHECK_THROWS_WITH(derive(builder), Catch::Contains("one id"));
}

TEST_CASE("names and ids of places are in memory once, from one round to the next") {
  const auto round_of = [](int number, int first, const RoundData* previous) {
    test::RoundBuilder builder(number, start, end);
    for (int i = first; i < first + 500; ++i)
      builder.set(builder.location("Place of people " + std::to_string(i), "XXA01", 1), "name",
                  std::string_view("Settlement of people " + std::to_string(i)));
    return derive(builder, previous);
  };
  const auto before = round_of(1, 0, nullptr);
  const auto alone = round_of(2, 20, nullptr);
  const auto data = round_of(2, 20, before.get());
  for (const auto* field : {"location_id", "name"})
    for (std::size_t row = 0; row < data->locations.rows(); ++row)
      CHECK(data->locations.column(field).text(row) == alone->locations.column(field).text(row));
  CHECK(before->locations.memory_bytes() + data->locations.memory_bytes() <
        alone->locations.memory_bytes() * 3 / 2);
}
