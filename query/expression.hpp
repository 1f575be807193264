/// A filter as a value: what every filter language is read into, and every row is judged by.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "model/date.hpp"
#include "model/schema.hpp"

namespace sojourn::query {

/// Numbers that are whole and fit are std::int64_t, others double.
using Value = std::variant<std::int64_t, double, std::string, model::Date>;

/// A number in the one form that equal numbers share.
Value number(double value);

enum class Test : std::uint8_t {
  equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  between,  ///< two values, both inclusive
  among,    ///< one of the values
  like,     ///< one text: % any characters, _ one, \ takes away their meaning
  null,     ///< no value
};

/// What is asked of one field. Where the field is null, every test but `null` is neither true nor false,
/// negated or not.
struct Predicate {
  std::size_t field = 0;  ///< position in the collection's fields
  Test test = Test::null;
  bool negated = false;
  std::vector<Value> values;  ///< of the field's type

  bool operator==(const Predicate&) const = default;
};

/// Negation stands at predicates only: NOT (a AND b) is NOT a OR NOT b in three-valued logic too. So a row
/// passes exactly if its predicates that are true suffice, and what is unknown need not be told from false.
struct Expression {
  enum class Kind : std::uint8_t { everything, nothing, predicate, all_of, any_of };

  Kind kind = Kind::everything;
  Predicate predicate;               ///< of Kind::predicate
  std::vector<Expression> operands;  ///< of all_of and any_of

  Expression() = default;
  explicit Expression(Kind of_kind, std::vector<Expression> of = {})
      : kind(of_kind), operands(std::move(of)) {}
  explicit Expression(Predicate of) : kind(Kind::predicate), predicate(std::move(of)) {}

  bool operator==(const Expression&) const = default;
};

/// NOT, carried down to the predicates.
Expression negated(Expression expression);

/// One form for expressions that say the same in another order, with other parentheses, with values or
/// operands twice, with one value in a list, with equal numbers written differently, or that list the values
/// of a field by OR instead of IN.
Expression canonical(Expression expression, std::span<const model::Field> fields);

/// As CQL2 text. Of a canonical expression it is the same again when read and made canonical. A text that
/// ends in a backslash has no such form: CQL2 takes \' for a quote.
std::string to_cql2_text(const Expression& expression, std::span<const model::Field> fields);

}  // namespace sojourn::query
