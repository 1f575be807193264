/// The TileJSON 3.0.0 document of a collection's tiles.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "model/edition.hpp"
#include "model/row_selection.hpp"

namespace sojourn::tiles {

/// Tiles past this zoom show nothing new: map libraries enlarge these. They are served all the same.
inline constexpr int tilejson_max_zoom = 14;

/// `tiles_url` is the template with {z}, {x} and {y}, absolute. `properties` are indexes of
/// fields_of(collection), and `selections` the rows shown, the same as for encode_tile. Beyond the
/// specification: `unplaced` (people in features without geometry, by round) and `unplaced_individuals` (what
/// the tiles of all these rounds lack: no figure of displacement, for that would add operations); `synthetic`
/// (true, only if an operation is made up); and of points, unless without `cluster`, `cluster_max_zoom`.
/// `attribution` is HTML, escaped. `bounds` and `center` are of what of the rounds lies within the extent of
/// `boxes`, if there are any.
std::string tilejson(const model::RoundList& rounds, model::Collection collection, std::string_view tiles_url,
                     std::span<const std::size_t> properties, const model::RowSelections& selections = {},
                     bool cluster = true, std::span<const geo::Box> boxes = {});

/// People of the collection's main measure in those selected features of a round that no tile can show.
/// `selection`: null stands for every row.
std::int64_t unplaced_individuals(const model::RoundData& round, model::Collection collection,
                                  const model::RowSelection* selection = nullptr);

}  // namespace sojourn::tiles
