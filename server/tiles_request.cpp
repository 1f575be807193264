#include "server/tiles_request.hpp"

namespace sojourn::server {

TilesRequests::Shared TilesRequests::find(const std::string& query, const model::Date& today) {
  const std::lock_guard lock(mutex_);
  if (today_ != today) return nullptr;
  const auto found = known_.find(query);
  return found == known_.end() ? nullptr : found->second;
}

void TilesRequests::put(const std::string& query, const model::Date& today, const Shared& understood) {
  if (query.size() > longest_query) return;
  const std::lock_guard lock(mutex_);
  if (today_ != today || known_.size() >= most) known_.clear();
  today_ = today;
  known_.insert_or_assign(query, understood);
}

}  // namespace sojourn::server
