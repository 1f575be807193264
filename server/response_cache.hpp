/// Bodies made before, bounded by bytes, and the entity tags of more of them.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/response.hpp"

namespace sojourn::server {

/// Keys name everything that determines the bytes, so entries never become wrong; what is no longer asked for
/// falls out. Safe to use from any thread.
class ResponseCache {
 public:
  /// A body of more than a sixteenth of the bytes is not kept.
  ResponseCache(std::size_t most_bytes, std::size_t most_tags);

  std::shared_ptr<const Response> find(const std::string& key);
  void put(const std::string& key, std::shared_ptr<const Response> response);
  /// The entity tag of what `key` stood for, also after its body fell out.
  std::optional<std::string> find_tag(const std::string& key);
  std::size_t bytes() const;

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Response> response;
    std::size_t bytes = 0;
  };
  struct Tag {
    std::string key;
    std::string tag;
  };
  /// Most recently used first.
  template <typename Item>
  struct Recent {
    std::list<Item> items;
    std::unordered_map<std::string_view, typename std::list<Item>::iterator> places;
  };
  /// Locks are held for a look-up only; several of them so that cores seldom meet.
  struct Shard {
    mutable std::mutex mutex;
    Recent<Entry> entries;
    Recent<Tag> tags;
    std::size_t bytes = 0;
  };
  static constexpr std::size_t shard_count = 16;

  Shard& shard_of(const std::string& key) { return shards_[std::hash<std::string>()(key) % shard_count]; }

  const std::size_t most_bytes_;
  const std::size_t most_tags_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace sojourn::server
