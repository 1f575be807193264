#include "query/filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "query/code_test.hpp"

namespace sojourn::query {
namespace {

using Kind = Expression::Kind;
using Words = std::span<std::uint64_t>;

/// Takes the rows that do not pass out of `words`.
void narrow(const Expression& expression, const model::Block& block, Words words);

/// Each operand looks only at rows that none before it has let pass.
void narrow_any_of(const Expression& expression, const model::Block& block, Words words) {
  const std::vector<std::uint64_t> all(words.begin(), words.end());
  std::vector<std::uint64_t> tried(words.size());
  std::fill(words.begin(), words.end(), 0);
  for (const auto& operand : expression.operands) {
    for (std::size_t i = 0; i < words.size(); ++i) tried[i] = all[i] & ~words[i];
    narrow(operand, block, tried);
    for (std::size_t i = 0; i < words.size(); ++i) words[i] |= tried[i];
  }
}

void narrow(const Expression& expression, const model::Block& block, Words words) {
  switch (expression.kind) {
    case Kind::everything:
      return;
    case Kind::nothing:
      std::fill(words.begin(), words.end(), 0);
      return;
    case Kind::predicate: {
      const auto& column = block.column(expression.predicate.field);
      return CodeTest(expression.predicate, column).narrow(column, words);
    }
    case Kind::all_of:
      for (const auto& operand : expression.operands) narrow(operand, block, words);
      return;
    case Kind::any_of:
      return narrow_any_of(expression, block, words);
  }
}

}  // namespace

FilterError::FilterError(std::size_t position, const std::string& what)
    : std::runtime_error(fmt::format("at character {}: {}", position, what)), position_(position) {}

Filter::Filter(model::Collection collection) : Filter(Expression(), collection) {}

Filter::Filter(Expression expression, model::Collection collection)
    : expression_(canonical(std::move(expression), model::fields_of(collection))),
      collection_(collection),
      text_(to_cql2_text(expression_, model::fields_of(collection))) {}

Filter Filter::operator&&(const Filter& other) const {
  if (collection_ != other.collection_) throw std::logic_error("filters of two collections cannot be joined");
  return Filter(Expression(Expression::Kind::all_of, {expression_, other.expression_}), collection_);
}

model::RowSelection Filter::select(const model::Block& block) const {
  // `locations` and `assessments` are two names of the same rows.
  if (model::fields_of(block.collection()).data() != model::fields_of(collection_).data())
    throw std::logic_error("a filter of one collection cannot select rows of another");
  model::RowSelection selection(block.rows(), true);
  narrow(expression_, block, selection.words());
  return selection;
}

}  // namespace sojourn::query
