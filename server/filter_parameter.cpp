#include "server/filter_parameter.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "server/problem.hpp"

namespace sojourn::server {
namespace {

using model::FieldType;
using query::Expression;

query::Value parse_value(const model::Field& field, std::string_view text) {
  if (field.type == FieldType::integer) {
    const auto number = parse_number<std::int64_t>(text);
    if (!number) refuse_parameter(field.name, "must be a whole number");
    return *number;
  }
  if (field.type == FieldType::real) {
    const auto number = parse_number<double>(text);
    if (!number || !std::isfinite(*number)) refuse_parameter(field.name, "must be a number");
    return query::number(*number);
  }
  if (field.type == FieldType::date) {
    const auto day = model::Date::parse(text);
    if (!day) refuse_parameter(field.name, "must be a date such as 2019-04-17");
    return *day;
  }
  // There is no CQL2 text for it (query/expression.hpp), so filters could not be told apart.
  if (text.ends_with('\\')) refuse_parameter(field.name, "cannot end in a backslash");
  return std::string(text);
}

Expression equality(const Parameters& parameters, std::span<const model::Field> fields) {
  Expression all(Expression::Kind::all_of);
  for (const auto name : filterable_fields(fields)) {
    const auto value = parameters.find(name);
    if (!value) continue;
    const auto position = model::field_index(fields, name);
    all.operands.emplace_back(
        query::Predicate{position, query::Test::equal, false, {parse_value(fields[position], *value)}});
  }
  return all;
}

query::Filter parse_cql2(std::string_view text, model::Collection collection) {
  try {
    return query::Filter::parse(text, collection);
  } catch (const query::FilterError& error) {
    refuse_parameter("filter", error.what());
  }
}

query::Filter given_filter(const Parameters& parameters, model::Collection collection) {
  if (const auto language = parameters.find("filter-lang"); language && *language != "cql2-text")
    refuse_parameter("filter-lang", "can only be cql2-text here: write the filter as text");
  const auto text = parameters.find("filter");
  return text ? parse_cql2(*text, collection) : query::Filter(collection);
}

}  // namespace

std::vector<std::string_view> filterable_fields(std::span<const model::Field> fields) {
  std::vector<std::string_view> names;
  for (const auto& field : fields)
    if (std::find(std::begin(state_parameters), std::end(state_parameters), field.name) ==
        std::end(state_parameters))
      names.push_back(field.name);
  return names;
}

query::Filter parse_filter(const Parameters& parameters, model::Collection collection) {
  auto filter = given_filter(parameters, collection);
  const auto by_name = equality(parameters, model::fields_of(collection));
  if (by_name.operands.empty()) return filter;
  // Read again: links will say it so, and together they may be more than a filter may be.
  return parse_cql2((filter && query::Filter(by_name, collection)).text(), collection);
}

}  // namespace sojourn::server
