/// All paths of the server, in one table.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/context.hpp"
#include "server/metrics.hpp"

namespace sojourn::server {

using Handler = Answer (*)(const Request&, const Context&, Captures);

struct Match {
  Route route = Route::unknown;
  Handler handler = nullptr;
  bool needs_editions = false;  ///< cannot be answered before editions have been loaded
  std::vector<std::string> captures;
};

/// Nothing for a path that is none of ours. A final slash does not matter.
std::optional<Match> match_route(const std::vector<std::string>& path);

}  // namespace sojourn::server
