#include "model/date.hpp"

#include "support/catch.hpp"
#include "support/property.hpp"

using sojourn::model::Date;
using sojourn::test::holds;

TEST_CASE("a date prints and parses as the same day") {
  CHECK(holds([] {
    const auto days = *rc::gen::inRange(-700000, 2900000);
    const auto date = Date::from_days(days);
    RC_ASSERT(Date::parse(date.to_string()) == date);
  }));
}

TEST_CASE("only real days in the form YYYY-MM-DD are dates") {
  for (const auto* text : {"", "2019-02-29", "2019-13-01", "2019-00-10", "2019-1-1", "19-01-01",
                           "2019-01-01T00:00:00", "2019/01/01", " 2019-01-01", "+019-01-01", "0000-01-01"})
    CHECK_FALSE(Date::parse(text));
  CHECK(Date::parse("2020-02-29")->days_since_1970() == 18321);
}
