/// The round and the area that a question about one area is put to.
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

/// Of the parameter `area`, a P-code; none: the country. The round is that of the one operation that has the
/// area: people of several operations are never put together. Throws Problem where none has it, or several.
AreaQuestion find_area(const Parameters& parameters, const model::RoundList& rounds);

}  // namespace sojourn::server
