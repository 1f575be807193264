/// Refusals that are as true the next time, such as that there is no such feature.
#pragma once

#include <string>

#include "server/body_budget.hpp"
#include "server/response_cache.hpp"

namespace sojourn::server {

/// The response, also put into the cache, where its body counts as others do.
SharedResponse keep_refusal(ResponseCache& cache, BodyBudget& budget, const std::string& key,
                            Response response);

}  // namespace sojourn::server
