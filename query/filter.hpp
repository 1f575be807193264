/// Which rows of a collection a request is about.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "model/block.hpp"
#include "model/row_selection.hpp"
#include "query/expression.hpp"

namespace sojourn::query {

/// Thrown for a filter that cannot be understood; the message says where, what, and what to do.
class FilterError : public std::runtime_error {
 public:
  /// `position` counts characters from 1.
  FilterError(std::size_t position, const std::string& what);

  std::size_t position() const { return position_; }

 private:
  std::size_t position_;
};

/// Longest text of a filter, in bytes, as given and in canonical form.
inline constexpr std::size_t longest_filter = 4000;
/// Most parentheses within each other.
inline constexpr std::size_t deepest_filter = 32;
/// Most conditions in canonical form, where a list of values is one, and most of these with LIKE, which looks
/// at every distinct text: together they bound what one request can cost.
inline constexpr std::size_t most_conditions = 100;
inline constexpr std::size_t most_patterns = 16;

/// Immutable, in canonical form: filters that say the same have equal texts (query/expression.hpp).
class Filter {
 public:
  /// Every row.
  explicit Filter(model::Collection collection);
  Filter(Expression expression, model::Collection collection);

  /// Reads CQL2 text (OGC 21-065r2: Basic CQL2 and Advanced Comparison Operators), of which one side of a
  /// comparison is a property and the other a value. Beyond the standard, a date may be a text
  /// ('2019-04-17'), and BETWEEN takes dates. Throws FilterError.
  static Filter parse(std::string_view cql2_text, model::Collection collection);

  /// Both.
  Filter operator&&(const Filter& other) const;

  model::Collection collection() const { return collection_; }
  const Expression& expression() const { return expression_; }
  /// As CQL2 text; a key for caches, and what links say.
  const std::string& text() const { return text_; }
  bool is_everything() const { return expression_.kind == Expression::Kind::everything; }

  /// The rows of a block of the same collection that pass. Cost: for each predicate a look at every distinct
  /// text of its column, and about a tenth of a nanosecond a row for numbers.
  model::RowSelection select(const model::Block& block) const;

 private:
  Expression expression_;
  model::Collection collection_;
  std::string text_;
};

}  // namespace sojourn::query
