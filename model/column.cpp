#include "model/column.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>

namespace sojourn::model {
namespace {

unsigned width_for(std::uint64_t largest) {
  if (largest <= 0xFF) return 1;
  if (largest <= 0xFFFF) return 2;
  if (largest <= 0xFFFFFFFF) return 4;
  return 8;
}

template <typename Code>
void pack(std::span<const std::uint64_t> codes, std::vector<std::uint8_t>& bytes) {
  bytes.resize(codes.size() * sizeof(Code));
  auto* out = bytes.data();
  for (const auto code : codes) {
    const auto narrow = static_cast<Code>(code);
    std::memcpy(out, &narrow, sizeof(Code));
    out += sizeof(Code);
  }
}

}  // namespace

std::optional<std::int64_t> Column::sum() const {
  std::int64_t total = 0;
  bool any = false;
  for (std::size_t row = 0; row < size_; ++row) {
    if (is_null(row)) continue;
    total += integer(row);
    any = true;
  }
  return any ? std::optional(total) : std::nullopt;
}

std::size_t Column::memory_bytes() const {
  std::size_t bytes =
      bytes_.capacity() + reals_.capacity() * sizeof(double) + texts_.capacity() * sizeof(std::string);
  for (const auto& text : texts_)
    if (text.capacity() > 15) bytes += text.capacity() + 1;
  return bytes;
}

void ColumnBuilder::require(FieldType wanted) const {
  const bool whole = type_ == FieldType::integer || type_ == FieldType::date;
  if (wanted == type_ || (wanted == FieldType::integer && whole)) return;
  throw std::logic_error("a value of another type was put into a column");
}

void ColumnBuilder::resize(std::size_t rows) {
  if (rows < values_.size()) values_.resize(rows);
  size_ = rows;
}

std::int64_t ColumnBuilder::intern(std::string_view value) {
  const auto [found, inserted] =
      positions_.try_emplace(std::string(value), static_cast<std::int64_t>(texts_.size()));
  if (inserted) texts_.emplace_back(value);
  return found->second;
}

void ColumnBuilder::append(std::int64_t value) {
  resize(size_ + 1);
  set(size_ - 1, value);
}
void ColumnBuilder::append(double value) {
  resize(size_ + 1);
  set(size_ - 1, value);
}
void ColumnBuilder::append(std::string_view value) {
  resize(size_ + 1);
  set(size_ - 1, value);
}

void ColumnBuilder::set(std::size_t row, std::int64_t value) {
  require(FieldType::integer);
  if (values_.size() < size_) values_.resize(size_, null_value);
  values_[row] = value;
}

void ColumnBuilder::set(std::size_t row, double value) {
  require(FieldType::real);
  if (values_.size() < size_) values_.resize(size_, null_value);
  // -0.0 has the bits of the null marker, and is zero.
  values_[row] = std::bit_cast<std::int64_t>(value == 0.0 ? 0.0 : value);
}

void ColumnBuilder::set(std::size_t row, std::string_view value) {
  set_code(row, intern(value));
}

void ColumnBuilder::set_code(std::size_t row, std::int64_t interned) {
  require(FieldType::text);
  if (values_.size() < size_) values_.resize(size_, null_value);
  values_[row] = interned;
}

void ColumnBuilder::set_null(std::size_t row) {
  if (row < values_.size()) values_[row] = null_value;
}

bool ColumnBuilder::is_null(std::size_t row) const {
  return row >= values_.size() || values_[row] == null_value;
}
double ColumnBuilder::real(std::size_t row) const {
  return std::bit_cast<double>(values_[row]);
}

Column ColumnBuilder::build(std::span<const std::uint32_t> order) const {
  Column column;
  column.type_ = type_;
  column.size_ = order.size();

  std::vector<std::uint64_t> codes(order.size(), 0);
  if (type_ == FieldType::integer || type_ == FieldType::date) {
    auto lowest = std::numeric_limits<std::int64_t>::max();
    for (const auto value : values_)
      if (value != null_value) lowest = std::min(lowest, value);
    column.base_ = lowest == std::numeric_limits<std::int64_t>::max() ? 0 : lowest;
    for (std::size_t i = 0; i < order.size(); ++i)
      if (!is_null(order[i])) codes[i] = static_cast<std::uint64_t>(values_[order[i]] - column.base_) + 1;
  } else {
    // Distinct values are numbered in order of first use, so neighbours get near codes.
    std::unordered_map<std::int64_t, std::uint64_t> seen;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (is_null(order[i])) continue;
      const auto value = values_[order[i]];
      const auto [found, inserted] = seen.try_emplace(value, seen.size() + 1);
      codes[i] = found->second;
      if (!inserted) continue;
      if (type_ == FieldType::real)
        column.reals_.push_back(std::bit_cast<double>(value));
      else
        column.texts_.push_back(texts_[static_cast<std::size_t>(value)]);
    }
    column.texts_.shrink_to_fit();
    column.reals_.shrink_to_fit();
  }

  const auto [smallest, largest] = std::minmax_element(codes.begin(), codes.end());
  if (codes.empty() || *smallest == *largest) {
    column.constant_ = codes.empty() ? 0 : *smallest;
    return column;
  }
  column.width_ = width_for(*largest);
  switch (column.width_) {
    case 1:
      pack<std::uint8_t>(codes, column.bytes_);
      break;
    case 2:
      pack<std::uint16_t>(codes, column.bytes_);
      break;
    case 4:
      pack<std::uint32_t>(codes, column.bytes_);
      break;
    default:
      pack<std::uint64_t>(codes, column.bytes_);
      break;
  }
  return column;
}

TableBuilder::TableBuilder(std::span<const Field> fields) : fields_(fields) {
  columns_.reserve(fields.size());
  for (const auto& field : fields) columns_.emplace_back(field.type);
}

std::size_t TableBuilder::add_row() {
  ++rows_;
  for (auto& column : columns_) column.resize(rows_);
  return rows_ - 1;
}

ColumnBuilder& TableBuilder::column(std::string_view name) {
  const auto index = field_index(fields_, name);
  if (index == no_field) throw std::logic_error(fmt::format("there is no field {}", name));
  return columns_[index];
}

const ColumnBuilder& TableBuilder::column(std::string_view name) const {
  return const_cast<TableBuilder*>(this)->column(name);
}

}  // namespace sojourn::model
