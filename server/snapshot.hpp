/// What is public at one moment, as requests see it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "model/edition.hpp"
#include "server/content_identity.hpp"
#include "server/tiles_request.hpp"

namespace sojourn::server {

struct LoadedOperation {
  /// Another number for each content that this process ever served of the operation.
  std::uint64_t generation = 0;
  double load_seconds = 0;
  std::map<std::string_view, std::size_t> memory_bytes;  ///< see memory_of
};

/// A round as it is served. One that a later edition shares keeps both.
struct ServedRound {
  std::string identity;  ///< of its content, see ContentIdentities; in cache keys and entity tags
  std::string since;     ///< when it was published: RFC 3339, UTC
};

struct Snapshot {
  std::uint64_t version = 0;  ///< another one for each that is served; 0: nothing was served yet
  std::shared_ptr<const model::Published> published = std::make_shared<const model::Published>();
  std::map<std::string, LoadedOperation, std::less<>> loaded;  ///< for each of `published`
  std::string changed_at;                                      ///< RFC 3339, UTC
  /// For each round of `published`.
  std::unordered_map<const model::RoundData*, ServedRound> rounds;
  /// Of these rounds, so no other snapshot's.
  std::unique_ptr<TilesRequests> tiles_requests = std::make_unique<TilesRequests>();
  bool ready = false;  ///< editions have been loaded once
};

/// Readers copy a pointer under a mutex, held for nothing else: one request, one truth.
class SnapshotHolder {
 public:
  std::shared_ptr<const Snapshot> get() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  void set(std::shared_ptr<const Snapshot> snapshot) {
    const std::lock_guard lock(mutex_);
    current_.swap(snapshot);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> current_ = std::make_shared<const Snapshot>();
};

/// When a round was published; empty where nobody knows.
using PublishedAt = std::function<std::string(const model::RoundKey&)>;

/// Fills in `rounds` from `published`: rounds that `before` served too keep what they had. Where nobody knows
/// when a round was published, `changed_at` counts.
void identify_rounds(Snapshot& snapshot, const Snapshot& before, ContentIdentities& identities,
                     const PublishedAt& published_at);

/// Memory of an edition's blocks by collection, and of the counts of origin by place as "flows"; without the
/// boundaries, which it shares with others.
std::map<std::string_view, std::size_t> memory_of(const model::Edition& edition);

}  // namespace sojourn::server
