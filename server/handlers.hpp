/// One function for each resource: from a request and what is public to an answer.
/// All throw Problem for what the request has wrong.
#pragma once

#include "server/context.hpp"

namespace sojourn::server {

Answer get_landing_page(const Request&, const Context&, Captures);
Answer get_conformance(const Request&, const Context&, Captures);
Answer get_collections(const Request&, const Context&, Captures);
Answer get_collection(const Request&, const Context&, Captures);
/// The fields that filters may name, as JSON Schema (OGC API Features, part 3).
Answer get_queryables(const Request&, const Context&, Captures);

Answer get_items(const Request&, const Context&, Captures);
Answer get_item(const Request&, const Context&, Captures);

/// The collection, or what was chosen of it, as one file.
Answer get_export(const Request&, const Context&, Captures);

/// `/tiles/{collection}/{z}/{x}/{y}.mvt`; an empty tile is 200 without bytes, as map libraries want it.
Answer get_map_tile(const Request&, const Context&, Captures);
/// `…/tiles/WebMercatorQuad/{z}/{row}/{column}`; an empty tile is 204.
Answer get_ogc_tile(const Request&, const Context&, Captures);
Answer get_tilejson(const Request&, const Context&, Captures);

Answer get_origins(const Request&, const Context&, Captures);
Answer get_destinations(const Request&, const Context&, Captures);
/// A round by the areas of any vintage of its country.
Answer get_areas(const Request&, const Context&, Captures);
Answer get_secondary(const Request&, const Context&, Captures);
Answer get_operations(const Request&, const Context&, Captures);

Answer get_health_live(const Request&, const Context&, Captures);
Answer get_health_ready(const Request&, const Context&, Captures);
Answer get_metrics(const Request&, const Context&, Captures);

}  // namespace sojourn::server
