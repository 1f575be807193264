#include "server/routes.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "server/handlers.hpp"

namespace sojourn::server {
namespace {

struct Entry {
  std::string_view pattern;  ///< `*` takes one segment
  Route route;
  Handler handler;
  bool needs_editions;
};

constexpr std::array table = {
    Entry{"/ogc", Route::landing, get_landing_page, false},
    Entry{"/ogc/conformance", Route::conformance, get_conformance, false},
    Entry{"/ogc/collections", Route::collections, get_collections, true},
    Entry{"/ogc/collections/*", Route::collection, get_collection, true},
    Entry{"/ogc/collections/*/queryables", Route::queryables, get_queryables, false},
    Entry{"/ogc/collections/*/items", Route::items, get_items, true},
    Entry{"/ogc/collections/*/items/*", Route::item, get_item, true},
    Entry{"/ogc/collections/*/export", Route::archive, get_export, true},
    Entry{"/ogc/collections/*/tiles/WebMercatorQuad/*/*/*", Route::tile, get_ogc_tile, true},
    Entry{"/tiles/*/*/*/*", Route::tile, get_map_tile, true},
    Entry{"/tiles/*", Route::tilejson, get_tilejson, true},
    Entry{"/analysis/origins", Route::analysis, get_origins, true},
    Entry{"/analysis/destinations", Route::analysis, get_destinations, true},
    Entry{"/analysis/areas", Route::analysis, get_areas, true},
    Entry{"/analysis/secondary", Route::analysis, get_secondary, true},
    Entry{"/api/operations", Route::operations, get_operations, true},
    Entry{"/health/live", Route::health, get_health_live, false},
    Entry{"/health/ready", Route::health, get_health_ready, false},
    Entry{"/metrics", Route::metrics, get_metrics, false},
};

std::optional<std::vector<std::string>> match(std::string_view pattern, std::span<const std::string> path) {
  std::vector<std::string> captures;
  for (const auto& segment : path) {
    if (!pattern.starts_with('/')) return std::nullopt;
    pattern.remove_prefix(1);
    const auto end = std::min(pattern.find('/'), pattern.size());
    const auto wanted = pattern.substr(0, end);
    pattern.remove_prefix(end);
    if (wanted == "*")
      captures.push_back(segment);
    else if (wanted != segment)
      return std::nullopt;
  }
  return pattern.empty() ? std::optional(std::move(captures)) : std::nullopt;
}

}  // namespace

std::optional<Match> match_route(const std::vector<std::string>& path) {
  std::span<const std::string> segments(path);
  if (segments.empty()) return std::nullopt;
  if (segments.back().empty()) segments = segments.first(segments.size() - 1);
  for (const auto& entry : table)
    if (auto captures = match(entry.pattern, segments))
      return Match{entry.route, entry.handler, entry.needs_editions, std::move(*captures)};
  return std::nullopt;
}

}  // namespace sojourn::server
