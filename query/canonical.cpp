#include <algorithm>
#include <utility>

#include "query/expression.hpp"
#include "query/like_pattern.hpp"

namespace sojourn::query {
namespace {

using Kind = Expression::Kind;

Predicate canonical(Predicate predicate) {
  auto& values = predicate.values;
  for (auto& value : values)
    if (const auto* real = std::get_if<double>(&value)) value = number(*real);
  if (predicate.test == Test::among) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.size() == 1) predicate.test = Test::equal;
  } else if (predicate.test == Test::between && values[0] == values[1]) {
    predicate.test = Test::equal;
    values.pop_back();
  } else if (predicate.test == Test::like) {
    const LikePattern pattern(std::get<std::string>(values[0]));
    const auto text = pattern.only_text();
    if (text) predicate.test = Test::equal;
    values[0] = text ? *text : pattern.canonical();
  }
  return predicate;
}

/// Whether this predicate lists values of its field in a way that the junction adds up: a = 1 OR a = 2 is
/// a IN (1, 2), and a <> 1 AND a <> 2 is a NOT IN (1, 2).
bool lists_values(const Expression& operand, Kind junction) {
  return operand.kind == Kind::predicate &&
         (operand.predicate.test == Test::equal || operand.predicate.test == Test::among) &&
         operand.predicate.negated == (junction == Kind::all_of);
}

std::vector<Expression> with_lists_joined(std::vector<Expression> operands, Kind junction) {
  std::vector<Expression> result;
  for (auto& operand : operands) {
    const auto same = std::find_if(result.begin(), result.end(), [&](const Expression& other) {
      return lists_values(operand, junction) && lists_values(other, junction) &&
             other.predicate.field == operand.predicate.field;
    });
    if (same == result.end()) {
      result.push_back(std::move(operand));
      continue;
    }
    auto& list = same->predicate;
    list.test = Test::among;
    std::move(operand.predicate.values.begin(), operand.predicate.values.end(),
              std::back_inserter(list.values));
  }
  for (auto& operand : result)
    if (operand.kind == Kind::predicate) operand.predicate = canonical(std::move(operand.predicate));
  return result;
}

/// By text, each once.
std::vector<Expression> in_order(std::vector<Expression> operands, std::span<const model::Field> fields) {
  std::vector<std::pair<std::string, Expression>> by_text;
  for (auto& operand : operands) {
    auto text = to_cql2_text(operand, fields);
    by_text.emplace_back(std::move(text), std::move(operand));
  }
  std::sort(by_text.begin(), by_text.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  operands.clear();
  for (auto& [text, operand] : by_text)
    if (operands.empty() || operands.back() != operand) operands.push_back(std::move(operand));
  return operands;
}

Expression canonical_junction(Expression junction, std::span<const model::Field> fields) {
  const auto neutral = junction.kind == Kind::all_of ? Kind::everything : Kind::nothing;
  const auto decisive = junction.kind == Kind::all_of ? Kind::nothing : Kind::everything;
  std::vector<Expression> operands;
  for (auto& part : junction.operands) {
    auto operand = canonical(std::move(part), fields);
    if (operand.kind == decisive) return Expression(decisive);
    if (operand.kind == neutral) continue;
    if (operand.kind == junction.kind)
      std::move(operand.operands.begin(), operand.operands.end(), std::back_inserter(operands));
    else
      operands.push_back(std::move(operand));
  }
  operands = in_order(with_lists_joined(std::move(operands), junction.kind), fields);
  if (operands.empty()) return Expression(neutral);
  if (operands.size() == 1) return std::move(operands.front());
  return Expression(junction.kind, std::move(operands));
}

}  // namespace

Expression canonical(Expression expression, std::span<const model::Field> fields) {
  switch (expression.kind) {
    case Kind::predicate:
      return Expression(canonical(std::move(expression.predicate)));
    case Kind::all_of:
    case Kind::any_of:
      return canonical_junction(std::move(expression), fields);
    default:
      return expression;
  }
}

}  // namespace sojourn::query
