#include "server/response_cache.hpp"

namespace sojourn::server {
namespace {

/// Moves the item to the front and returns it; null if it is not there.
template <typename Recent>
auto* touch(Recent& recent, const std::string& key) {
  const auto found = recent.places.find(key);
  if (found == recent.places.end()) return static_cast<decltype(&recent.items.front())>(nullptr);
  recent.items.splice(recent.items.begin(), recent.items, found->second);
  return &recent.items.front();
}

template <typename Recent, typename Item>
void push(Recent& recent, Item item) {
  recent.items.push_front(std::move(item));
  recent.places.emplace(recent.items.front().key, recent.items.begin());
}

template <typename Recent>
void drop_oldest(Recent& recent) {
  recent.places.erase(recent.items.back().key);
  recent.items.pop_back();
}

}  // namespace

ResponseCache::ResponseCache(std::size_t most_bytes, std::size_t most_tags)
    : most_bytes_(most_bytes / shard_count), most_tags_(most_tags / shard_count) {}

std::shared_ptr<const Response> ResponseCache::find(const std::string& key) {
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto* entry = touch(shard.entries, key);
  return entry ? entry->response : nullptr;
}

void ResponseCache::put(const std::string& key, std::shared_ptr<const Response> response) {
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto tag = response->headers.find("ETag");
  if (tag && !touch(shard.tags, key)) {
    push(shard.tags, Tag{key, std::string(*tag)});
    while (shard.tags.items.size() > most_tags_) drop_oldest(shard.tags);
  }
  const auto bytes = response->body_size() + 2 * key.size() + 512;
  if (bytes > most_bytes_ || touch(shard.entries, key)) return;
  push(shard.entries, Entry{key, std::move(response), bytes});
  shard.bytes += bytes;
  while (shard.bytes > most_bytes_) {
    shard.bytes -= shard.entries.items.back().bytes;
    drop_oldest(shard.entries);
  }
}

std::optional<std::string> ResponseCache::find_tag(const std::string& key) {
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto* tag = touch(shard.tags, key);
  return tag ? std::optional(tag->tag) : std::nullopt;
}

std::size_t ResponseCache::bytes() const {
  std::size_t sum = 0;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    sum += shard.bytes;
  }
  return sum;
}

}  // namespace sojourn::server
