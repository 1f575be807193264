#include "model/block.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "geo/hilbert.hpp"

namespace sojourn::model {
namespace {

geo::Box box_of(const PointE7& point) {
  geo::Box box;
  if (point.exists()) box.grow(point.lon_degrees(), point.lat_degrees());
  return box;
}

/// Rows along a Hilbert curve over the world, those without a point last; ties keep their order.
std::vector<std::uint32_t> spatial_order(std::span<const PointE7> points) {
  constexpr std::uint64_t last = ~std::uint64_t{0};
  std::vector<std::uint64_t> keys(points.size(), last);
  for (std::size_t row = 0; row < points.size(); ++row)
    if (points[row].exists())
      keys[row] = geo::hilbert_index(geo::to_mercator(points[row].lon_degrees(), points[row].lat_degrees()));
  std::vector<std::uint32_t> order(points.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
  return order;
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
  return collection == Collection::origins ? "displaced_from_individuals" : "idps_individuals";
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
  }
  block.finish(table, order, boxes);
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
  block.ids_ = std::move(ids);
  std::vector<geo::Box> boxes;
  for (std::size_t row = 0; row < table.rows(); ++row) boxes.push_back(block.box(row));
  std::vector<std::uint32_t> order(table.rows());
  std::iota(order.begin(), order.end(), 0U);
  block.finish(table, order, boxes);
  return block;
}

void Block::finish(const TableBuilder& table, std::span<const std::uint32_t> order,
                   std::span<const geo::Box> boxes) {
  rows_ = table.rows();
  columns_.reserve(fields().size());
  for (std::size_t field = 0; field < fields().size(); ++field)
    columns_.push_back(table.column(field).build(order));
  rtree_ = PackedRtree(boxes);
  id_field_ = id_field_of(fields());
  check_feature_numbers();

  const auto& people = column(main_measure(collection_));
  for (std::size_t row = 0; row < rows_; ++row)
    if (!has_geometry(row) && !people.is_null(row)) unplaced_ += people.integer(row);
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
  if (is_points()) return box_of(points_[row]);
  return areas_[row] == geo::no_area ? geo::Box{} : boundaries_->box(areas_[row]);
}

void Block::append_feature_id(std::string& out, std::size_t row) const {
  if (!is_points() && !ids_[row].empty()) {
    out += ids_[row];
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
  // Tiles ask for thousands: no allocation for each.
  thread_local std::string id;
  id.clear();
  append_feature_id(id, row);
  return model::feature_number(id);
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
  return copy;
}

std::optional<std::size_t> Block::find(std::string_view wanted) const {
  for (std::size_t row = 0; row < rows_; ++row)
    if (feature_id(row) == wanted) return row;
  return std::nullopt;
}

std::size_t Block::memory_bytes() const {
  std::size_t bytes = points_.capacity() * sizeof(PointE7) + areas_.capacity() * sizeof(std::uint32_t) +
                      rtree_.memory_bytes();
  for (const auto& column : columns_) bytes += column.memory_bytes();
  for (const auto& id : ids_) bytes += sizeof(std::string) + (id.capacity() > 15 ? id.capacity() + 1 : 0);
  return bytes;
}

}  // namespace sojourn::model
