#include "tiles/block_encoder.hpp"

#include <fmt/format.h>

#include <iterator>
#include <vector>

#include "tiles/area/clip.hpp"
#include "tiles/area/zoom_areas.hpp"
#include "tiles/reach.hpp"

namespace sojourn::tiles {
namespace {

/// So many that reading a column pays, so few that what is read of all of them stays in the first cache.
constexpr std::size_t points_at_once = 256;

/// Where a point lies on a tile's grid.
class TileGrid {
 public:
  /// `shift_x`: the world's width in units, for points that are seen across the antimeridian.
  explicit TileGrid(TileId tile, std::int64_t shift_x = 0)
      : down_(max_zoom - tile.zoom()),
        origin_x_(std::int64_t{tile.x()} * extent - shift_x),
        origin_y_(std::int64_t{tile.y()} * extent) {}

  TilePoint at(const model::WorldPoint& point) const {
    return {static_cast<std::int32_t>((point.x >> down_) - origin_x_),
            static_cast<std::int32_t>((point.y >> down_) - origin_y_)};
  }

 private:
  int down_;
  std::int64_t origin_x_;
  std::int64_t origin_y_;
};

/// Whether a place is in the tile or in its buffer.
bool reaches(const TilePoint& place) {
  constexpr auto within = [](std::int32_t v) { return v >= -buffer && v <= extent + buffer; };
  return within(place.x) && within(place.y);
}

// A little wider than the buffer: what counts is the position on the grid.
constexpr double margin = buffer + 2;

model::CellId cell_of(TileId tile) {
  return {tile.zoom(), tile.x(), tile.y()};
}

}  // namespace

BlockEncoder::BlockEncoder(LayerValues& values, const model::RoundData& round, const model::Block& block,
                           const model::RowSelection* selection, std::span<const std::size_t> properties,
                           bool alone, std::size_t budget)
    : layer_(values.layer()),
      tags_of_(values, round, block, properties),
      block_(block),
      operation_(round.round.key.operation),
      selection_(selection),
      budget_(budget) {
  const auto& key = round.round.key;
  waiting_rows_.reserve(points_at_once);
  waiting_places_.reserve(points_at_once);
  if (!alone) id_prefix_ = fmt::format("{}.{}.{}.", key.operation, to_string(key.method), key.number);
}

std::uint64_t BlockEncoder::number_of(std::size_t row) const {
  if (id_prefix_.empty()) return block_.feature_number(row);
  auto id = id_prefix_;
  block_.append_feature_id(id, row);
  return model::feature_number(id);
}

std::uint64_t BlockEncoder::number_of(const model::CellId& cell) const {
  return model::feature_number(
      fmt::format("{}{}.cluster.{}/{}/{}", id_prefix_, operation_, cell.zoom, cell.x, cell.y));
}

bool BlockEncoder::add_point(std::uint32_t row, TilePoint place) {
  waiting_rows_.push_back(row);
  waiting_places_.push_back(place);
  return waiting_rows_.size() < points_at_once || add_waiting_points();
}

bool BlockEncoder::add_waiting_points() {
  tags_of_.read(waiting_rows_);
  for (std::size_t i = 0; i < waiting_rows_.size(); ++i) {
    if (i + rows_ahead < waiting_rows_.size()) block_.expect_feature_number(waiting_rows_[i + rows_ahead]);
    layer_.add_point(number_of(waiting_rows_[i]), waiting_places_[i], tags_of_.tags(i));
  }
  waiting_rows_.clear();
  waiting_places_.clear();
  return within_budget();
}

bool BlockEncoder::add_points(TileId tile) {
  const auto& grid = model::WorldGrid::instance();
  const TileGrid places(tile);
  const auto run = block_.rows_in(cell_of(tile));
  for (auto row = run.first; row < run.last; ++row)
    if (selected(row) && !add_point(row, places.at(grid.at(block_.point(row))))) return false;
  return add_waiting_points();
}

template <typename Rows>
bool BlockEncoder::add_cell(const Rows& rows, std::uint32_t first, TileId tile, int zoom) {
  const bool alone = rows.size() == 1;
  const auto point = model::WorldGrid::instance().at(block_.point(alone ? first : block_.largest_of(rows)));
  const auto place = TileGrid(tile).at(point);
  if (alone)
    layer_.add_point(number_of(first), place, tags_of_.write(first));
  else
    layer_.add_point(number_of(point.cell(zoom)), place, tags_of_.write(rows));
  return within_budget();
}

bool BlockEncoder::add_clusters(TileId tile, int bits) {
  const int zoom = tile.zoom() + bits;
  for (auto rest = block_.rows_in(cell_of(tile)); rest.size() > 0;) {
    const auto run = block_.cell_run(rest, zoom);
    rest.first = run.last;
    if (selection_ == nullptr) {
      if (!add_cell(run, run.first, tile, zoom)) return false;
      continue;
    }
    rows_.clear();
    selection_->for_each_in(run.first, run.last,
                            [&](std::size_t row) { rows_.push_back(static_cast<std::uint32_t>(row)); });
    if (!rows_.empty() && !add_cell(model::Rows(rows_), rows_.front(), tile, zoom)) return false;
  }
  return true;
}

bool BlockEncoder::add_points_in(const geo::Box& box, TileId tile, std::int64_t shift_x) {
  const auto& grid = model::WorldGrid::instance();
  const TileGrid places(tile, shift_x);
  bool fits = true;
  block_.search_runs(box, [&](std::uint32_t first, std::uint32_t last) {
    for (auto row = first; row < last && fits; ++row) {
      if (!block_.is_point(row) || !selected(row)) continue;
      const auto point = block_.point(row);
      const auto place = places.at(grid.at(point));
      if (reaches(place)) fits = add_point(row, place);
    }
    return fits;
  });
  return fits;
}

bool BlockEncoder::add_points_with_buffer(TileId tile) {
  for (const auto& [box, shift_x] : reach_of(tile, margin))
    if (!add_points_in(box, tile, shift_x)) return false;
  return add_waiting_points();
}

std::size_t rows_around(const model::Block& block, TileId tile, std::size_t most) {
  std::size_t rows = 0;
  for (const auto& [box, shift_x] : reach_of(tile, margin))
    block.search_runs(box, [&](std::uint32_t first, std::uint32_t last) {
      rows += last - first;
      return rows <= most;
    });
  return rows;
}

bool BlockEncoder::add_areas(TileId tile, const ZoomAreas& areas) {
  Clipper clipper(areas, tile);
  for (std::size_t row = 0; row < block_.rows(); ++row) {
    const auto area = block_.area(row);
    if (area == geo::no_area || !selected(row) || !clipper.may_meet(area)) continue;
    geometry_.clear();
    clipper.add(area, geometry_);
    if (geometry_.empty()) continue;
    layer_.add_feature(number_of(row), GeometryType::polygon, geometry_.commands(), tags_of_.write(row));
    if (!within_budget()) return false;
  }
  return true;
}

}  // namespace sojourn::tiles
