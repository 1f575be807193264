/// From published rounds to the bytes of a vector tile (MVT 2.1, not compressed).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/edition.hpp"
#include "model/row_selection.hpp"
#include "tiles/prepared_areas.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles {

/// The key that marks every feature of a synthetic operation, with the value true. Others do not have it.
inline constexpr std::string_view synthetic_key = "synthetic";

/// The fields a tile carries unless asked otherwise: those marked `in_tiles`, at most 12, in schema order.
std::vector<std::size_t> default_properties(model::Collection collection);

/// One layer, named as the collection, with the features of all rounds that meet the tile or its buffer of
/// 64 units; rounds without that collection are passed over. Empty if there are none.
///
/// `properties` are indexes of fields_of(collection); null values are absent keys, dates are YYYY-MM-DD.
/// A feature's id is Block::feature_number. Where a second round of one operation is in the list
/// (`include=event`), its features have the number of `{operation}.{method}.{round}.{id}`, so that ids stay
/// unique in the layer.
///
/// Points lie on the tile's grid, cut off (never rounded), so that each belongs to exactly one tile without
/// its buffer. Areas come from `areas`; the first call for a boundary set and zoom prepares them (see there).
/// Of each round only the rows in `selections` are shown, if given.
/// Thread-safe. Throws std::logic_error for a collection without tiles, a field that does not exist, or
/// selections that are not one for each round.
std::string encode_tile(const model::RoundList& rounds, model::Collection collection, TileId tile,
                        std::span<const std::size_t> properties, PreparedAreas& areas,
                        const model::RowSelections& selections = {});

}  // namespace sojourn::tiles
