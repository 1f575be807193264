#include "query/expression.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sojourn::query {
namespace {

/// The test that is true where this one is false, if there is one.
Test opposite(Test test) {
  switch (test) {
    case Test::less:
      return Test::greater_or_equal;
    case Test::less_or_equal:
      return Test::greater;
    case Test::greater:
      return Test::less_or_equal;
    case Test::greater_or_equal:
      return Test::less;
    default:
      return test;
  }
}

Predicate negated(Predicate predicate) {
  const auto other = opposite(predicate.test);
  if (other == predicate.test) predicate.negated = !predicate.negated;
  predicate.test = other;
  return predicate;
}

}  // namespace

Value number(double value) {
  // The bounds of std::int64_t, which double holds exactly; the upper one is not inside.
  constexpr double limit = 9223372036854775808.0;
  if (value >= -limit && value < limit && value == std::trunc(value)) return static_cast<std::int64_t>(value);
  return value;
}

Expression negated(Expression expression) {
  using Kind = Expression::Kind;
  switch (expression.kind) {
    case Kind::everything:
      expression.kind = Kind::nothing;
      break;
    case Kind::nothing:
      expression.kind = Kind::everything;
      break;
    case Kind::predicate:
      expression.predicate = negated(std::move(expression.predicate));
      break;
    case Kind::all_of:
    case Kind::any_of:
      expression.kind = expression.kind == Kind::all_of ? Kind::any_of : Kind::all_of;
      for (auto& operand : expression.operands) operand = negated(std::move(operand));
      break;
  }
  return expression;
}

}  // namespace sojourn::query
