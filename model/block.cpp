#include "model/block.hpp"

#include <fmt/format.h>

// Ids are short: hashing one takes less than calling for it.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "geo/hilbert.hpp"
#include "model/every_core.hpp"
#include "model/short_text.hpp"

namespace sojourn::model {
namespace {

/// Rows of a block for which it pays to start threads.
constexpr std::size_t worth_sharing = 50'000;

geo::Box box_of(const PointE7& point) {
  geo::Box box;
  if (point.exists()) box.grow(point.lon_degrees(), point.lat_degrees());
  return box;
}

std::uint64_t curve_position(const CellId& cell) {
  return cell.zoom == 0 ? 0 : geo::hilbert_index(cell.x, cell.y, cell.zoom);
}

/// Rows along a Hilbert curve over the world, those without a point last; ties keep their order.
std::vector<std::uint32_t> spatial_order(std::span<const PointE7> points) {
  const auto& grid = WorldGrid::instance();
  std::vector<std::pair<std::uint64_t, std::uint32_t>> places;
  places.reserve(points.size());
  for (std::uint32_t row = 0; row < points.size(); ++row)
    if (points[row].exists())
      places.emplace_back(curve_position(grid.at(points[row]).cell(deepest_cell_zoom)), row);
  std::sort(places.begin(), places.end());
  std::vector<std::uint32_t> order;
  order.reserve(points.size());
  for (const auto& [position, row] : places) order.push_back(row);
  for (std::uint32_t row = 0; row < points.size(); ++row)
    if (!points[row].exists()) order.push_back(row);
  return order;
}

/// Codes of whole numbers rise with the value, and null is the least.
std::uint32_t largest_row(const Column& column, const Block::Run& run) {
  auto best = run.first;
  for (auto row = run.first + 1; row < run.last; ++row)
    if (column.code(row) > column.code(best)) best = row;
  return best;
}

std::size_t id_field_of(std::span<const Field> fields) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [](const Field& field) { return field.role == Role::id; });
  return static_cast<std::size_t>(found - fields.begin());
}

}  // namespace

PointE7::PointE7(const geo::LonLat& position)
    : lon(static_cast<std::int32_t>(std::lround(position.lon() * 1e7))),
      lat(static_cast<std::int32_t>(std::lround(position.lat() * 1e7))) {}

std::uint64_t feature_number(std::string_view feature_id) {
  return XXH3_64bits(feature_id.data(), feature_id.size()) >> 11;
}

std::string_view main_measure(Collection collection) {
  if (collection == Collection::origins) return "displaced_from_individuals";
  if (collection == Collection::people_in_need) return "in_need_individuals";
  const bool site = collection == Collection::relocation_areas || collection == Collection::services;
  return site ? "capacity_individuals" : "idps_individuals";
}

Block Block::of_points(Collection collection, const TableBuilder& table, std::span<const PointE7> points,
                       std::vector<std::uint32_t>* order_used) {
  if (points.size() != table.rows())
    throw std::logic_error("a block needs a point, perhaps absent, for every row");
  Block block;
  block.collection_ = collection;
  auto order = spatial_order(points);
  std::vector<geo::Box> boxes;
  boxes.reserve(points.size());
  block.points_.reserve(points.size());
  for (const auto row : order) {
    block.points_.push_back(points[row]);
    boxes.push_back(box_of(points[row]));
    if (points[row].exists()) ++block.placed_;
  }
  block.finish(table, order, boxes);
  block.summarise();
  if (order_used != nullptr) *order_used = std::move(order);
  return block;
}

Block Block::of_areas(Collection collection, const TableBuilder& table, std::vector<std::uint32_t> areas,
                      std::vector<std::string> ids, std::shared_ptr<const geo::BoundarySet> boundaries) {
  if (areas.size() != table.rows() || ids.size() != table.rows())
    throw std::logic_error("a block needs an area and an id for every row");
  Block block;
  block.collection_ = collection;
  block.boundaries_ = std::move(boundaries);
  block.areas_ = std::move(areas);
  for (std::uint32_t row = 0; row < ids.size(); ++row)
    if (!ids[row].empty()) block.ids_.emplace(row, std::move(ids[row]));
  std::vector<geo::Box> boxes;
  for (std::size_t row = 0; row < table.rows(); ++row) boxes.push_back(block.box(row));
  std::vector<std::uint32_t> order(table.rows());
  std::iota(order.begin(), order.end(), 0U);
  block.finish(table, order, boxes);
  return block;
}

