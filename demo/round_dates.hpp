/// When things happen.
#pragma once

#include "model/date.hpp"

namespace sojourn::demo {

/// Days of a round's collection: three weeks. Rounds follow each other every nine weeks, the last of `rounds`
/// ends on 30 November 2025.
inline constexpr int days_of_round = 21;
model::Date round_start(int number, int rounds);
model::Date round_end(int number, int rounds);

/// The day on which the river rose.
model::Date flood_day(int rounds);
/// The day on which the fighting began, before the first round.
model::Date conflict_day(int rounds);

}  // namespace sojourn::demo
