/// Bodies made before, bounded by bytes, and the entity tags of more of them.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/negotiation.hpp"
#include "server/response.hpp"

namespace sojourn::server {

/// What is known of a body in all encodings.
struct KnownTag {
  std::uint64_t fingerprint = 0;
  bool compressible = false;  ///< else it is only ever sent as it is
};

/// Keys name everything that determines the bytes, so entries never become wrong; what is no longer asked for
/// falls out. Safe to use from any thread.
class ResponseCache {
 public:
  /// A body of more than a sixteenth of the bytes is not kept.
  ResponseCache(std::size_t most_bytes, std::size_t most_tags);

  SharedResponse find(const std::string& key, Encoding encoding);
  void put(const std::string& key, Encoding encoding, SharedResponse response);
  /// The tag of what `key` stood for, also after its bodies fell out.
  std::optional<KnownTag> find_tag(const std::string& key);
  void put_tag(const std::string& key, const KnownTag& tag);
  std::size_t bytes() const;

  /// Is told by how many bytes the bodies that are held here become more or less.
  void on_change(std::function<void(std::int64_t)> tell) { tell_ = std::move(tell); }

 private:
  /// One body in the encodings that were asked for.
  struct Entry {
    std::string key;
    std::array<SharedResponse, encoding_count> responses;
    std::size_t bytes = 0;   ///< with what keeping it costs
    std::size_t bodies = 0;  ///< of the bodies alone
  };
  /// 128 bits of XXH3 of a key, so that what is known of it takes the same room however long it is.
  struct KeyHash {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const KeyHash&) const = default;
  };
  struct OfKeyHash {
    std::size_t operator()(const KeyHash& key) const { return key.low; }
  };
  struct Tag {
    KeyHash key;
    KnownTag tag;
  };
  /// Most recently used first.
  template <typename Item, typename Key, typename Hash = std::hash<Key>>
  struct Recent {
    std::list<Item> items;
    std::unordered_map<Key, typename std::list<Item>::iterator, Hash> places;
  };
  /// Locks are held for a look-up only; several of them so that cores seldom meet.
  struct Shard {
    mutable std::mutex mutex;
    Recent<Entry, std::string_view> entries;
    Recent<Tag, KeyHash, OfKeyHash> tags;
    std::size_t bytes = 0;
  };
  static constexpr std::size_t shard_count = 16;

  void make_room(Shard& shard);
  static KeyHash hash_of(const std::string& key);
  Shard& shard_of(const std::string& key) { return shards_[std::hash<std::string>()(key) % shard_count]; }

  const std::size_t most_bytes_;
  const std::size_t most_tags_;
  std::array<Shard, shard_count> shards_;
  std::function<void(std::int64_t)> tell_ = [](std::int64_t) {};
};

}  // namespace sojourn::server
