/// One typed, immutable column of a block, packed to what its values need, and
/// the builder that makes it.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/large_pages.hpp"
#include "model/schema.hpp"
#include "model/text_pool.hpp"
#include "model/text_table.hpp"
#include "model/texts.hpp"

namespace sojourn::model {

/// Values are kept as codes of 0, 1, 2, 4 or 8 bytes; code 0 is null. Integers and dates are
/// `base + code - 1`; texts and reals are `values[code - 1]` in a table of distinct values.
/// A column that is null, or the same, in every row takes no memory per row, nor does one whose texts are all
/// different: there the code is counted. A column that shares texts with that of another round (share_texts)
/// keeps a code for each row, and of those texts some may be in no row.
class Column {
 public:
  Column() = default;

  FieldType type() const { return type_; }
  std::size_t size() const { return size_; }
  bool is_null(std::size_t row) const { return code(row) == 0; }
  bool all_null() const { return is_constant() && constant_ == 0; }
  /// Every row has the same code.
  bool is_constant() const { return layout_ == Layout::constant; }

  /// Every row has a text, or real, of its own.
  bool is_all_different() const { return all_different_; }

  /// The value of an integer field, or days since 1970 of a date; not for null rows.
  std::int64_t integer(std::size_t row) const { return base_ + static_cast<std::int64_t>(code(row)) - 1; }
  double real(std::size_t row) const { return reals_[code(row) - 1]; }
  std::string_view text(std::size_t row) const { return texts_[code(row) - 1]; }
  /// That this row's text will be read soon: it is fetched from memory meanwhile.
  void expect_text(std::size_t row) const {
    if (const auto known = code(row); known != 0) texts_.expect(known - 1);
  }
  std::optional<std::int64_t> optional_integer(std::size_t row) const {
    return is_null(row) ? std::nullopt : std::optional(integer(row));
  }

  /// 0 for null; for texts and reals otherwise 1 + the position in the table of distinct values.
  std::uint64_t code(std::size_t row) const {
    switch (layout_) {
      case Layout::constant:
        return constant_;
      case Layout::counted:
        return row + 1;
      case Layout::one_byte:
        return bytes_[row];
      case Layout::two_bytes:
        return reinterpret_cast<const std::uint16_t*>(bytes_.data())[row];
      case Layout::four_bytes:
        return reinterpret_cast<const std::uint32_t*>(bytes_.data())[row];
      default:
        return reinterpret_cast<const std::uint64_t*>(bytes_.data())[row];
    }
  }
  /// Calls visit(codes) with the rows' codes as they are packed: a span of 8, 16, 32 or 64-bit numbers, the
  /// view of 32-bit numbers 1 … rows where these are the codes, or, where all rows have the same, that one
  /// code (std::uint64_t). For loops over many rows.
  template <typename Visit>
  decltype(auto) visit_codes(Visit&& visit) const {
    switch (layout_) {
      case Layout::constant:
        return visit(constant_);
      case Layout::counted:
        return visit(std::views::iota(std::uint32_t{1}, static_cast<std::uint32_t>(size_ + 1)));
      case Layout::one_byte:
        return visit(packed<std::uint8_t>());
      case Layout::two_bytes:
        return visit(packed<std::uint16_t>());
      case Layout::four_bytes:
        return visit(packed<std::uint32_t>());
      default:
        return visit(packed<std::uint64_t>());
    }
  }
  /// The integer or date that code 1 stands for.
  std::int64_t base() const { return base_; }
  /// By code - 1. Some may be in no row.
  const Texts& texts() const { return texts_; }
  /// How many texts the rows have, whoever shares them.
  std::size_t distinct_texts() const { return distinct_texts_; }
  /// Uses texts of the column of the round before where that takes less memory, so that they are there once.
  /// Rows keep their texts, and get other codes. A column that shares some already stays as it is.
  void share_texts(const Column& before);
  /// Codes are no longer in the order in which rows first use them, because texts are shared.
  bool is_renumbered() const { return renumbered_; }
  /// The column as it was built, whatever it shares.
  Column with_own_texts() const;
  std::span<const double> reals() const { return reals_; }

  struct CodeSum {
    std::uint64_t sum = 0;
    std::size_t known = 0;  ///< rows that are not null
  };
  /// Of rows from first to before last. For integers the values' sum is sum + known · (base() - 1).
  CodeSum sum_codes(std::size_t first, std::size_t last) const;
  /// Whether all rows from first to before last have that code.
  bool all_equal(std::size_t first, std::size_t last, std::uint64_t code) const;

  /// The same of these rows.
  CodeSum sum_codes(std::span<const std::uint32_t> rows) const;
  bool all_equal(std::span<const std::uint32_t> rows, std::uint64_t code) const;

  /// Sum over the rows that are not null; nothing if all are.
  std::optional<std::int64_t> sum() const;
  /// Of texts in which others share: its share.
  std::size_t memory_bytes() const;

 private:
  friend class ColumnBuilder;
  enum class Layout : std::uint8_t { constant, counted, one_byte, two_bytes, four_bytes, eight_bytes };
  template <typename Code>
  std::span<const Code> packed() const {
    return {reinterpret_cast<const Code*>(bytes_.data()), size_};
  }
  void pack(std::span<const std::uint64_t> codes);
  void pack_narrowly(std::span<const std::uint64_t> codes, std::uint64_t largest);

