/// How many connections there are, in all and for each client.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace sojourn::server {

/// Shared by all cores.
class ConnectionLimits {
 public:
  enum class Verdict : std::uint8_t {
    welcome,
    told_off,  ///< over a limit: gets a 503
    dropped,   ///< far over it: closed without a word
  };

  ConnectionLimits(std::int64_t total, std::int64_t per_client)
      : most_(total), most_per_client_(per_client) {}
  Verdict enter(const std::string& client);
  /// For each connection that was not dropped.
  void leave(const std::string& client);

 private:
  static constexpr std::int64_t told_off_at_once = 64;
  const std::int64_t most_;
  const std::int64_t most_per_client_;
  std::mutex mutex_;
  std::int64_t open_ = 0;
  std::unordered_map<std::string, std::int64_t> open_of_client_;
};

}  // namespace sojourn::server
