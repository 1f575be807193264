#include "server/connection_limits.hpp"

namespace sojourn::server {

ConnectionLimits::Verdict ConnectionLimits::enter(const std::string& client) {
  const std::lock_guard lock(mutex_);
  const auto known = open_of_client_.find(client);
  const auto of_client = known == open_of_client_.end() ? 0 : known->second;
  if (open_ >= most_ + told_off_at_once || of_client >= most_per_client_ + told_off_at_once)
    return Verdict::dropped;
  ++open_;
  open_of_client_[client] = of_client + 1;
  return open_ > most_ || of_client >= most_per_client_ ? Verdict::told_off : Verdict::welcome;
}

void ConnectionLimits::leave(const std::string& client) {
  const std::lock_guard lock(mutex_);
  --open_;
  const auto found = open_of_client_.find(client);
  if (--found->second == 0) open_of_client_.erase(found);
}

}  // namespace sojourn::server
