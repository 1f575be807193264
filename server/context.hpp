/// Everything that a handler reads besides the request itself.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "export/geometry_text.hpp"
#include "model/date.hpp"
#include "query/selection_cache.hpp"
#include "server/metrics.hpp"
#include "server/rendition.hpp"
#include "server/request.hpp"
#include "server/settings.hpp"
#include "server/snapshot.hpp"
#include "server/vintage_links.hpp"
#include "tiles/prepared_areas.hpp"

namespace sojourn::server {

/// Lives as long as the server; renditions may keep references to it.
struct Resources {
  const Settings& settings;
  Metrics& metrics;
  tiles::PreparedAreas& areas;
  exports::GeometryTexts& texts;
  query::SelectionCache& selections;
  VintageLinks& vintages;
};

struct Context {
  const Resources& resources;
  std::shared_ptr<const Snapshot> snapshot;
  std::string base_url;  ///< without a final slash
  model::Date today;

  const model::Published& published() const { return *snapshot->published; }
};

/// Segments of the path that the route's pattern left open.
using Captures = std::span<const std::string>;

/// What determines a body that shows these rounds and nothing else: their content. Part of its cache key.
/// Publishing other rounds does not change it, and every process that serves the same has the same.
std::string rounds_key(const Snapshot& snapshot, const model::RoundList& rounds);
/// Since when these rounds are what is served (RFC 3339, UTC).
std::string served_since(const Snapshot& snapshot, const model::RoundList& rounds);
/// What determines a body that depends on everything public.
std::string snapshot_key(const Snapshot& snapshot);

/// Public data: clients keep it and ask each time whether it is still true, so that nothing withdrawn or
/// corrected is shown from a cache.
inline constexpr std::string_view data_cache_control = "public, no-cache";

/// A JSON document as a rendition.
Rendition json_rendition(std::string key, std::string_view content_type, std::function<std::string()> make);

}  // namespace sojourn::server
