/// When a round was collected, from all that says so.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "ingest/dates.hpp"
#include "model/date.hpp"

namespace sojourn::ingest {

/// How many rows were assessed on each day (days since 1970).
using DayCounts = std::map<std::int32_t, std::int64_t>;

/// No round takes longer from its middle to its end; a date further off is mistyped.
inline constexpr std::int32_t longest_collection_days = 180;

struct Period {
  model::Date first;
  model::Date last;
};

/// What may say it, the surest last.
struct PeriodSources {
  DayCounts assessed;                     ///< dates of the rows
  std::optional<DateSpan> titled;         ///< outside the table
  std::optional<model::Date> first_said;  ///< in columns of their own
  std::optional<model::Date> last_said;
  std::optional<model::Date> first_given;  ///< by the user
  std::optional<model::Date> last_given;
};

/// Nothing if nobody says it.
std::optional<Period> find_period(const PeriodSources& sources);

}  // namespace sojourn::ingest
