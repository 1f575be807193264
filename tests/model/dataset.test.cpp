#include "model/dataset.hpp"

#include "model/edition.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

using namespace sojourn;
using namespace sojourn::model;

namespace {

Date day(const char* text) {
  return Date::parse(text).value();
}

RoundContent dataset(Method method, int number) {
  RoundContent content;
  content.boundaries = test::small_country();
  content.round.key = {"XXX", method, number};
  content.round.period_start = day("2024-01-01");
  content.round.period_end = day("2024-12-31");
  content.assessments = TableBuilder(fields_of(collection_of(method)));
  return content;
}

/// An area's people in need; `pcode` may be one that the boundaries lack, which then lies in `known`.
void add_need(RoundContent& content, const std::string& pcode, const std::string& known, int level,
              std::optional<std::int64_t> people) {
  auto& table = content.assessments;
  const auto row = table.add_row();
  table.column("pcode").set(row, std::string_view(pcode));
  table.column("level").set(row, std::int64_t{level});
  if (people) table.column("in_need_individuals").set(row, *people);
  content.areas.push_back(content.boundaries->find(known));
  content.points.emplace_back();
  ++content.round.totals.locations;
}

void add_site(RoundContent& content, const std::string& id, geo::MultiPolygon shape,
              std::optional<geo::LonLat> point, std::int64_t capacity) {
  auto& table = content.assessments;
  const auto row = table.add_row();
  table.column("site_id").set(row, std::string_view(id));
  table.column("capacity_individuals").set(row, capacity);
  content.areas.push_back(content.boundaries->find("XXA01"));
  content.points.push_back(point);
  content.shapes.push_back(std::move(shape));
  ++content.round.totals.locations;
  content.round.totals.individuals += capacity;
}

std::shared_ptr<const RoundData> plan_of(int number, const char* from, const char* to) {
  auto content = dataset(Method::people_in_need, number);
  content.round.period_start = day(from);
  content.round.period_end = day(to);
  add_need(content, "XX", "XX", 0, 10);
  content.round.totals.individuals = 10;
  return make_round_data(test::small_operation(), std::move(content), nullptr);
}

}  // namespace

TEST_CASE("people in need are counted at the highest level that says anything, never over levels") {
  auto content = dataset(Method::people_in_need, 2024);
  add_need(content, "XX", "XX", 0, std::nullopt);
  add_need(content, "XXA01", "XXA01", 2, 50);
  add_need(content, "XXA", "XXA", 1, 70);
  add_need(content, "XXB", "XXB", 1, 30);
  CHECK(total_individuals(Collection::people_in_need, content.assessments) == 100);
}

TEST_CASE("a plan's areas are drawn as the boundaries have them; what these lack has no geometry") {
  auto content = dataset(Method::people_in_need, 2024);
  add_need(content, "XX", "XX", 0, 90);
  add_need(content, "XXA", "XXA", 1, 80);
  add_need(content, "XXA99", "XXA", 2, 5);
  content.round.totals.individuals = 90;
  const auto data = make_round_data(test::small_operation(), std::move(content), nullptr);
  const auto* block = data->block(Collection::people_in_need);
  REQUIRE(block != nullptr);
  CHECK(block->has_geometry(0));
  CHECK(block->has_geometry(1));
  CHECK_FALSE(block->has_geometry(2));
  CHECK(block->feature_id(2) == "XXX.XXA99");
  CHECK(block->column("operation").text(1) == "XXX");
  CHECK(block->column("round").integer(1) == 2024);
}

TEST_CASE("a dataset has no stocks, and rounds of assessments have no dataset") {
  const auto plan = plan_of(2024, "2024-01-01", "2024-12-31");
  for (const auto& info : collections())
    CHECK((plan->block(info.id) != nullptr) == (info.id == Collection::people_in_need));
  test::RoundBuilder builder(1, day("2024-01-01"), day("2024-01-31"));
  builder.location("L", "XXA01", 10);
  const auto round = make_round_data(test::small_operation(), builder.content, nullptr);
  CHECK(round->block(Collection::people_in_need) == nullptr);
  CHECK(round->block(Collection::locations) != nullptr);
}