Block Block::of_shapes(Collection collection, const TableBuilder& table, std::span<const PointE7> points,
                       std::span<const std::uint32_t> areas, std::shared_ptr<const geo::BoundarySet> shapes) {
  if (points.size() != table.rows() || areas.size() != table.rows())
    throw std::logic_error("a block needs a point and an area, perhaps absent, for every row");
  Block block;
  block.collection_ = collection;
  block.boundaries_ = std::move(shapes);
  const auto order = spatial_order(points);
  std::vector<geo::Box> boxes;
  for (const auto row : order) {
    block.points_.push_back(points[row]);
    block.areas_.push_back(areas[row]);
    boxes.push_back(block.box(boxes.size()));
  }
  block.finish(table, order, boxes);
  return block;
}

void Block::build_columns(const TableBuilder& table, std::span<const std::uint32_t> order) {
  columns_.resize(fields().size());
  std::atomic<std::size_t> next = 0;
  const auto build_some = [&] {
    std::vector<std::uint64_t> codes;
    for (auto field = next++; field < columns_.size(); field = next++)
      columns_[field] = table.column(field).build(order, codes);
  };
  rows_ < worth_sharing ? build_some() : on_every_core(build_some);
}

void Block::finish(const TableBuilder& table, std::span<const std::uint32_t> order,
                   std::span<const geo::Box> boxes) {
  rows_ = table.rows();
  build_columns(table, order);
  rtree_ = PackedRtree(boxes);
  for (std::size_t row = 0; row < rows_ && !has_points_; ++row) has_points_ = is_point(row);
  id_field_ = id_field_of(fields());
  main_field_ = field_index(fields(), main_measure(collection_));
  check_feature_numbers();

  if (fields()[main_field_].aggregate != Aggregate::sum) return;
  const auto& people = columns_[main_field_];
  for (std::size_t row = 0; row < rows_; ++row)
    if (!has_geometry(row) && !people.is_null(row)) unplaced_ += people.integer(row);
}

void Block::summarise() {
  summaries_ = std::vector<RunSummary>(columns_.size());
  std::atomic<std::size_t> next = 0;
  const auto sum_some = [&] {
    for (auto field = next++; field < columns_.size(); field = next++)
      summaries_[field] = RunSummary(columns_[field], fields()[field].aggregate == Aggregate::sum);
  };
  rows_ < worth_sharing ? sum_some() : on_every_core(sum_some);
  largest_.clear();
  for (std::uint32_t first = 0; first + RunSummary::stretch <= rows_; first += RunSummary::stretch) {
    const Run run{first, first + static_cast<std::uint32_t>(RunSummary::stretch)};
    largest_.push_back(static_cast<std::uint8_t>(largest_row(columns_[main_field_], run) - first));
  }
}

Block::Run Block::rows_in(const CellId& cell) const {
  const auto& grid = WorldGrid::instance();
  const auto wanted = curve_position(cell);
  const auto placed = std::span(points_).first(placed_);
  const auto position = [&](const PointE7& point) { return curve_position(grid.at(point).cell(cell.zoom)); };
  const auto first = std::partition_point(placed.begin(), placed.end(),
                                          [&](const auto& point) { return position(point) < wanted; });
  const auto last =
      std::partition_point(first, placed.end(), [&](const auto& point) { return position(point) == wanted; });
  return {static_cast<std::uint32_t>(first - placed.begin()),
          static_cast<std::uint32_t>(last - placed.begin())};
}

Block::Run Block::cell_run(const Run& run, int zoom) const {
  const auto& grid = WorldGrid::instance();
  const auto cell = grid.at(points_[run.first]).cell(zoom);
  const auto inside = [&](std::uint32_t row) { return grid.at(points_[row]).cell(zoom) == cell; };
  // Strides double until one leads out; the end lies within the last.
  auto in = run.first;
  std::uint32_t stride = 1;
  while (run.last - in > stride && inside(in + stride)) {
    in += stride;
    stride *= 2;
  }
  auto out = run.last - in > stride ? in + stride : run.last;
  while (out - in > 1) {
    const auto middle = in + (out - in) / 2;
    (inside(middle) ? in : out) = middle;
  }
  return {run.first, out};
}

std::uint32_t Block::largest_of(const Run& run) const {
  const auto& people = columns_[main_field_];
  const auto stretch = static_cast<std::uint32_t>(RunSummary::stretch);
  const auto from = (run.first + stretch - 1) / stretch;
  const auto to = run.last / stretch;
  if (from >= to) return largest_row(people, run);
  auto best = run.first;
  const auto take = [&](std::uint32_t row) {
    if (people.code(row) > people.code(best)) best = row;
  };
  if (run.first < from * stretch) take(largest_row(people, {run.first, from * stretch}));
  for (auto i = from; i < to; ++i) take(i * stretch + largest_[i]);
  if (to * stretch < run.last) take(largest_row(people, {to * stretch, run.last}));
  return best;
}

std::uint32_t Block::largest_of(Rows rows) const {
  const auto& people = columns_[main_field_];
  auto best = rows.front();
  for (const auto row : rows)
    if (people.code(row) > people.code(best)) best = row;
  return best;
}

