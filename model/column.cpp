#include "model/column.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <stdexcept>
#include <type_traits>
#include <unordered_map>

#include "model/utf8.hpp"

namespace sojourn::model {
namespace {

template <typename Code>
void narrow_to(std::span<const std::uint64_t> codes, std::vector<std::uint8_t>& bytes) {
  bytes.resize(codes.size() * sizeof(Code));
  auto* out = bytes.data();
  for (const auto code : codes) {
    const auto narrow = static_cast<Code>(code);
    std::memcpy(out, &narrow, sizeof(Code));
    out += sizeof(Code);
  }
}

/// What a code takes in the narrowest layout that holds the largest.
std::size_t code_bytes(std::uint64_t largest) {
  return largest <= 0xFF ? 1 : largest <= 0xFFFF ? 2 : largest <= 0xFFFFFFFF ? 4 : 8;
}

/// Of fewer texts, what sharing saves is less than what it needs itself.
constexpr std::size_t least_shared_bytes = 4096;

Column::CodeSum sum_of_one(std::uint64_t code, std::size_t rows) {
  return {code * rows, code == 0 ? 0 : rows};
}

/// Iterators take one type of index, whatever the range.
template <typename Codes>
auto code_at(const Codes& codes, std::size_t row) {
  return std::ranges::begin(codes)[static_cast<std::ptrdiff_t>(row)];
}

template <typename Rows, typename Codes>
Column::CodeSum sum_of(const Rows& rows, const Codes& codes) {
  Column::CodeSum result;
  for (const std::size_t row : rows) {
    const auto code = code_at(codes, row);
    result.sum += code;
    result.known += static_cast<std::size_t>(code != 0);
  }
  return result;
}

template <typename Rows, typename Codes>
bool have(const Rows& rows, const Codes& codes, std::uint64_t code) {
  for (const std::size_t row : rows)
    if (code_at(codes, row) != code) return false;
  return true;
}

}  // namespace

Column::CodeSum Column::sum_codes(std::size_t first, std::size_t last) const {
  return visit_codes([&]<typename Codes>(const Codes& codes) -> CodeSum {
    if constexpr (std::is_same_v<Codes, std::uint64_t>)
      return sum_of_one(codes, last - first);
    else
      return sum_of(std::views::iota(first, last), codes);
  });
}

Column::CodeSum Column::sum_codes(std::span<const std::uint32_t> rows) const {
  return visit_codes([&]<typename Codes>(const Codes& codes) -> CodeSum {
    if constexpr (std::is_same_v<Codes, std::uint64_t>)
      return sum_of_one(codes, rows.size());
    else
      return sum_of(rows, codes);
  });
}

bool Column::all_equal(std::size_t first, std::size_t last, std::uint64_t code) const {
  return visit_codes([&]<typename Codes>(const Codes& codes) {
    if constexpr (std::is_same_v<Codes, std::uint64_t>)
      return first == last || codes == code;
    else
      return have(std::views::iota(first, last), codes, code);
  });
}

bool Column::all_equal(std::span<const std::uint32_t> rows, std::uint64_t code) const {
  return visit_codes([&]<typename Codes>(const Codes& codes) {
    if constexpr (std::is_same_v<Codes, std::uint64_t>)
      return rows.empty() || codes == code;
    else
      return have(rows, codes, code);
  });
}

std::optional<std::int64_t> Column::sum() const {
  const auto codes = sum_codes(0, size_);
  if (codes.known == 0) return std::nullopt;
  return static_cast<std::int64_t>(codes.sum) + static_cast<std::int64_t>(codes.known) * (base_ - 1);
}

std::size_t Column::memory_bytes() const {
  return bytes_.capacity() + reals_.capacity() * sizeof(double) + texts_.memory_bytes();
}

void Column::share_texts(const Column& before) {
  if (texts_.empty() || renumbered_) return;
  if (texts_ == before.texts_) {
    texts_ = before.texts_;
    return;
  }
  const auto own_bytes = texts_.memory_bytes();
  if (is_constant() || own_bytes < least_shared_bytes) return;
  auto continued = continue_texts(before.texts_, texts_);
  const auto largest = std::uint64_t{*std::ranges::max_element(continued.numbers)} + 1;
  const auto bytes = continued.added_bytes + size_ * code_bytes(largest);
  if (bytes * 4 > (own_bytes + bytes_.size()) * 3) return;  // not worth the looking up
  std::vector<std::uint64_t> codes(size_, 0);
  for (std::size_t row = 0; row < size_; ++row)
    if (!is_null(row)) codes[row] = std::uint64_t{continued.numbers[code(row) - 1]} + 1;
  texts_ = std::move(continued.texts);
  renumbered_ = true;
  pack_narrowly(codes, largest);
}

Column Column::with_own_texts() const {
  if (!renumbered_) return *this;
  std::vector<std::uint64_t> codes(size_, 0);
  std::vector<std::uint32_t> seen(texts_.size());
  TextTable own;
  for (std::size_t row = 0; row < size_; ++row) {
    if (is_null(row)) continue;
    auto& number = seen[code(row) - 1];
    if (number == 0) {
      own.push_back(text(row));
      number = static_cast<std::uint32_t>(own.size());
    }
    codes[row] = number;
  }
  own.shrink_to_fit();
  Column column;
  column.size_ = size_;
  column.texts_ = Texts(std::move(own));
  column.pack(codes);
  return column;
}

/// Chooses the narrowest layout and fills it.
void Column::pack(std::span<const std::uint64_t> codes) {
  distinct_texts_ = texts_.size();
  const auto [smallest, largest] = std::minmax_element(codes.begin(), codes.end());
  if (codes.empty() || *smallest == *largest) {
    constant_ = codes.empty() ? 0 : *smallest;
    return;
  }
  // Distinct values are numbered in order of first use, so as many of them as rows are 1, 2, 3 …
  all_different_ = texts_.size() == codes.size() || reals_.size() == codes.size();
  if (all_different_)
    layout_ = Layout::counted;
  else
    pack_narrowly(codes, *largest);
}

void Column::pack_narrowly(std::span<const std::uint64_t> codes, std::uint64_t largest) {
  bytes_ = std::vector<std::uint8_t>();
  switch (code_bytes(largest)) {
    case 1:
      layout_ = Layout::one_byte;
      return narrow_to<std::uint8_t>(codes, bytes_);
    case 2:
      layout_ = Layout::two_bytes;
      return narrow_to<std::uint16_t>(codes, bytes_);
    case 4:
      layout_ = Layout::four_bytes;
      return narrow_to<std::uint32_t>(codes, bytes_);
    default:
      layout_ = Layout::eight_bytes;
      return narrow_to<std::uint64_t>(codes, bytes_);
  }
}

void ColumnBuilder::require(FieldType wanted) const {
  const bool whole = type_ == FieldType::integer || type_ == FieldType::date;
  if (wanted == type_ || (wanted == FieldType::integer && whole)) return;
  throw std::logic_error("a value of another type was put into a column");
}

void ColumnBuilder::resize(std::size_t rows) {
  if (rows > size_) spread();
  if (rows < values_.size()) values_.resize(rows);
  size_ = rows;
}

void ColumnBuilder::drop_first(std::size_t rows) {
  spread();
  values_.erase(values_.begin(),
                values_.begin() + static_cast<std::ptrdiff_t>(std::min(rows, values_.size())));
  size_ -= std::min(rows, size_);
  // Columns with few texts of their own would number the same ones again and again.
  if (texts_.size() > values_.size()) keep_used_texts();
}

void ColumnBuilder::keep_used_texts() {
  TextPool used;
  for (auto& value : values_)
    if (value != null_value)
      value = static_cast<std::int64_t>(used.add(texts_[static_cast<std::size_t>(value)]));
  texts_ = std::move(used);
}

void ColumnBuilder::spread() {
  if (rest_ == null_value) return;
  values_.resize(size_, rest_);
  rest_ = null_value;
}

void ColumnBuilder::fill(std::size_t rows, std::int64_t value) {
  require(FieldType::integer);
  values_.clear();
  size_ = rows;
  rest_ = value;
}

void ColumnBuilder::fill(std::size_t rows, std::string_view value) {
  require(FieldType::text);
  values_.clear();
  size_ = rows;
  rest_ = intern(value);
}

std::int64_t ColumnBuilder::intern(std::string_view value) {
  return static_cast<std::int64_t>(texts_.add(value));
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

std::int64_t& ColumnBuilder::value_at(std::size_t row) {
  spread();
  size_ = std::max(size_, row + 1);
  if (values_.empty()) values_.reserve(expected_);
  if (row == values_.size()) return values_.emplace_back(null_value);
  if (row > values_.size()) values_.resize(row + 1, null_value);
  return values_[row];
}

void ColumnBuilder::set(std::size_t row, std::int64_t value) {
  require(FieldType::integer);
  value_at(row) = value;
}

void ColumnBuilder::set(std::size_t row, double value) {
  require(FieldType::real);
  // -0.0 has the bits of the null marker, and is zero.
  value_at(row) = std::bit_cast<std::int64_t>(value == 0.0 ? 0.0 : value);
}

void ColumnBuilder::set(std::size_t row, std::string_view value) {
  set_code(row, intern(value));
}

void ColumnBuilder::set_code(std::size_t row, std::int64_t interned) {
  require(FieldType::text);
  value_at(row) = interned;
}

void ColumnBuilder::set_null(std::size_t row) {
  spread();
  if (row < values_.size()) values_[row] = null_value;
}

double ColumnBuilder::real(std::size_t row) const {
  return std::bit_cast<double>(value(row));
}

void ColumnBuilder::number_reals(std::span<const std::uint32_t> order, std::span<std::uint64_t> codes,
                                 std::vector<double>& reals) const {
  std::unordered_map<std::int64_t, std::uint64_t> seen;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (is_null(order[i])) continue;
    const auto [found, inserted] = seen.try_emplace(value(order[i]), seen.size() + 1);
    codes[i] = found->second;
    if (inserted) reals.push_back(real(order[i]));
  }
  reals.shrink_to_fit();
}

TextTable ColumnBuilder::number_texts(std::span<const std::uint32_t> order,
                                      std::span<std::uint64_t> codes) const {
  TextTable texts;
  texts.reserve_as(texts_.table());
  std::vector<std::uint32_t> seen(texts_.size());  // by number in the pool; 0: not yet
  std::map<std::string, std::uint32_t> repaired;   // two that are broken may become the same
  const auto next = [&](std::string_view written) {
    texts.push_back(written);
    return static_cast<std::uint32_t>(texts.size());
  };
  // Here once, so that nobody need ask who makes tiles of it.
  const auto code_of = [&](std::string_view written) {
    if (is_utf8(written)) return next(written);
    std::string whole;
    append_as_utf8(whole, written);
    const auto known = repaired.find(whole);
    return known != repaired.end() ? known->second : repaired.emplace(whole, next(whole)).first->second;
  };
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (is_null(order[i])) continue;
    auto& code = seen[static_cast<std::size_t>(value(order[i]))];
    if (code == 0) code = code_of(text(order[i]));
    codes[i] = code;
  }
  texts.shrink_to_fit();
  return texts;
}

