#include "ingest/round_period.hpp"

#include <algorithm>
#include <cstdlib>

namespace sojourn::ingest {
namespace {

// The days without those far from the middle one: a mistyped year must not stretch the round.
std::optional<Period> collected(const DayCounts& days) {
  std::int64_t rows = 0;
  for (const auto& [day, count] : days) rows += count;
  std::int64_t passed = 0;
  std::optional<std::int32_t> middle;
  for (const auto& [day, count] : days) {
    passed += count;
    if (!middle && passed * 2 >= rows) middle = day;
  }
  std::optional<Period> period;
  for (const auto& [day, count] : days) {
    if (std::abs(day - *middle) > longest_collection_days) continue;
    const auto date = model::Date::from_days(day);
    if (!period) period = Period{date, date};
    period->last = date;
  }
  return period;
}

}  // namespace

std::optional<Period> find_period(const PeriodSources& sources) {
  auto first = sources.first_said;
  auto last = sources.last_said;
  const auto rows = collected(sources.assessed);
  if (!last && sources.titled) {
    first = sources.titled->first;
    last = sources.titled->last;
  }
  if (!last && rows) {
    first = rows->first;
    last = rows->last;
  }
  // Dates of collection before the date of the report say where the period begins.
  if (last && !first && rows && rows->first <= *last &&
      last->days_since_1970() - rows->first.days_since_1970() <= 2 * longest_collection_days)
    first = rows->first;
  if (sources.first_given) first = sources.first_given;
  if (sources.last_given) last = sources.last_given;
  if (!last) last = first;
  if (!last) return std::nullopt;
  return Period{first && *first <= *last ? *first : *last, *last};
}

}  // namespace sojourn::ingest