TEST_CASE("a dataset whose rows differ from its control total is not served") {
  auto content = dataset(Method::people_in_need, 2024);
  add_need(content, "XX", "XX", 0, 90);
  content.round.totals.individuals = 91;
  CHECK_THROWS_AS(make_round_data(test::small_operation(), std::move(content), nullptr), std::runtime_error);
}

TEST_CASE("a plan is in force from its first day; an interval finds the last plan that meets it") {
  Published published;
  published.operations["XXX"] = std::make_shared<Edition>(
      Edition{test::small_operation(),
              1,
              {plan_of(2023, "2023-01-01", "2023-12-31"), plan_of(2024, "2024-01-01", "2024-12-31")}});
  const auto number = [&](const TimeRange& time) {
    StateQuery query;
    query.datetime = time;
    const auto rounds = select_rounds(published, Collection::people_in_need, query, day("2026-01-01"));
    return rounds.empty() ? 0 : rounds.front()->round.key.number;
  };
  CHECK(number({day("2022-12-31"), day("2022-12-31"), true}) == 0);
  CHECK(number({day("2023-06-01"), day("2023-06-01"), true}) == 2023);
  CHECK(number({day("2024-01-01"), day("2024-01-01"), true}) == 2024);
  CHECK(number({day("2023-03-01"), day("2023-04-01"), false}) == 2023);
  CHECK(number({day("2025-03-01"), std::nullopt, false}) == 0);
  CHECK(select_rounds(published, Collection::locations, {}, day("2026-01-01")).empty());
  CHECK(select_rounds(published, Collection::assessments, {}, day("2026-01-01")).empty());
}

TEST_CASE("a place is drawn as its own area, or as its point") {
  auto content = dataset(Method::relocation_areas, 1);
  add_site(content, "field", test::square(10.2, 1.2, 10.4, 1.4), geo::LonLat::make(10.3, 1.3), 500);
  add_site(content, "hill", {}, geo::LonLat::make(10.8, 1.8), 40);
  add_site(content, "somewhere", {}, std::nullopt, 7);
  const auto data = make_round_data(test::small_operation(), std::move(content), nullptr);
  const auto& block = *data->block(Collection::relocation_areas);
  const auto row_of = [&](const char* id) { return block.find(std::string("XXX.") + id).value(); };
  CHECK(block.area(row_of("field")) != geo::no_area);
  CHECK_FALSE(block.is_point(row_of("field")));
  CHECK(block.box(row_of("field")) == geo::Box{10.2, 1.2, 10.4, 1.4});
  CHECK(block.is_point(row_of("hill")));
  CHECK(block.has_geometry(row_of("hill")));
  CHECK_FALSE(block.has_geometry(row_of("somewhere")));
  CHECK(block.unplaced_individuals() == 7);
  CHECK(block.column("admin1_pcode").text(row_of("hill")) == "XXA");
}

TEST_CASE("sites have their names and ids in memory once, from one list to the next") {
  const auto list_of = [](int number, int first, const RoundData* previous) {
    auto content = dataset(Method::services, number);
    for (int i = first; i < first + 500; ++i)
      add_site(content, "Site of services " + std::to_string(i), {}, geo::LonLat::make(10.5, 1.5), 1);
    return make_round_data(test::small_operation(), std::move(content), previous);
  };
  const auto first = list_of(1, 0, nullptr);
  const auto second = list_of(2, 20, first.get());
  const auto& ids = second->dataset->column("site_id");
  CHECK(ids.texts().pieces()[0].table == first->dataset->column("site_id").texts().pieces()[0].table);
  CHECK(ids.text(0) == "Site of services 20");
  CHECK(ids.text(499) == "Site of services 519");
}
