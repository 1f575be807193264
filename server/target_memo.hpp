/// What requests for the same target came to before, so that most of them need not be understood again.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "model/date.hpp"
#include "server/delivery.hpp"
#include "server/metrics.hpp"
#include "server/request.hpp"
#include "server/snapshot.hpp"

namespace sojourn::server {

/// A target means the same as long as the snapshot, the day, and the fields that handlers read are the same.
/// Only names of renditions are remembered, neither bodies nor rounds. Safe to use from any thread.
class TargetMemo {
 public:
  struct Meaning {
    Route route = Route::unknown;
    RenditionName name;
  };
  /// When a request is understood.
  struct Moment {
    std::uint64_t snapshot = 0;  ///< its version
    model::Date today;
    bool operator==(const Moment&) const = default;
  };

  /// Null if the target was not asked for lately, or is so long that remembering it would cost too much.
  std::shared_ptr<const Meaning> find(const Request& request, const Moment& moment);
  void put(const Request& request, const Moment& moment, Meaning meaning);

 private:
  static constexpr std::size_t shard_count = 16;
  static constexpr std::size_t most_in_shard = 1024;
  static constexpr std::size_t most_bytes_of_one = 2048;
  struct Shard {
    std::mutex mutex;
    std::optional<Moment> moment;
    std::unordered_map<std::string, std::shared_ptr<const Meaning>> meanings;
  };
  Shard& shard_of(const std::string& key) { return shards_[std::hash<std::string>()(key) % shard_count]; }

  std::array<Shard, shard_count> shards_;
};

}  // namespace sojourn::server
