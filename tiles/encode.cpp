#include "tiles/encode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>

#include "tiles/block_encoder.hpp"

namespace sojourn::tiles {
namespace {

constexpr std::size_t most_default_properties = 12;
constexpr std::size_t no_budget = std::numeric_limits<std::size_t>::max();

struct Request {
  const model::RoundList& rounds;
  model::Collection collection;
  TileId tile;
  std::span<const std::size_t> properties;
  PreparedAreas& areas;
  const model::RowSelections& selections;
  bool cluster;
};

std::vector<std::size_t> shown_properties(const Request& request, PropertyDetail detail) {
  const auto fields = model::fields_of(request.collection);
  std::vector<std::size_t> shown;
  for (const auto field : request.properties) {
    if (field >= fields.size()) throw std::logic_error("a tile was asked for a field that does not exist");
    if (shows(detail, fields[field])) shown.push_back(field);
  }
  return shown;
}

bool add_block(BlockEncoder& encoder, const Request& request, const Detail& detail,
               const model::Block& block) {
  const auto tile = request.tile;
  if (!block.is_points()) {
    // Counted from the outlines that the tile would have: past the deepest zoom all have that one's.
    const int zoom = std::min(tile.zoom(), deepest_area_zoom) - detail.coarser_zooms;
    return encoder.add_areas(tile, *request.areas.at(block.shared_boundaries(), zoom)) &&
           (!block.has_points() || encoder.add_points_with_buffer(tile));
  }
  if (detail.clustered()) return encoder.add_clusters(tile, detail.cluster_bits);
  return request.cluster ? encoder.add_points(tile) : encoder.add_points_with_buffer(tile);
}

/// Nothing as soon as it is over the budget.
std::optional<std::string> encode(const Request& request, const Detail& detail, std::size_t budget) {
  LayerWriter layer(model::info_of(request.collection).name);
  LayerValues values(layer);
  const auto properties = shown_properties(request, detail.properties);
  std::vector<std::string_view> operations;
  for (std::size_t i = 0; i < request.rounds.size(); ++i) {
    const auto& round = request.rounds[i];
    const auto* block = round->block(request.collection);
    if (block == nullptr) continue;
    const auto& operation = round->round.key.operation;
    const bool alone = std::find(operations.begin(), operations.end(), operation) == operations.end();
    if (alone) operations.emplace_back(operation);
    const auto* selection = model::selection_at(request.selections, i);
    BlockEncoder encoder(values, *round, *block, selection, properties, alone, budget);
    if (!add_block(encoder, request, detail, *block)) return std::nullopt;
  }
  return std::move(layer).finish();
}

void check(const model::RoundList& rounds, model::Collection collection,
           const model::RowSelections& selections) {
  const auto& info = model::info_of(collection);
  if (!info.has_tiles) throw std::logic_error(fmt::format("{} has no tiles", info.name));
  if (!selections.empty() && selections.size() != rounds.size())
    throw std::logic_error("a tile needs a selection of rows for each round, or none at all");
}

}  // namespace

std::vector<std::size_t> default_properties(model::Collection collection) {
  std::vector<std::size_t> properties;
  const auto fields = model::fields_of(collection);
  for (std::size_t i = 0; i < fields.size() && properties.size() < most_default_properties; ++i)
    if (fields[i].in_tiles) properties.push_back(i);
  return properties;
}

Tile encode_tile(const model::RoundList& rounds, model::Collection collection, TileId tile,
                 std::span<const std::size_t> properties, PreparedAreas& areas,
                 const model::RowSelections& selections, const TileOptions& options) {
  check(rounds, collection, selections);
  const Request request{rounds, collection, tile, properties, areas, selections, options.cluster};
  const auto details = details_for(collection, tile, options.cluster);
  for (const auto& detail : details)
    if (auto bytes = encode(request, detail, options.budget_bytes))
      return {std::move(*bytes), details.front(), detail, false};
  return {encode(request, details.back(), no_budget).value(), details.front(), details.back(), true};
}

std::optional<std::string> encode_full_tile(const model::RoundList& rounds, model::Collection collection,
                                            TileId tile, std::span<const std::size_t> properties,
                                            PreparedAreas& areas, const model::RowSelections& selections,
                                            bool cluster, std::size_t most_bytes) {
  check(rounds, collection, selections);
  const Request request{rounds, collection, tile, properties, areas, selections, cluster};
  return encode(request, details_for(collection, tile, cluster).front(), most_bytes);
}

bool is_made_of(std::size_t most, const model::RoundList& rounds, model::Collection collection, TileId tile,
                bool cluster) {
  std::size_t locations = 0;
  for (const auto& round : rounds) {
    const auto* block = round->block(collection);
    if (block == nullptr) continue;
    if (!block->is_points()) return false;
    locations += cluster ? block->rows_in({tile.zoom(), tile.x(), tile.y()}).size()
                         : rows_around(*block, tile, most - locations);
    if (locations > most) return false;
  }
  return true;
}

}  // namespace sojourn::tiles
