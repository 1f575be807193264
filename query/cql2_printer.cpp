#include <fmt/format.h>

#include <iterator>

#include "query/expression.hpp"

namespace sojourn::query {
namespace {

using Kind = Expression::Kind;

void append_text(std::string& out, std::string_view text) {
  out += '\'';
  for (const char c : text) {
    // After a backslash a doubled quote would be read as \' and the end.
    if (c == '\'') out += out.back() == '\\' ? '\\' : '\'';
    out += c;
  }
  out += '\'';
}

void append(std::string& out, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value))
    append_text(out, *text);
  else if (const auto* day = std::get_if<model::Date>(&value))
    fmt::format_to(std::back_inserter(out), "DATE('{}')", day->to_string());
  else if (const auto* whole = std::get_if<std::int64_t>(&value))
    fmt::format_to(std::back_inserter(out), "{}", *whole);
  else
    fmt::format_to(std::back_inserter(out), "{}", std::get<double>(value));
}

void append_list(std::string& out, const std::vector<Value>& values) {
  std::string_view separator = "(";
  for (const auto& value : values) {
    out += separator;
    append(out, value);
    separator = ",";
  }
  out += ')';
}

std::string_view sign_of(Test test, bool negated) {
  switch (test) {
    case Test::equal:
      return negated ? "<>" : "=";
    case Test::less:
      return "<";
    case Test::less_or_equal:
      return "<=";
    case Test::greater:
      return ">";
    default:
      return ">=";
  }
}

void append(std::string& out, const Predicate& predicate, std::span<const model::Field> fields) {
  const std::string_view is_not = predicate.negated ? " NOT" : "";
  out += fields[predicate.field].name;
  switch (predicate.test) {
    case Test::null:
      out.append(" IS").append(is_not).append(" NULL");
      return;
    case Test::among:
      out.append(is_not).append(" IN ");
      append_list(out, predicate.values);
      return;
    case Test::like:
      out.append(is_not).append(" LIKE ");
      break;
    case Test::between:
      out.append(is_not).append(" BETWEEN ");
      append(out, predicate.values[0]);
      out += " AND ";
      append(out, predicate.values[1]);
      return;
    default:
      out += sign_of(predicate.test, predicate.negated);
  }
  append(out, predicate.values[0]);
}

void append(std::string& out, const Expression& expression, std::span<const model::Field> fields) {
  std::string_view separator;
  switch (expression.kind) {
    case Kind::everything:
      out += "TRUE";
      return;
    case Kind::nothing:
      out += "FALSE";
      return;
    case Kind::predicate:
      append(out, expression.predicate, fields);
      return;
    case Kind::all_of:
    case Kind::any_of:
      for (const auto& operand : expression.operands) {
        const bool enclosed = operand.kind == Kind::any_of || operand.kind == Kind::all_of;
        const bool needs_parentheses = enclosed && expression.kind == Kind::all_of;
        out += separator;
        if (needs_parentheses) out += '(';
        append(out, operand, fields);
        if (needs_parentheses) out += ')';
        separator = expression.kind == Kind::all_of ? " AND " : " OR ";
      }
  }
}

}  // namespace

std::string to_cql2_text(const Expression& expression, std::span<const model::Field> fields) {
  std::string out;
  append(out, expression, fields);
  return out;
}

}  // namespace sojourn::query
