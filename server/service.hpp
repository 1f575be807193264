/// What stands between the wire and the answers: the listener calls a Service and
/// knows nothing of routes, the service knows nothing of sockets.
#pragma once

#include <functional>
#include <variant>

#include "server/metrics.hpp"
#include "server/request.hpp"
#include "server/response.hpp"

namespace sojourn::server {

using Done = std::function<void(SharedResponse)>;
/// Work that calls Done exactly once, at once or later, from any thread.
using Deferred = std::function<void(Done)>;

struct Reply {
  Route route = Route::unknown;
  std::variant<SharedResponse, Deferred> answer;
};

class Service {
 public:
  virtual ~Service() = default;
  /// Called from all I/O threads at once; must not block and must not throw.
  virtual Reply respond(const Request& request) = 0;
  /// The time for requests under way is over: whoever still makes something for one is to end soon.
  virtual void give_up() {}
  /// A response has been sent, or the client has gone.
  virtual void sent(const Request& request, Route route, int status, std::uint64_t bytes,
                    std::chrono::nanoseconds duration) = 0;
};

}  // namespace sojourn::server
