#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "server/canonical_query.hpp"
#include "server/collection_path.hpp"
#include "server/filter_parameter.hpp"
#include "server/handlers.hpp"
#include "server/links.hpp"
#include "server/problem.hpp"
#include "server/tiles_request.hpp"
#include "tiles/encode.hpp"
#include "tiles/reach.hpp"
#include "tiles/tile_id.hpp"
#include "tiles/tilejson.hpp"

namespace sojourn::server {
namespace {

/// So few, with the properties that tiles have unless asked otherwise, take less than a fifth of a
/// millisecond.
constexpr std::size_t most_quick_locations = 1500;
constexpr std::size_t most_quick_values = most_quick_locations * 12;
constexpr std::string_view tile_type = "application/vnd.mapbox-vector-tile";

model::Collection require_tiled(std::string_view name) {
  const auto collection = require_collection(name);
  if (!model::info_of(collection).has_tiles)
    throw Problem(ProblemCode::unknown_collection, fmt::format("The collection '{}' has no tiles.", name));
  return collection;
}

tiles::TileId require_tile(std::string_view zoom, std::string_view x, std::string_view y) {
  const auto tile = tiles::parse_tile_id(zoom, x, y);
  if (const auto* id = std::get_if<tiles::TileId>(&tile)) return *id;
  if (std::get<tiles::TileIdError>(tile) == tiles::TileIdError::malformed)
    throw Problem(ProblemCode::malformed_parameter,
                  "A tile's address is three whole numbers: zoom, column and row.", "tile");
  throw Problem(ProblemCode::unknown_tile,
                "There is no such tile: zoom is 0 to 22, column and row are below 2^zoom.");
}

/// Rounds that have something in or near the tile: only these determine its bytes.
model::RoundList near(const model::RoundList& rounds, model::Collection collection,
                      const tiles::TileId& tile) {
  const auto reach = tiles::reach_of(tile, tiles::buffer + 2);
  const auto reached = [&](const model::Block& block) {
    return std::ranges::any_of(reach, [&](const auto& part) { return block.bounds().intersects(part.box); });
  };
  model::RoundList found;
  bool operation_seen = false;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const auto* block = rounds[i]->block(collection);
    // A second round of one operation is numbered as such, so its first one has to stay in the list.
    operation_seen = i > 0 && rounds[i - 1]->operation.code == rounds[i]->operation.code && operation_seen;
    const bool needed = i + 1 < rounds.size() && rounds[i + 1]->operation.code == rounds[i]->operation.code;
    if (needed || operation_seen || (block && reached(*block))) {
      found.push_back(rounds[i]);
      operation_seen = true;
    }
  }
  return found;
}

std::vector<std::string_view> known_parameters(model::Collection collection) {
  const auto state = state_parameters_of(collection);
  std::vector<std::string_view> names(state.begin(), state.end());
  names.emplace_back("properties");
  names.emplace_back("cluster");
  names.insert(names.end(), std::begin(filter_parameters), std::end(filter_parameters));
  for (const auto name : filterable_fields(model::fields_of(collection))) names.push_back(name);
  return names;
}

bool is_quickly_made(const TilesRequest& asked, const model::RoundList& rounds, const tiles::TileId& tile) {
  const auto most =
      std::min(most_quick_locations, most_quick_values / std::max<std::size_t>(asked.fields.size(), 1));
  return tiles::is_made_of(most, rounds, asked.collection, tile, asked.cluster);
}

RenderedBody rendered(tiles::Tile tile, Metrics& metrics) {
  RenderedBody body{std::move(tile.bytes), {}};
  auto less = tiles::difference(tile.wanted, tile.shown);
  if (tile.over_budget) less += less.empty() ? "over-budget" : ", over-budget";
  if (less.empty()) return body;
  metrics.count_degraded_tile(tile.over_budget);
  body.headers.add("Sojourn-Degraded", less);
  return body;
}

TilesRequest parse_tiles(model::Collection collection, const Request& request, const Context& context) {
  const auto known = known_parameters(collection);
  const Parameters parameters(request.query, known);
  const auto state = parse_state(parameters, context.published());
  const auto standard = tiles::default_properties(collection);
  TilesRequest asked;
  asked.collection = collection;
  asked.rounds = rounds_of(collection, state, context);
  asked.filter = parse_filter(parameters, collection);
  asked.fields = chosen_fields(collection, parameters, standard);
  asked.cluster = parse_cluster(parameters, collection);
  CanonicalQuery query;
  query.add_state(parameters, state);
  query.add_properties(model::fields_of(collection), asked.fields, standard);
  query.add_filter(asked.filter);
  if (!asked.cluster && collection == model::Collection::locations) query.add("cluster", "false");
  asked.parameters = std::move(query).take();
  asked.key = fmt::format("{} {}{} {}", model::info_of(collection).name, fields_key(asked.fields),
                          asked.cluster ? "" : " raw", asked.filter.text());
  return asked;
}

/// The query as it was given. Texts that were decoded have no control characters, so these part them.
std::string query_text(model::Collection collection, const Request& request) {
  std::string text(model::info_of(collection).name);
  for (const auto& [name, value] : request.query)
    text.append(1, '\n').append(name).append(1, '\t').append(value);
  return text;
}

TilesRequests::Shared understood(model::Collection collection, const Request& request,
                                 const Context& context) {
  return context.snapshot->tiles_requests->get(query_text(collection, request), context.today,
                                               [&] { return parse_tiles(collection, request, context); });
}

Rendition tile_rendition(model::Collection collection, const tiles::TileId& tile, const Request& request,
                         const Context& context) {
  const auto asked = understood(collection, request, context);
  auto rounds = near(asked->rounds, collection, tile);
  Rendition rendition;
  rendition.key = fmt::format("tile {}/{}/{} {}{}", tile.zoom(), tile.x(), tile.y(), asked->key,
                              rounds_key(*context.snapshot, rounds));
  rendition.content_type = tile_type;
  rendition.headers.add("Cache-Control", data_cache_control);
  std::optional<model::RowSelections> known;
  if (is_quickly_made(*asked, rounds, tile))
    known = context.resources.selections.known(rounds, asked->filter);
  rendition.is_quick = known.has_value();
  const auto budget = static_cast<std::size_t>(context.resources.settings.tiles_budget_kilobytes) * 1000;
  rendition.render = [asked, rounds = std::move(rounds), known = std::move(known), tile, budget,
                      &resources = context.resources] {
    const auto selections = known ? *known : resources.selections.select(rounds, asked->filter);
    return rendered(tiles::encode_tile(rounds, asked->collection, tile, asked->fields, resources.areas,
                                       selections, {asked->cluster, budget}),
                    resources.metrics);
  };
  return rendition;
}

/// `name.extension` without the extension; 404 if it has another one.
std::string_view without_extension(std::string_view segment, std::string_view extension) {
  if (!segment.ends_with(extension))
    throw Problem(ProblemCode::unknown_path, fmt::format("Addresses of this kind end with {}.", extension));
  return segment.substr(0, segment.size() - extension.size());
}

}  // namespace

