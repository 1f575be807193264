/// What is known of the round before, to compare a new one with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/round.hpp"

namespace sojourn::model {

struct PreviousLocation {
  std::string id;
  std::string name;   ///< empty: none
  std::string pcode;  ///< of the deepest area known, in that round's boundaries
  std::optional<std::int64_t> individuals;
};

/// The round of the same operation and method with the highest number below the new one's.
struct PreviousRound {
  RoundKey key;
  Date period_end = Date::from_days(0);
  std::vector<PreviousLocation> locations;
};

}  // namespace sojourn::model
