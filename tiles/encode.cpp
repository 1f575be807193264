#include "tiles/encode.hpp"

#include <fmt/format.h>

#include <set>
#include <stdexcept>

#include "tiles/area/clip.hpp"
#include "tiles/area/zoom_areas.hpp"
#include "tiles/mvt_geometry.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/tag_writer.hpp"
#include "tiles/world_point.hpp"

namespace sojourn::tiles {
namespace {

constexpr std::size_t most_default_properties = 12;

/// One block on its way into the layer.
class BlockEncoder {
 public:
  /// `selection`: the rows to show; null: all. `alone`: no earlier block of the layer is of the same
  /// operation, so the features' own ids are free.
  BlockEncoder(LayerValues& values, const model::RoundData& round, const model::Block& block,
               const model::RowSelection* selection, std::span<const std::size_t> properties, bool alone)
      : layer_(values.layer()),
        tags_of_(values, round, block, properties),
        round_(round),
        block_(block),
        selection_(selection),
        alone_(alone) {}

  void encode_points(TileId tile);
  void encode_areas(TileId tile, const ZoomAreas& areas);

 private:
  void encode_points_in(const geo::Box& box, TileId tile, std::int64_t shift_x);
  bool selected(std::size_t row) const { return selection_ == nullptr || selection_->contains(row); }
  void add(std::size_t row, GeometryType type);
  std::uint64_t number_of(std::size_t row) const;

  LayerWriter& layer_;
  TagWriter tags_of_;
  const model::RoundData& round_;
  const model::Block& block_;
  const model::RowSelection* selection_;
  bool alone_;
  GeometryCommands geometry_;
};

std::uint64_t BlockEncoder::number_of(std::size_t row) const {
  if (alone_) return block_.feature_number(row);
  const auto& key = round_.round.key;
  return model::feature_number(
      fmt::format("{}.{}.{}.{}", key.operation, to_string(key.method), key.number, block_.feature_id(row)));
}

void BlockEncoder::add(std::size_t row, GeometryType type) {
  if (geometry_.empty()) return;
  layer_.add_feature(number_of(row), type, geometry_.commands(), tags_of_.write(row));
}

void BlockEncoder::encode_points_in(const geo::Box& box, TileId tile, std::int64_t shift_x) {
  const auto& grid = WorldGrid::instance();
  const int down = max_zoom - tile.zoom();
  const auto origin_x = std::int64_t{tile.x()} * extent - shift_x;
  const auto origin_y = std::int64_t{tile.y()} * extent;
  constexpr auto reaches = [](std::int64_t v) { return v >= -buffer && v <= extent + buffer; };
  block_.search_runs(box, [&](std::uint32_t first, std::uint32_t last) {
    for (auto row = first; row < last; ++row) {
      if (!selected(row)) continue;
      const auto point = block_.point(row);
      if (!point.exists()) continue;
      const auto world = grid.at(point);
      const auto x = (world.x >> down) - origin_x;
      const auto y = (world.y >> down) - origin_y;
      if (!reaches(x) || !reaches(y)) continue;
      geometry_.clear();
      geometry_.add_point({static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)});
      add(row, GeometryType::point);
    }
  });
}

void BlockEncoder::encode_points(TileId tile) {
  // A little wider than the buffer: what counts is the position on the grid.
  constexpr double margin = buffer + 2;
  const std::uint32_t last = (std::uint32_t{1} << tile.zoom()) - 1;
  auto box = tile.lonlat_bounds(margin);
  // Points nearer to a pole than the map reaches are on its edge.
  if (tile.y() == 0) box.max_y = 90;
  if (tile.y() == last) box.min_y = -90;
  encode_points_in(box, tile, 0);
  if (tile.zoom() == 0) return;
  // The buffer of the first and last columns goes on at the other side of the world.
  const std::int64_t world = std::int64_t{extent} << tile.zoom();
  const double strip = margin * 360.0 / static_cast<double>(world);
  if (tile.x() == 0) encode_points_in({180 - strip, box.min_y, 180, box.max_y}, tile, -world);
  if (tile.x() == last) encode_points_in({-180, box.min_y, -180 + strip, box.max_y}, tile, world);
}

void BlockEncoder::encode_areas(TileId tile, const ZoomAreas& areas) {
  Clipper clipper(areas, tile);
  for (std::size_t row = 0; row < block_.rows(); ++row) {
    const auto area = block_.area(row);
    if (area == geo::no_area || !selected(row) || !clipper.may_meet(area)) continue;
    geometry_.clear();
    clipper.add(area, geometry_);
    add(row, GeometryType::polygon);
  }
}

}  // namespace

std::vector<std::size_t> default_properties(model::Collection collection) {
  std::vector<std::size_t> properties;
  const auto fields = model::fields_of(collection);
  for (std::size_t i = 0; i < fields.size() && properties.size() < most_default_properties; ++i)
    if (fields[i].in_tiles) properties.push_back(i);
  return properties;
}

std::string encode_tile(const model::RoundList& rounds, model::Collection collection, TileId tile,
                        std::span<const std::size_t> properties, PreparedAreas& areas,
                        const model::RowSelections& selections) {
  const auto& info = model::info_of(collection);
  if (!info.has_tiles) throw std::logic_error(fmt::format("{} has no tiles", info.name));
  if (!selections.empty() && selections.size() != rounds.size())
    throw std::logic_error("a tile needs a selection of rows for each round, or none at all");
  LayerWriter layer(info.name);
  LayerValues values(layer);
  std::set<std::string_view> operations;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const auto& round = rounds[i];
    const auto* block = round->block(collection);
    if (block == nullptr) continue;
    const bool alone = operations.insert(round->round.key.operation).second;
    BlockEncoder encoder(values, *round, *block, model::selection_at(selections, i), properties, alone);
    if (block->is_points())
      encoder.encode_points(tile);
    else
      encoder.encode_areas(tile, *areas.at(block->shared_boundaries(), tile.zoom()));
  }
  return std::move(layer).finish();
}

}  // namespace sojourn::tiles