  FieldType type_ = FieldType::text;
  Layout layout_ = Layout::constant;
  bool all_different_ = false;
  bool renumbered_ = false;
  std::uint64_t constant_ = 0;
  std::int64_t base_ = 0;
  std::size_t size_ = 0;
  std::vector<std::uint8_t> bytes_;
  Texts texts_;
  std::size_t distinct_texts_ = 0;
  std::vector<double> reals_;
};

/// Collects a column's values row by row. Appending a value of another type than the
/// column's throws std::logic_error.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(FieldType type = FieldType::text) : type_(type) {}

  FieldType type() const { return type_; }
  std::size_t size() const { return size_; }
  /// Null as long as nothing else is set; `resize` adds null rows, and setting a row beyond the last adds
  /// those before it.
  void resize(std::size_t rows);
  void append_null() { resize(size_ + 1); }
  /// That so many rows may come. A column that stays null takes no memory for it.
  void expect_rows(std::size_t rows) { expected_ = rows; }
  /// Takes out that many rows from the first, and texts that the others do not have.
  void drop_first(std::size_t rows);
  void append(std::int64_t value);  ///< integer or date (days since 1970)
  void append(double value);
  void append(std::string_view value);
  void set(std::size_t row, std::int64_t value);
  void set(std::size_t row, double value);
  void set(std::size_t row, std::string_view value);
  void set_null(std::size_t row);
  /// So many rows, all of this value, which takes no memory for each of them. Forgets what was set before.
  void fill(std::size_t rows, std::int64_t value);  ///< integer or date
  void fill(std::size_t rows, std::string_view value);
  /// For texts set in many rows: the code of a text, to be given to set_code.
  std::int64_t intern(std::string_view value);
  void set_code(std::size_t row, std::int64_t interned);
  /// That this text will be set, or interned, soon: looking for it takes less time then.
  void expect(std::string_view value) const { texts_.expect(value); }
  /// What intern gave for the text, if it was called with it.
  std::optional<std::size_t> find_interned(std::string_view value) const { return texts_.find(value); }

  bool is_null(std::size_t row) const { return value(row) == null_value; }
  /// This row and all after it are null: no value was set there. 0 of a column without any.
  std::size_t first_unset() const { return rest_ == null_value ? values_.size() : size_; }
  std::int64_t integer(std::size_t row) const { return value(row); }
  double real(std::size_t row) const;
  std::string_view text(std::size_t row) const { return texts_[static_cast<std::size_t>(value(row))]; }

  /// Packs the rows in the order given (a permutation of 0 … size-1). Bytes of texts that are not UTF-8
  /// become U+FFFD. The codes are room to work in, for who builds many columns.
  Column build(std::span<const std::uint32_t> order, std::vector<std::uint64_t>& codes) const;
  Column build(std::span<const std::uint32_t> order) const {
    std::vector<std::uint64_t> codes;
    return build(order, codes);
  }

 private:
  static constexpr std::int64_t null_value = std::numeric_limits<std::int64_t>::min();
  void require(FieldType wanted) const;
  // Both give each distinct value its code and return the values by code, 1 being the first.
  void number_reals(std::span<const std::uint32_t> order, std::span<std::uint64_t> codes,
                    std::vector<double>& reals) const;
  TextTable number_texts(std::span<const std::uint32_t> order, std::span<std::uint64_t> codes) const;

  std::int64_t value(std::size_t row) const {
    if (row < values_.size()) return values_[row];
    return row < size_ ? rest_ : null_value;
  }
  std::int64_t& value_at(std::size_t row);
  /// Numbers the texts that rows have anew, in the order of their rows.
  void keep_used_texts();
  /// Gives each row its own value, that one of them may become another.
  void spread();
  Column build_rest(std::size_t rows) const;

  FieldType type_;
  std::size_t size_ = 0;
  std::size_t expected_ = 0;
  LargeVector<std::int64_t> values_;  ///< shorter than size_ while the rest are of one value
  std::int64_t rest_ = null_value;
  TextPool texts_;
};

/// Builders for every field of a schema.
class TableBuilder {
 public:
  explicit TableBuilder(std::span<const Field> fields);

  std::span<const Field> fields() const { return fields_; }
  std::size_t rows() const { return rows_; }
  /// Adds a row of nulls and returns its number. Costs nothing: a column is as long as what was set in it.
  std::size_t add_row() { return rows_++; }
  /// That so many rows may come.
  void expect_rows(std::size_t rows) {
    for (auto& column : columns_) column.expect_rows(rows);
  }
  /// Takes out that many rows from the first.
  void drop_first(std::size_t rows) {
    for (auto& column : columns_) column.drop_first(rows);
    rows_ -= rows;
  }
  /// By name; throws std::logic_error for a name that the schema lacks. Look up once, not per row.
  ColumnBuilder& column(std::string_view name);
  const ColumnBuilder& column(std::string_view name) const;
  ColumnBuilder& column(std::size_t index) { return columns_[index]; }
  const ColumnBuilder& column(std::size_t index) const { return columns_[index]; }

 private:
  std::span<const Field> fields_;
  std::vector<ColumnBuilder> columns_;
  std::size_t rows_ = 0;
};

}  // namespace sojourn::model
