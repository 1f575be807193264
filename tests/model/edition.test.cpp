#include "model/edition.hpp"

#include "support/catch.hpp"
#include "support/world.hpp"

using namespace sojourn;
using namespace sojourn::model;

namespace {

Date day(const char* text) {
  return Date::parse(text).value();
}
TimeRange at(const char* text) {
  return {day(text), day(text), true};
}

std::shared_ptr<const RoundData> round(Method method, int number, const char* start, const char* end,
                                       std::int64_t people = 10) {
  test::RoundBuilder builder(number, day(start), day(end));
  builder.content.round.key.method = method;
  builder.location("L" + std::to_string(number), "XXA01", people);
  return make_round_data(test::small_operation(), builder.content, nullptr);
}

Edition edition(RoundList rounds) {
  return {test::small_operation(), 1, std::move(rounds)};
}

int in_force(const Edition& edition, const TimeRange& time) {
  const auto found = round_in_force(edition, Method::baseline, time);
  return found ? found->round.key.number : 0;
}

}  // namespace

TEST_CASE("the round in force is the one that ended last, ties going to the higher number") {
  const auto state = edition({round(Method::baseline, 1, "2020-01-01", "2020-01-31"),
                              round(Method::baseline, 2, "2020-02-01", "2020-02-29"),
                              round(Method::baseline, 3, "2020-02-10", "2020-02-29")});
  CHECK(in_force(state, at("2020-01-30")) == 0);
  CHECK(in_force(state, at("2020-01-31")) == 1);
  CHECK(in_force(state, at("2020-02-28")) == 1);
  CHECK(in_force(state, at("2020-02-29")) == 3);
  CHECK(in_force(state, at("2030-01-01")) == 3);
}

TEST_CASE("nothing of an operation is in force after its end") {
  auto state = edition({round(Method::baseline, 1, "2020-01-01", "2020-01-31")});
  state.operation.ends_on = day("2020-01-31");
  CHECK(in_force(state, at("2020-01-31")) == 1);
  CHECK(in_force(state, at("2020-02-01")) == 0);
}

TEST_CASE("an interval means the last round that ends inside it") {
  const auto state = edition({round(Method::baseline, 1, "2020-01-01", "2020-01-31"),
                              round(Method::baseline, 2, "2020-02-01", "2020-02-29")});
  CHECK(in_force(state, {day("2020-01-01"), day("2020-12-31"), false}) == 2);
  CHECK(in_force(state, {day("2020-01-15"), day("2020-02-15"), false}) == 1);
  CHECK(in_force(state, {std::nullopt, day("2020-01-31"), false}) == 1);
  CHECK(in_force(state, {day("2020-03-01"), std::nullopt, false}) == 0);
}

TEST_CASE("methods are never mixed: the reference stands alone unless another is asked for") {
  Published published;
  published.operations["XXX"] =
      std::make_shared<Edition>(edition({round(Method::site, 7, "2020-02-01", "2020-02-29"),
                                         round(Method::baseline, 1, "2020-01-01", "2020-01-31"),
                                         round(Method::event, 2, "2020-02-01", "2020-02-02")}));
  const auto today = day("2020-06-01");
  CHECK(published.operations["XXX"]->reference_method() == Method::baseline);
  const auto state = select_state(published, {}, today);
  REQUIRE(state.size() == 1);
  CHECK(state.front()->round.key.number == 1);

  StateQuery sites;
  sites.method = Method::site;
  CHECK(select_state(published, sites, today).front()->round.key.number == 7);

  StateQuery with_events;
  with_events.include_event = true;
  CHECK(select_state(published, with_events, today).size() == 2);

  StateQuery elsewhere;
  elsewhere.operations = {"YYY"};
  CHECK(select_state(published, elsewhere, today).empty());
}

TEST_CASE("assessments are every row of every round, or of those a time or number picks") {
  Published published;
  published.operations["XXX"] =
      std::make_shared<Edition>(edition({round(Method::baseline, 1, "2020-01-01", "2020-01-31"),
                                         round(Method::baseline, 2, "2020-02-01", "2020-02-29"),
                                         round(Method::site, 1, "2020-02-01", "2020-02-29")}));
  CHECK(select_assessments(published, {}).size() == 3);
  StateQuery first;
  first.round = 1;
  CHECK(select_assessments(published, first).size() == 2);
  StateQuery january;
  january.datetime = TimeRange{day("2020-01-01"), day("2020-01-31"), false};
  CHECK(select_assessments(published, january).size() == 1);
  StateQuery then;
  then.datetime = at("2020-02-29");
  CHECK(select_assessments(published, then).size() == 2);
}
