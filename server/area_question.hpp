/// The one round, and the one area, that a question of analysis is put to.
#pragma once

#include <cstdint>
#include <memory>

#include "model/edition.hpp"
#include "server/parameters.hpp"

namespace sojourn::server {

struct AreaQuestion {
  std::shared_ptr<const model::RoundData> round;
  std::uint32_t area = geo::no_area;
};

/// The one round that was asked for: people of several operations are never put together. Throws Problem
/// where there is none, or several.
std::shared_ptr<const model::RoundData> only_round(const model::RoundList& rounds);

/// Of the parameter `area`, a P-code; none: the country. The round is that of the one operation that has the
/// area: people of several operations are never put together. Throws Problem where none has it, or several.
AreaQuestion find_area(const Parameters& parameters, const model::RoundList& rounds);

}  // namespace sojourn::server