/// Of a column without values of rows' own: all have the same, or are null.
Column ColumnBuilder::build_rest(std::size_t rows) const {
  Column column;
  column.type_ = type_;
  column.size_ = rows;
  if (rest_ == null_value || rows == 0) return column;
  column.constant_ = 1;
  if (type_ == FieldType::text) {
    std::uint64_t code = 0;
    const std::uint32_t first = 0;
    column.texts_ = Texts(number_texts({&first, 1}, {&code, 1}));
    column.distinct_texts_ = 1;
  } else {
    column.base_ = rest_;
  }
  return column;
}

Column ColumnBuilder::build(std::span<const std::uint32_t> order, std::vector<std::uint64_t>& codes) const {
  if (values_.empty()) return build_rest(order.size());
  Column column;
  column.type_ = type_;
  column.size_ = order.size();

  codes.assign(order.size(), 0);
  if (type_ == FieldType::integer || type_ == FieldType::date) {
    auto lowest = std::numeric_limits<std::int64_t>::max();
    for (const auto value : values_)
      if (value != null_value) lowest = std::min(lowest, value);
    column.base_ = lowest == std::numeric_limits<std::int64_t>::max() ? 0 : lowest;
    for (std::size_t i = 0; i < order.size(); ++i)
      if (!is_null(order[i])) codes[i] = static_cast<std::uint64_t>(values_[order[i]] - column.base_) + 1;
  } else {
    // Distinct values are numbered in order of first use, so neighbours get near codes.
    if (type_ == FieldType::real)
      number_reals(order, codes, column.reals_);
    else
      column.texts_ = Texts(number_texts(order, codes));
  }

  column.pack(codes);
  return column;
}

TableBuilder::TableBuilder(std::span<const Field> fields) : fields_(fields) {
  columns_.reserve(fields.size());
  for (const auto& field : fields) columns_.emplace_back(field.type);
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
