#include "server/vintage_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sojourn::server {
namespace {

std::string key_of(const model::Vintage& from, const model::Vintage& to, int level) {
  return fmt::format("{} {} {}", from.identity(), to.identity(), level);
}

}  // namespace

VintageLinks::Link VintageLinks::find(const model::Vintage& from, const model::Vintage& to, int level) {
  if (from.identity() == to.identity())
    return std::make_shared<const model::VintageLink>(to.boundaries, level, geo::Crosswalk());
  return find(key_of(from, to, level));
}

VintageLinks::Link VintageLinks::get(const model::Vintage& from, const model::Vintage& to, int level) {
  if (auto known = find(from, to, level)) return known;
  const std::lock_guard one_at_a_time(making_);
  auto key = key_of(from, to, level);
  // Another may have made it while this one waited for its turn.
  if (auto known = find(key)) return known;
  auto link = std::make_shared<const model::VintageLink>(make_(*from.boundaries, to.boundaries, level));
  keep({std::move(key), link, link->memory_bytes()});
  return link;
}

VintageLinks::Link VintageLinks::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto known = std::ranges::find(entries_, key, &Entry::key);
  if (known == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, known);
  return known->link;
}

void VintageLinks::keep(Entry entry) {
  const std::lock_guard lock(mutex_);
  bytes_ += entry.bytes;
  entries_.push_front(std::move(entry));
  while (entries_.size() > 1 && (entries_.size() > most_ || bytes_ > most_bytes_)) {
    bytes_ -= entries_.back().bytes;
    entries_.pop_back();
  }
}

void VintageLinks::tidy() {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [this](const Entry& entry) {
    const bool gone = entry.link.use_count() == 1 && entry.link->boundaries.use_count() == 1;
    if (gone) bytes_ -= entry.bytes;
    return gone;
  });
}

VintageLinks::Held VintageLinks::held() const {
  const std::lock_guard lock(mutex_);
  return {entries_.size(), bytes_};
}

}  // namespace sojourn::server
