#include "model/date.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace sojourn::model {
namespace {
std::chrono::year_month_day civil(std::int32_t days) {
  return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{days}}};
}

template <typename Number>
bool parse_digits(std::string_view text, Number& value) {
  for (const char c : text)
    if (c < '0' || c > '9') return false;
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc{};
}
}  // namespace

std::optional<Date> Date::make(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day value{std::chrono::year{year}, std::chrono::month{month},
                                          std::chrono::day{day}};
  if (year < 1 || year > 9999 || !value.ok()) return std::nullopt;
  return Date(static_cast<std::int32_t>(std::chrono::sys_days{value}.time_since_epoch().count()));
}

std::optional<Date> Date::parse(std::string_view text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !parse_digits(text.substr(0, 4), year) ||
      !parse_digits(text.substr(5, 2), month) || !parse_digits(text.substr(8, 2), day))
    return std::nullopt;
  return make(year, month, day);
}

Date Date::today() {
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return Date(static_cast<std::int32_t>(now.time_since_epoch().count()));
}

int Date::year() const {
  return static_cast<int>(civil(days_).year());
}
unsigned Date::month() const {
  return static_cast<unsigned>(civil(days_).month());
}
unsigned Date::day() const {
  return static_cast<unsigned>(civil(days_).day());
}
std::string Date::to_string() const {
  return fmt::format("{:04}-{:02}-{:02}", year(), month(), day());
}

}  // namespace sojourn::model