Answer get_map_tile(const Request& request, const Context& context, Captures captures) {
  const auto collection = require_tiled(captures[0]);
  const auto tile = require_tile(captures[1], captures[2], without_extension(captures[3], ".mvt"));
  return tile_rendition(collection, tile, request, context);
}

Answer get_ogc_tile(const Request& request, const Context& context, Captures captures) {
  const auto collection = require_tiled(captures[0]);
  const auto tile = require_tile(captures[1], captures[3], captures[2]);
  auto rendition = tile_rendition(collection, tile, request, context);
  rendition.key += " ogc";
  rendition.no_content_if_empty = true;
  return rendition;
}

Answer get_tilejson(const Request& request, const Context& context, Captures captures) {
  const auto collection = require_tiled(without_extension(captures[0], ".json"));
  const auto asked = understood(collection, request, context);
  const auto address =
      fmt::format("{}/tiles/{}/{{z}}/{{x}}/{{y}}.mvt", context.base_url, model::info_of(collection).name);
  auto tiles_url = link_to(address, asked->parameters);
  auto key = fmt::format("tilejson {}{}", tiles_url, rounds_key(*context.snapshot, asked->rounds));
  return json_rendition(std::move(key), "application/json",
                        [asked, tiles_url = std::move(tiles_url), &resources = context.resources] {
                          const auto selections = resources.selections.select(asked->rounds, asked->filter);
                          return tiles::tilejson(asked->rounds, asked->collection, tiles_url, asked->fields,
                                                 selections, asked->cluster);
                        });
}

}  // namespace sojourn::server
