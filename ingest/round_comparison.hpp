/// Is the new round likely, seen from the round before? Rules on plausibility, identity and coverage.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "geo/boundary_set.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/known_locations.hpp"
#include "ingest/previous_round.hpp"
#include "ingest/source_table.hpp"

namespace sojourn::ingest {

/// The new round, as far as it is compared.
struct ComparedRound {
  const model::Round& round;
  const geo::BoundarySet& boundaries;
  const KnownLocations& locations;
  const SourceTable& table;  ///< where their rows stand
  std::function<std::string(std::uint32_t)> name_of;
};

/// Areas of the round before that these boundaries do not know are not compared.
void compare_rounds(const model::PreviousRound& before, const ComparedRound& now, FindingLog& log);

}  // namespace sojourn::ingest
