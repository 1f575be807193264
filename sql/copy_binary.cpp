#include "sql/copy_binary.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <limits>
#include <stdexcept>
#include <utility>

#include "sql/error.hpp"

namespace sojourn::sql {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto head =
    "PGCOPY\n\xff\r\n\0"   // the signature
    "\0\0\0\0\0\0\0\0"sv;  // no flags, no extension

/// PostgreSQL counts days from 2000-01-01.
constexpr std::int32_t days_until_2000 = 10957;

constexpr std::array<std::pair<std::string_view, ColumnType>, 7> type_names{{
    {"text", ColumnType::text},
    {"smallint", ColumnType::smallint},
    {"integer", ColumnType::integer},
    {"bigint", ColumnType::bigint},
    {"double precision", ColumnType::real},
    {"date", ColumnType::date},
    {"jsonb", ColumnType::jsonb},
}};

template <typename Number>
void append_big_endian(std::string& to, Number value) {
  std::array<char, sizeof(Number)> bytes;
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    bytes[i] =
        static_cast<char>(static_cast<std::make_unsigned_t<Number>>(value) >> (8 * (sizeof(Number) - 1 - i)));
  to.append(bytes.data(), bytes.size());
}

void require(bool fits) {
  if (!fits) throw std::logic_error("a value of another type was written to a column");
}

template <typename Number>
Number narrowed(std::int64_t value) {
  if (value < std::numeric_limits<Number>::min() || value > std::numeric_limits<Number>::max())
    throw Refusal(fmt::format("{} is too large for its column", value));
  return static_cast<Number>(value);
}

}  // namespace

ColumnType column_type(std::string_view name) {
  for (const auto& [known, type] : type_names)
    if (known == name) return type;
  throw Error(fmt::format(
      "the database has a column of the type {}, which this Sojourn does not know: update it", name));
}

BinaryCopyWriter::BinaryCopyWriter(std::vector<ColumnType> columns)
    : columns_(std::move(columns)), buffer_(head) {}

ColumnType BinaryCopyWriter::next() {
  if (column_ == columns_.size()) throw std::logic_error("a row has more values than columns");
  if (column_ == 0) append_big_endian(buffer_, static_cast<std::int16_t>(columns_.size()));
  return columns_[column_++];
}

template <typename Number>
void BinaryCopyWriter::number(Number value) {
  append_big_endian(buffer_, static_cast<std::int32_t>(sizeof value));
  append_big_endian(buffer_, value);
}

void BinaryCopyWriter::null() {
  next();
  append_big_endian(buffer_, std::int32_t{-1});
}

void BinaryCopyWriter::text(std::string_view value) {
  if (value.find('\0') != std::string_view::npos)
    throw Refusal("a text holds the character NUL, which cannot be stored");
  const bool document = next() == ColumnType::jsonb;
  require(document || columns_[column_ - 1] == ColumnType::text);
  append_big_endian(buffer_, static_cast<std::int32_t>(value.size() + (document ? 1 : 0)));
  if (document) buffer_ += '\1';  // the version of jsonb's format
  buffer_ += value;
}

void BinaryCopyWriter::integer(std::int64_t value) {
  switch (next()) {
    case ColumnType::smallint:
      return number(narrowed<std::int16_t>(value));
    case ColumnType::integer:
      return number(narrowed<std::int32_t>(value));
    case ColumnType::bigint:
      return number(value);
    default:
      require(false);
  }
}

void BinaryCopyWriter::real(double value) {
  require(next() == ColumnType::real);
  number(std::bit_cast<std::int64_t>(value));
}

void BinaryCopyWriter::date(std::int32_t days_since_1970) {
  require(next() == ColumnType::date);
  number(days_since_1970 - days_until_2000);
}

void BinaryCopyWriter::end_row() {
  if (std::exchange(column_, 0) != columns_.size())
    throw std::logic_error("a row has fewer values than columns");
}

}  // namespace sojourn::sql
