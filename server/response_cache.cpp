#include "server/response_cache.hpp"

#include <xxhash.h>

namespace sojourn::server {
namespace {

/// Of a response beside its bytes: fields, its 304, pointers, places in lists.
constexpr std::size_t cost_of_keeping = 2048;

/// Moves the item to the front and returns it; null if it is not there.
template <typename Recent, typename Key>
auto* touch(Recent& recent, const Key& key) {
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

SharedResponse ResponseCache::find(const std::string& key, Encoding encoding) {
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto* entry = touch(shard.entries, key);
  return entry ? entry->responses[static_cast<std::size_t>(encoding)] : nullptr;
}

void ResponseCache::put(const std::string& key, Encoding encoding, SharedResponse response) {
  const auto body = response->body_view().size();
  const auto bytes = body + (response->head ? response->head->size() : 0) + cost_of_keeping;
  if (bytes + 2 * key.size() > most_bytes_) return;
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  auto* entry = touch(shard.entries, key);
  if (!entry) {
    push(shard.entries, Entry{key, {}, 2 * key.size(), 0});
    entry = &shard.entries.items.front();
    shard.bytes += entry->bytes;
  }
  auto& place = entry->responses[static_cast<std::size_t>(encoding)];
  if (place) return;
  place = std::move(response);
  entry->bytes += bytes;
  entry->bodies += body;
  shard.bytes += bytes;
  tell_(static_cast<std::int64_t>(body));
  make_room(shard);
}

/// Under the shard's mutex.
void ResponseCache::make_room(Shard& shard) {
  while (shard.bytes > most_bytes_) {
    const auto& oldest = shard.entries.items.back();
    shard.bytes -= oldest.bytes;
    tell_(-static_cast<std::int64_t>(oldest.bodies));
    drop_oldest(shard.entries);
  }
}

ResponseCache::KeyHash ResponseCache::hash_of(const std::string& key) {
  const auto hash = XXH3_128bits(key.data(), key.size());
  return {hash.low64, hash.high64};
}

std::optional<KnownTag> ResponseCache::find_tag(const std::string& key) {
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto* tag = touch(shard.tags, hash_of(key));
  return tag ? std::optional(tag->tag) : std::nullopt;
}

void ResponseCache::put_tag(const std::string& key, const KnownTag& tag) {
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto hash = hash_of(key);
  if (touch(shard.tags, hash)) return;
  push(shard.tags, Tag{hash, tag});
  while (shard.tags.items.size() > most_tags_) drop_oldest(shard.tags);
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
