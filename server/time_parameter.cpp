#include "server/time_parameter.hpp"

#include <algorithm>

namespace sojourn::server {
namespace {

using model::Date;

std::optional<int> digits(std::string_view text, int most) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number <= most ? std::optional(number) : std::nullopt;
}

/// Minutes east of UTC of `Z`, `+hh:mm` or `-hh:mm`.
std::optional<int> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text.substr(1, 2), 23);
  const auto minutes = digits(text.substr(4, 2), 59);
  if (!hours || !minutes) return std::nullopt;
  return (*hours * 60 + *minutes) * (text[0] == '-' ? -1 : 1);
}

/// `hh:mm:ss[.fraction]offset` as minutes of UTC relative to the day's start.
std::optional<int> parse_time_of_day(std::string_view text) {
  if (text.size() < 9 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hours = digits(text.substr(0, 2), 23);
  const auto minutes = digits(text.substr(3, 2), 59);
  const auto seconds = digits(text.substr(6, 2), 60);  // 60: a leap second
  text.remove_prefix(8);
  if (text.starts_with('.')) {
    const auto end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (end == 1) return std::nullopt;
    text.remove_prefix(end);
  }
  const auto offset = parse_offset(text);
  if (!hours || !minutes || !seconds || !offset) return std::nullopt;
  return *hours * 60 + *minutes - *offset;
}

std::optional<Date> parse_moment(std::string_view text) {
  const auto day = Date::parse(text.substr(0, 10));
  if (!day || text.size() == 10) return day;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const auto minutes = parse_time_of_day(text.substr(11));
  if (!minutes) return std::nullopt;
  const int shift = *minutes < 0 ? -1 : *minutes >= 24 * 60 ? 1 : 0;
  return Date::from_days(day->days_since_1970() + shift);
}

bool is_open(std::string_view text) {
  return text.empty() || text == "..";
}

}  // namespace

std::optional<model::TimeRange> parse_datetime(std::string_view text) {
  model::TimeRange range;
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) {
    range.from = range.to = parse_moment(text);
    return range.from ? std::optional(range) : std::nullopt;
  }
  range.instant = false;
  const auto from = text.substr(0, slash);
  const auto to = text.substr(slash + 1);
  if (is_open(from) && is_open(to)) return std::nullopt;
  if (!is_open(from)) range.from = parse_moment(from);
  if (!is_open(to)) range.to = parse_moment(to);
  if ((!is_open(from) && !range.from) || (!is_open(to) && !range.to)) return std::nullopt;
  if (range.from && range.to && *range.to < *range.from) return std::nullopt;
  return range;
}

std::string to_string(const model::TimeRange& range) {
  if (range.instant) return range.from->to_string();
  return (range.from ? range.from->to_string() : "..") + "/" + (range.to ? range.to->to_string() : "..");
}

}  // namespace sojourn::server
