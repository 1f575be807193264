#include "server/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sojourn::server {
namespace {

void write_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                  std::int64_t value) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type,
                 value);
}

}  // namespace

std::string_view to_string(Route route) {
  constexpr std::array<std::string_view, route_count> names = {
      "unknown", "page", "landing",  "conformance", "collections", "collection", "queryables", "items",
      "item",    "tile", "tilejson", "analysis",    "operations",  "health",     "metrics",    "export"};
  return names.at(static_cast<std::size_t>(route));
}

void Metrics::count_response(Route route, int status, std::uint64_t bytes,
                             std::chrono::nanoseconds duration) {
  auto& counters = routes_[static_cast<std::size_t>(route)];
  // The last place is for any other status.
  const auto place = std::find(statuses.begin(), statuses.end() - 1, status) - statuses.begin();
  counters.responses[static_cast<std::size_t>(place)].fetch_add(1, std::memory_order_relaxed);
  const auto seconds = std::chrono::duration<double>(duration).count();
  const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
  counters.durations[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  counters.nanoseconds.fetch_add(static_cast<std::uint64_t>(duration.count()), std::memory_order_relaxed);
  bytes_.fetch_add(bytes, std::memory_order_relaxed);
}

std::string Metrics::text() const {
  std::string out;
  auto to = std::back_inserter(out);
  fmt::format_to(to,
                 "# HELP sojourn_requests_total Responses by route and status.\n"
                 "# TYPE sojourn_requests_total counter\n");
  for (std::size_t route = 0; route < route_count; ++route)
    for (std::size_t i = 0; i < statuses.size(); ++i)
      if (const auto count = routes_[route].responses[i].load(); count > 0)
        fmt::format_to(to, "sojourn_requests_total{{route=\"{}\",status=\"{}\"}} {}\n",
                       to_string(static_cast<Route>(route)), statuses[i], count);

  fmt::format_to(to,
                 "# HELP sojourn_request_seconds From the whole request to the whole response.\n"
                 "# TYPE sojourn_request_seconds histogram\n");
  for (std::size_t route = 0; route < route_count; ++route) {
    const auto name = to_string(static_cast<Route>(route));
    std::uint64_t below = 0;
    for (const auto& bucket : routes_[route].durations) below += bucket.load();
    if (below == 0) continue;
    below = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      below += routes_[route].durations[i].load();
      fmt::format_to(to, "sojourn_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", name, bounds[i],
                     below);
    }
    below += routes_[route].durations.back().load();
    fmt::format_to(to, "sojourn_request_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", name, below);
    fmt::format_to(to, "sojourn_request_seconds_sum{{route=\"{}\"}} {}\n", name,
                   static_cast<double>(routes_[route].nanoseconds.load()) / 1e9);
    fmt::format_to(to, "sojourn_request_seconds_count{{route=\"{}\"}} {}\n", name, below);
  }

  const auto counter = [&](std::string_view name, std::string_view help,
                           const std::atomic<std::uint64_t>& value) {
    write_metric(out, name, "counter", help, static_cast<std::int64_t>(value.load()));
  };
  counter("sojourn_response_bytes_total", "Bytes of bodies sent.", bytes_);
  counter("sojourn_connections_total", "Connections accepted.", connections_accepted_);
  counter("sojourn_connections_refused_total", "Connections over a limit.", connections_refused_);
  counter("sojourn_cache_hits_total", "Bodies and 304s that needed no work.", cache_hits_);
  counter("sojourn_cache_misses_total", "Bodies that had to be made or encoded.", cache_misses_);
  counter("sojourn_renderings_total", "Bodies made of data; other encodings are made of these.", renderings_);
  counter("sojourn_shed_total", "Requests answered with 503 because too much was waiting.", shed_);
  counter("sojourn_tiles_degraded_total", "Tiles made with less detail, to keep within their budget.",
          tiles_degraded_);
  counter("sojourn_tiles_over_budget_total", "Tiles over their budget at the least detail there is.",
          tiles_over_budget_);
  counter("sojourn_exports_total", "Files made for exports over HTTP.", exports_);
  counter("sojourn_tls_handshakes_failed_total", "Connections that did not become TLS connections.",
          failed_handshakes_);
  const auto memory = memory_();
  write_metric(out, "sojourn_body_bytes", "gauge", "Bytes of bodies being made or sent, without the cache's.",
               memory.bodies);
  write_metric(out, "sojourn_cache_bytes", "gauge", "Bytes of the cache of bodies.",
               static_cast<std::int64_t>(memory.cache));
  write_metric(out, "sojourn_export_bytes", "gauge", "Bytes on disk of exports made or being made.",
               memory.exports);
  write_metric(out, "sojourn_connections_open", "gauge", "Connections open now.", open_connections_);
  write_metric(out, "sojourn_requests_in_flight", "gauge", "Requests being answered now.", in_flight_);
  return out;
}

}  // namespace sojourn::server
