#include "demo/round_dates.hpp"

namespace sojourn::demo {
namespace {

constexpr std::int32_t days_between_rounds = 63;
constexpr std::int32_t last_day = 20'422;     // 30 November 2025 since 1970
constexpr std::int32_t flood_permille = 230;  // of the time from the first round to the last

}  // namespace

model::Date round_start(int number, int rounds) {
  return model::Date::from_days(round_end(number, rounds).days_since_1970() - days_of_round + 1);
}

model::Date round_end(int number, int rounds) {
  return model::Date::from_days(last_day - days_between_rounds * (rounds - number));
}

model::Date flood_day(int rounds) {
  const auto first = round_end(1, rounds).days_since_1970();
  return model::Date::from_days(first + (last_day - first) * flood_permille / 1000);
}

model::Date conflict_day(int rounds) {
  return model::Date::from_days(round_start(1, rounds).days_since_1970() - 400);
}

}  // namespace sojourn::demo
