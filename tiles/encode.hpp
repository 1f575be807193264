/// From published rounds to the bytes of a vector tile (MVT 2.1, not compressed).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/edition.hpp"
#include "model/row_selection.hpp"
#include "tiles/detail.hpp"
#include "tiles/prepared_areas.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles {

/// The key that marks every feature of a synthetic operation, with the value true. Others do not have it.
inline constexpr std::string_view synthetic_key = "synthetic";
/// The key that makes a feature a cluster: how many locations it stands for, two and more.
inline constexpr std::string_view count_key = "locations_count";

/// The fields a tile carries unless asked otherwise: those marked `in_tiles`, at most 12, in schema order.
std::vector<std::size_t> default_properties(model::Collection collection);

struct TileOptions {
  /// Locations near each other as clusters; else each by itself, those in the tile's buffer too.
  bool cluster = true;
  std::size_t budget_bytes = standard_budget_bytes;
};

struct Tile {
  std::string bytes;  ///< empty without features
  Detail wanted;
  Detail shown;              ///< less than wanted where that was over the budget
  bool over_budget = false;  ///< even at the least detail
};

/// One layer, named as the collection, with the features of all rounds that meet the tile; rounds without
/// that collection are passed over.
///
/// `properties` are indexes of fields_of(collection); null values are absent keys, dates are YYYY-MM-DD.
/// A feature's id is Block::feature_number. Where a second round of one operation is in the list
/// (`include=event`), its features have the number of `{operation}.{method}.{round}.{id}`, so that ids stay
/// unique in the layer.
///
/// Points lie on the tile's grid, cut off (never rounded), so that each belongs to exactly one tile. Up to
/// last_cluster_zoom, the locations of one round in one cell are a cluster, at the place of the one with most
/// people: sums of the fields that sum (of known values; absent if none is), others where all agree, and
/// their number as `locations_count`. So the sums over all tiles of a zoom are the round's, less what has no
/// point.
///
/// Of each round only the rows in `selections` are shown and summed, if given.
///
/// With `cluster` no location is in two tiles; without it, tiles also have what lies in their buffer of 64
/// units. Areas always reach into the buffer. They come from `areas`; the first call for a boundary set and
/// zoom prepares them (see there).
///
/// Thread-safe. Throws std::logic_error for a collection without tiles, a field that does not exist, or
/// selections that are not one for each round.
Tile encode_tile(const model::RoundList& rounds, model::Collection collection, TileId tile,
                 std::span<const std::size_t> properties, PreparedAreas& areas,
                 const model::RowSelections& selections = {}, const TileOptions& options = {});

/// Whether a tile is made of at most so many locations of these rounds, which is what making it costs: with
/// `cluster` those in it, without those in its buffer too. Without looking at each, so it may say no to a few
/// less; never yes to more, nor to areas.
bool is_made_of(std::size_t most, const model::RoundList& rounds, model::Collection collection, TileId tile,
                bool cluster);

/// The bytes of a tile in full, or nothing where those would be more than `most_bytes`. See encode_tile.
std::optional<std::string> encode_full_tile(const model::RoundList& rounds, model::Collection collection,
                                            TileId tile, std::span<const std::size_t> properties,
                                            PreparedAreas& areas, const model::RowSelections& selections,
                                            bool cluster, std::size_t most_bytes);

}  // namespace sojourn::tiles
