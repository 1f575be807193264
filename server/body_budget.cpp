#include "server/body_budget.hpp"

#include <utility>

namespace sojourn::server {

bool BodyBudget::grow(std::int64_t by) {
  // Added first and taken back if it was too much: two that come at once cannot both take the last room.
  const auto used = used_.fetch_add(by) + by;
  if (by <= 0 || used - cached_ <= most_) return true;
  used_ -= by;
  return false;
}

std::optional<BodyBudget::Share> BodyBudget::take(std::size_t bytes) {
  const auto wanted = static_cast<std::int64_t>(bytes);
  return grow(wanted) ? std::optional(Share(*this, wanted)) : std::nullopt;
}

bool BodyBudget::Share::resize(std::size_t bytes) {
  const auto wanted = static_cast<std::int64_t>(bytes);
  if (!budget_->grow(wanted - bytes_)) return false;
  bytes_ = wanted;
  return true;
}

std::shared_ptr<const std::string> counted_body(std::string bytes, BodyBudget::Share share) {
  struct Counted {
    std::string bytes;
    BodyBudget::Share share;
  };
  auto counted = std::make_shared<Counted>(Counted{std::move(bytes), std::move(share)});
  const auto* content = &counted->bytes;
  return {std::move(counted), content};
}

}  // namespace sojourn::server
