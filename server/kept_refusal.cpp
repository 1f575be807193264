#include "server/kept_refusal.hpp"

#include <utility>

namespace sojourn::server {

SharedResponse keep_refusal(ResponseCache& cache, BodyBudget& budget, const std::string& key,
                            Response response) {
  auto share = budget.take(response.body->size());
  const bool has_room = share.has_value();
  if (has_room) response.body = counted_body(std::string(*response.body), std::move(*share));
  auto shared = std::make_shared<const Response>(std::move(response));
  if (has_room) cache.put(key, Encoding::identity, shared);
  return shared;
}

}  // namespace sojourn::server
