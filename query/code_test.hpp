/// A predicate about one column, worked out once: for which of the column's codes it is true.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/column.hpp"
#include "query/expression.hpp"

namespace sojourn::query {

/// Columns keep values as codes (model/column.hpp), null as code 0. Integers and dates keep their order, so a
/// comparison is a range of codes; of texts and reals each distinct value is looked at once.
class CodeTest {
 public:
  CodeTest(const Predicate& predicate, const model::Column& column);

  /// Takes the rows for which the predicate is not true out of `words` (model::RowSelection). Words that are
  /// empty already cost nothing.
  void narrow(const model::Column& column, std::span<std::uint64_t> words) const;

 private:
  enum class Kind : std::uint8_t {
    none,     ///< true for no code
    range,    ///< for first_ … last_
    outside,  ///< for all but those and null
    table,    ///< where table_[code - first_] says so; beyond it, where `beyond_` does, but not for null
    list,     ///< for those in codes_, or, if `beyond_`, for all but those and null
  };

  void make_from_numbers(const Predicate& predicate, const model::Column& column);
  void make_from_codes(std::vector<std::uint64_t> codes, bool negated);
  void make_range(std::uint64_t first, std::uint64_t last, bool negated);
  void make_table(const std::vector<std::uint64_t>& codes, bool negated);
  /// For no value, or for all but null.
  void make_empty(bool negated);
  bool is_true(std::uint64_t code) const;
  template <typename Codes>
  void narrow_packed(const Codes& codes, std::span<std::uint64_t> words) const;

  Kind kind_ = Kind::none;
  bool beyond_ = false;
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  std::vector<std::uint8_t> table_;
  std::vector<std::uint64_t> codes_;
};

}  // namespace sojourn::query
