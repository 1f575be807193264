#include "server/vintage_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sojourn::server {
std::shared_ptr<const model::VintageLink> VintageLinks::get(const model::Vintage& from,
                                                            const model::Vintage& to, int level) {
  const auto key = fmt::format("{} {} {}", from.identity(), to.identity(), level);
  std::promise<std::shared_ptr<const model::VintageLink>> made;
  {
    std::unique_lock lock(mutex_);
    const auto known = std::ranges::find(entries_, key, &Entry::key);
    if (known != entries_.end()) {
      entries_.splice(entries_.begin(), entries_, known);
      const auto link = known->link;
      lock.unlock();
      return link.get();
    }
    entries_.push_front({key, made.get_future().share()});
    if (entries_.size() > most_) entries_.pop_back();
  }
  try {
    auto link = std::make_shared<const model::VintageLink>(
        model::VintageLink::by_overlap(*from.boundaries, to.boundaries, level));
    made.set_value(link);
    return link;
  } catch (...) {
    made.set_exception(std::current_exception());
    forget(key);
    throw;
  }
}

/// What could not be made is tried again by the next who asks.
void VintageLinks::forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const Entry& entry) { return entry.key == key; });
}

std::size_t VintageLinks::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace sojourn::server
