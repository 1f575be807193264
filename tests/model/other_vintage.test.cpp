/// A round on boundaries that came after it.
#include "model/other_vintage.hpp"

#include "support/catch.hpp"
#include "support/property.hpp"
#include "support/world.hpp"

using namespace sojourn;
using sojourn::test::holds;

namespace {

const auto day = *model::Date::parse("2020-06-30");

std::shared_ptr<const model::RoundData> data(test::RoundBuilder builder) {
  return model::make_round_data(test::small_operation(), std::move(builder.content), nullptr);
}

/// "YA1E 5~, YA2 10": people by area, `~` where estimated; `?` is not known.
std::string shown(const model::RoundData& round, const geo::Crosswalk& crosswalk) {
  const auto later = test::later_country();
  std::string text;
  for (const auto& area : model::show_on(round, {later, 2, crosswalk})) {
    const auto& figure = area.figures[0];
    text += (text.empty() ? "" : ", ") +
            (area.area == geo::no_area ? std::string("?") : later->area(area.area).pcode) + " " +
            (figure.value ? std::to_string(*figure.value) : "null") + (figure.estimated ? "~" : "");
  }
  return text;
}

geo::Crosswalk by_overlap() {
  return geo::Crosswalk::from_overlap(*test::small_country(), *test::later_country(), 2);
}

}  // namespace

TEST_CASE(
    "Areas that were only renamed keep their figures, and those of a divided one are split and marked") {
  test::RoundBuilder builder(1, day, day);
  builder.location("a", "XXA01", 11);
  builder.location("b", "XXA02", 10);
  builder.location("c", "XXB02", 3);
  CHECK(shown(*data(std::move(builder)), by_overlap()) == "XXB02 3, YA1E 6~, YA1W 5~, YA2 10");
}

TEST_CASE("Where an area was divided, a measured point decides, and its people are no estimate") {
  test::RoundBuilder builder(1, day, day);
  const auto measured = builder.location("a", "XXA01", 100, geo::LonLat::make(10.2, 1.5));
  builder.set(measured, "point", std::string_view("measured"));
  const auto centre = builder.location("b", "XXA01", 10, geo::LonLat::make(10.2, 1.5));
  builder.set(centre, "point", std::string_view("in_area"));
  CHECK(shown(*data(std::move(builder)), by_overlap()) == "YA1E 5~, YA1W 105~");
}

TEST_CASE("What is not known at the level stays so, and so does what the crosswalk leads nowhere") {
  test::RoundBuilder builder(1, day, day);
  builder.location("a", "XXA", 7);
  builder.location("b", "XXA02", 10);
  CHECK(shown(*data(std::move(builder)), geo::Crosswalk::parse("from,to\nXXA02,GONE\n")) == "? 17");
}

TEST_CASE("A given crosswalk decides instead of the map") {
  test::RoundBuilder builder(1, day, day);
  builder.location("a", "XXA01", 10);
  CHECK(shown(*data(std::move(builder)),
              geo::Crosswalk::parse("from,to,share\nXXA01,YA1E,0.9\nXXA01,YA1W,0.1\n")) ==
        "YA1E 9~, YA1W 1~");
}

TEST_CASE("A figure that nobody states stays null") {
  test::RoundBuilder builder(1, day, day);
  builder.location("a", "XXA01", -1);
  CHECK(shown(*data(std::move(builder)), by_overlap()) == "");
  test::RoundBuilder other(1, day, day);
  other.location("b", "XXA02", -1);
  CHECK(shown(*data(std::move(other)), by_overlap()) == "YA2 null");
}

TEST_CASE("On any vintage, by any crosswalk, a round has the people it has") {
  CHECK(holds([] {
    test::RoundBuilder builder(1, day, day);
    const auto count = *rc::gen::inRange(1, 12);
    std::int64_t people = 0;
    for (int i = 0; i < count; ++i) {
      const auto pcode =
          *rc::gen::elementOf(std::vector<std::string>{"XXA01", "XXA02", "XXB01", "XXB02", "XXA", "XX"});
      const auto here = *rc::gen::inRange<std::int64_t>(0, 100'000);
      people += here;
      builder.location("l" + std::to_string(i), pcode, here);
    }
    geo::Crosswalk crosswalk;
    std::string csv = "from,to,share\n";
    for (const auto* from : {"XXA01", "XXA02", "XXB01"})
      for (const auto* to : {"YA1E", "YA1W", "YA2", "GONE"})
        if (const auto weight = *rc::gen::inRange(0, 10); weight > 0)
          csv += std::string(from) + "," + to + ",0." + std::to_string(weight) + "\n";
    std::int64_t sum = 0;
    for (const auto& area :
         model::show_on(*data(std::move(builder)), {test::later_country(), 2, geo::Crosswalk::parse(csv)}))
      sum += area.figures[0].value.value_or(0);
    RC_ASSERT(sum == people);
  }));
}
