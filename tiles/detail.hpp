/// How much a tile shows, and by which rule it shows less when it would have too many bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/schema.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles {

/// Locations are put together to clusters up to this zoom; deeper tiles show each by itself.
inline constexpr int last_cluster_zoom = 13;
/// A clustered tile has 2^5 cells along its side: 128 units or 16 pixels of a 512-pixel tile.
inline constexpr int standard_cluster_bits = 5;
/// A tile's budget unless configured otherwise, before compression.
inline constexpr std::size_t standard_budget_bytes = 500'000;

/// Which of the properties asked for are written: all; those that are not labels (names, sources); ids and
/// figures alone.
enum class PropertyDetail : std::uint8_t { all, without_labels, figures };

struct Detail {
  static constexpr int unclustered = -1;
  /// Of points: a tile has 2^n cells along its side, each with one feature at most of a round.
  int cluster_bits = unclustered;
  PropertyDetail properties = PropertyDetail::all;
  /// Of areas: outlines are those of this many zooms above the tile's own, which is deepest_area_zoom at
  /// most.
  int coarser_zooms = 0;

  bool clustered() const { return cluster_bits != unclustered; }
  bool operator==(const Detail&) const = default;
};

/// What a tile shows, best first: the first is what it should, the others are tried one after the other until
/// its bytes are within its budget. No feature is ever left out.
///
/// Clustered points: cells twice as wide, down to one for the whole tile. Points by themselves: first without
/// labels, then figures alone, then clusters. Areas: outlines of one, two, three zooms above, then without
/// labels, then figures alone.
std::vector<Detail> details_for(model::Collection collection, TileId tile, bool cluster);

/// Whether a field is written at that detail.
bool shows(PropertyDetail detail, const model::Field& field);

/// In what `shown` is less than `wanted`: "clusters=16, properties=figures, outlines=2". Empty if in nothing.
std::string difference(const Detail& wanted, const Detail& shown);

}  // namespace sojourn::tiles
