/// What several handlers do with a collection's name and parameters.
#pragma once

#include <string_view>
#include <vector>

#include "model/schema.hpp"
#include "server/context.hpp"
#include "server/parameters.hpp"

namespace sojourn::server {

/// Throws Problem(unknown_collection).
model::Collection require_collection(std::string_view name);

/// The rounds whose rows the collection shows in that state.
model::RoundList rounds_of(model::Collection collection, const model::StateQuery& state,
                           const Context& context);

/// Positions of the fields to show: `properties`, else those of `standard`.
std::vector<std::size_t> chosen_fields(model::Collection collection, const Parameters& parameters,
                                       const std::vector<std::size_t>& standard);

/// "0,3,7" for cache keys.
std::string fields_key(const std::vector<std::size_t>& fields);

}  // namespace sojourn::server
