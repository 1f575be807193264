/// Counters of what the server does, as Prometheus text.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace sojourn::server {

/// The kinds of request that are counted apart.
enum class Route : std::uint8_t {
  unknown,
  page,
  landing,
  conformance,
  collections,
  collection,
  queryables,
  items,
  item,
  tile,
  tilejson,
  analysis,
  operations,
  health,
  metrics,
  archive,
};
inline constexpr std::size_t route_count = 16;
std::string_view to_string(Route route);

/// Safe to use from any thread.
class Metrics {
 public:
  void count_response(Route route, int status, std::uint64_t bytes, std::chrono::nanoseconds duration);
  void count_connection(bool accepted) { (accepted ? connections_accepted_ : connections_refused_) += 1; }
  void count_cache(bool hit) { (hit ? cache_hits_ : cache_misses_) += 1; }
  void count_rendering() { renderings_ += 1; }
  void count_shed() { shed_ += 1; }
  /// A tile that shows less than it should, or is over its budget all the same.
  void count_degraded_tile(bool over_budget) { (over_budget ? tiles_over_budget_ : tiles_degraded_) += 1; }
  void count_export() { exports_ += 1; }
  void count_failed_handshake() { failed_handshakes_ += 1; }
  void change_open_connections(int by) { open_connections_ += by; }
  void change_in_flight(int by) { in_flight_ += by; }
  std::int64_t open_connections() const { return open_connections_; }
  std::int64_t in_flight() const { return in_flight_; }

  struct Memory {
    std::int64_t bodies = 0;  ///< made or on their way to clients
    std::size_t cache = 0;
    std::int64_t exports = 0;  ///< on disk
  };
  /// Who knows; asked whenever `text` is called. Before threads start.
  void watch_memory(std::function<Memory()> ask) { memory_ = std::move(ask); }

  /// Exposition format 0.0.4.
  std::string text() const;

 private:
  static constexpr std::array<double, 12> bounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                    0.01,   0.025,   0.1,    0.25,  1,      5};
  static constexpr std::array<int, 19> statuses = {200, 204, 206, 303, 304, 400, 404, 405, 406, 408,
                                                   412, 413, 416, 422, 431, 500, 503, 505, 0};
  struct PerRoute {
    std::array<std::atomic<std::uint64_t>, statuses.size()> responses{};
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> durations{};
    std::atomic<std::uint64_t> nanoseconds{0};
  };

  std::array<PerRoute, route_count> routes_;
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> connections_accepted_{0};
  std::atomic<std::uint64_t> connections_refused_{0};
  std::atomic<std::uint64_t> cache_hits_{0};
  std::atomic<std::uint64_t> cache_misses_{0};
  std::atomic<std::uint64_t> renderings_{0};
  std::atomic<std::uint64_t> shed_{0};
  std::atomic<std::uint64_t> tiles_degraded_{0};
  std::atomic<std::uint64_t> tiles_over_budget_{0};
  std::atomic<std::uint64_t> exports_{0};
  std::atomic<std::uint64_t> failed_handshakes_{0};
  std::function<Memory()> memory_ = [] { return Memory{}; };
  std::atomic<std::int64_t> open_connections_{0};
  std::atomic<std::int64_t> in_flight_{0};
};

}  // namespace sojourn::server
