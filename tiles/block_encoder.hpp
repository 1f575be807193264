/// The features of one block, cut to one tile.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/round_data.hpp"
#include "model/row_selection.hpp"
#include "tiles/detail.hpp"
#include "tiles/mvt_geometry.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/tag_writer.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles {

class ZoomAreas;

/// Each of the functions returns false, having stopped, as soon as the layer has more than `budget` bytes.
class BlockEncoder {
 public:
  /// `selection`: the rows to show; null: all. `alone`: no earlier block of the layer is of the same
  /// operation, so the features' own ids are free.
  BlockEncoder(LayerValues& values, const model::RoundData& round, const model::Block& block,
               const model::RowSelection* selection, std::span<const std::size_t> properties, bool alone,
               std::size_t budget);

  /// Each location by itself, those in the tile's buffer too.
  bool add_points_with_buffer(TileId tile);
  /// Each location of the tile by itself.
  bool add_points(TileId tile);
  /// One feature for each of 2^bits × 2^bits cells: a cluster, or the location that is alone there.
  bool add_clusters(TileId tile, int bits);
  /// `areas` are those of the tile's zoom or one above.
  bool add_areas(TileId tile, const ZoomAreas& areas);

 private:
  bool add_points_in(const geo::Box& box, TileId tile, std::int64_t shift_x);
  bool add_point(std::uint32_t row, TilePoint place);
  bool add_waiting_points();
  /// Of the rows of a cell, as a run or one by one: more than one is a cluster.
  template <typename Rows>
  bool add_cell(const Rows& rows, std::uint32_t first, TileId tile, int zoom);
  bool selected(std::size_t row) const { return selection_ == nullptr || selection_->contains(row); }
  bool within_budget() const { return layer_.bytes() <= budget_; }
  std::uint64_t number_of(std::size_t row) const;
  std::uint64_t number_of(const model::CellId& cell) const;

  LayerWriter& layer_;
  TagWriter tags_of_;
  const model::Block& block_;
  std::string_view operation_;
  const model::RowSelection* selection_;
  std::size_t budget_;
  std::string id_prefix_;  ///< of features where another round of the operation came before
  GeometryCommands geometry_;
  std::vector<std::uint32_t> rows_;  ///< of one cluster
  /// Points that are written together, so that each column is read in one go.
  std::vector<std::uint32_t> waiting_rows_;
  std::vector<TilePoint> waiting_places_;
};

/// How many rows of a block lie in the tile, its buffer, or next to it; counting ends above `most`.
std::size_t rows_around(const model::Block& block, TileId tile, std::size_t most);

}  // namespace sojourn::tiles