RunSummary::Sum Block::sum(std::size_t field, Rows rows) const {
  const auto codes = columns_[field].sum_codes(rows);
  const auto known = static_cast<std::int64_t>(codes.known);
  return {static_cast<std::int64_t>(codes.sum) + known * (columns_[field].base() - 1), codes.known};
}

std::uint64_t Block::common_code(std::size_t field, Rows rows) const {
  const auto code = columns_[field].code(rows.front());
  return columns_[field].all_equal(rows, code) ? code : RunSummary::differing;
}

void Block::check_feature_numbers() const {
  std::vector<std::uint64_t> numbers(rows_);
  for (std::size_t row = 0; row < rows_; ++row) numbers[row] = feature_number(row);
  std::sort(numbers.begin(), numbers.end());
  if (std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end())
    throw std::runtime_error(fmt::format("two features of {} have one id, or ids that share a tile number",
                                         info_of(collection_).name));
}

const Column& Block::column(std::string_view name) const {
  const auto index = field_index(fields(), name);
  if (index == no_field) throw std::logic_error(fmt::format("there is no field {}", name));
  return columns_[index];
}

bool Block::has_geometry(std::size_t row) const {
  return !box(row).empty();
}

geo::Box Block::box(std::size_t row) const {
  if (is_points() || is_point(row)) return box_of(points_[row]);
  return areas_[row] == geo::no_area ? geo::Box{} : boundaries_->box(areas_[row]);
}

const std::string* Block::other_id(std::size_t row) const {
  if (ids_.empty()) return nullptr;
  const auto found = ids_.find(static_cast<std::uint32_t>(row));
  return found == ids_.end() ? nullptr : &found->second;
}

void Block::append_feature_id(std::string& out, std::size_t row) const {
  if (const auto* id = other_id(row)) {
    out += *id;
    return;
  }
  out += columns_.front().text(row);
  out += '.';
  out += columns_[id_field_].text(row);
}

std::string Block::feature_id(std::size_t row) const {
  std::string id;
  append_feature_id(id, row);
  return id;
}

std::uint64_t Block::feature_number(std::size_t row) const {
  if (const auto* id = other_id(row)) return model::feature_number(*id);
  // Tiles ask for thousands: no allocation for each.
  std::array<char, 128> text;
  const auto operation = columns_.front().text(row);
  const auto id = columns_[id_field_].text(row);
  if (operation.size() + id.size() >= text.size()) return model::feature_number(feature_id(row));
  char* const dot = copy_short_text(text.data(), operation);
  *dot = '.';
  const char* const end = copy_short_text(dot + 1, id);
  return model::feature_number({text.data(), static_cast<std::size_t>(end - text.data())});
}

Block Block::with_nulls(std::span<const std::string_view> names) const {
  Block copy = *this;
  for (const auto name : names) {
    const auto index = field_index(fields(), name);
    if (index == no_field) throw std::logic_error(fmt::format("there is no field {}", name));
    ColumnBuilder nulls(fields()[index].type);
    nulls.resize(1);
    // One null row says it for all: a column without values takes no memory per row.
    copy.columns_[index] = nulls.build(std::vector<std::uint32_t>(rows_, 0));
  }
  if (copy.is_points()) copy.summarise();
  return copy;
}

void Block::share_texts(const Block& before) {
  for (std::size_t field = 0; field < columns_.size(); ++field)
    columns_[field].share_texts(before.columns_[field]);
}

std::optional<std::size_t> Block::find(std::string_view wanted) const {
  for (const auto& [row, id] : ids_)
    if (id == wanted) return row;
  const auto dot = wanted.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  // Without a string for each row, which is what anybody can ask for.
  const auto operation = wanted.substr(0, dot);
  const auto id = wanted.substr(dot + 1);
  const auto& operations = columns_.front();
  const auto& column = columns_[id_field_];
  for (std::size_t row = 0; row < rows_; ++row)
    if (!column.is_null(row) && column.text(row) == id && operations.text(row) == operation) return row;
  return std::nullopt;
}

std::size_t Block::memory_bytes() const {
  std::size_t bytes = points_.capacity() * sizeof(PointE7) + areas_.capacity() * sizeof(std::uint32_t) +
                      rtree_.memory_bytes() + largest_.capacity();
  for (const auto& summary : summaries_) bytes += summary.memory_bytes();
  for (const auto& column : columns_) bytes += column.memory_bytes();
  constexpr std::size_t node = 40;  // what a map keeps beside each of its values
  for (const auto& [row, id] : ids_)
    bytes += node + sizeof(std::string) + (id.capacity() > 15 ? id.capacity() + 1 : 0);
  return bytes;
}

}  // namespace sojourn::model
