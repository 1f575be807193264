#include "query/filter_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "query/filter.hpp"

namespace sojourn::query {
namespace {

using model::Field;
using model::FieldType;

/// How many characters (UTF-8) there are.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::string unquoted(std::string_view quoted) {
  std::string text;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    const bool escapes = quoted[i] == '\'' || quoted[i] == '\\';
    if (escapes && i + 1 < quoted.size() && quoted[i + 1] == '\'') ++i;
    text += quoted[i];
  }
  return text;
}

/// What a value of the field looks like, for messages.
std::string_view example_of(FieldType type) {
  switch (type) {
    case FieldType::integer:
      return "is a number: compare it with one such as 100, without quotes";
    case FieldType::real:
      return "is a number: compare it with one such as 0.5, without quotes";
    case FieldType::date:
      return "is a date: compare it with one such as DATE('2019-04-17')";
    default:
      return "is text: compare it with one in single quotes such as 'site'";
  }
}

/// The value itself, or of a text the date it is, if it can be compared with a field of that type.
std::optional<Value> as_type(const Value& value, FieldType type) {
  const auto* text = std::get_if<std::string>(&value);
  const bool is_date = std::holds_alternative<model::Date>(value);
  switch (type) {
    case FieldType::text:
      return text != nullptr ? std::optional(value) : std::nullopt;
    case FieldType::date:
      if (text == nullptr) return is_date ? std::optional(value) : std::nullopt;
      if (const auto day = model::Date::parse(*text)) return Value(*day);
      return std::nullopt;
    default:
      return text == nullptr && !is_date ? std::optional(value) : std::nullopt;
  }
}

}  // namespace

void FilterBuilder::fail(std::size_t at, const std::string& what) const {
  throw FilterError(characters(text_.substr(0, at)) + 1, what);
}

void FilterBuilder::add_property(std::size_t at, std::string_view name) {
  const auto field = model::field_index(fields_, name);
  if (field != model::no_field) {
    operands_.push_back({at, Property{field}});
    return;
  }
  const auto near = std::find_if(fields_.begin(), fields_.end(),
                                 [&](const Field& known) { return same_letters(known.name, name); });
  if (near != fields_.end()) fail(at, fmt::format("there is no property '{}'; write '{}'", name, near->name));
  fail(at, fmt::format("there is no property '{}'; the collection's queryables list them, and texts stand in "
                       "single quotes",
                       name));
}

void FilterBuilder::add_text(std::size_t at, std::string_view quoted) {
  operands_.push_back({at, Value(unquoted(quoted))});
}

void FilterBuilder::add_number(std::size_t at, std::string_view digits) {
  auto unsigned_digits = digits;
  if (unsigned_digits.starts_with('+')) unsigned_digits.remove_prefix(1);
  const auto* end = unsigned_digits.data() + unsigned_digits.size();
  std::int64_t whole = 0;
  const auto [whole_end, whole_error] = std::from_chars(unsigned_digits.data(), end, whole);
  if (whole_error == std::errc() && whole_end == end) {
    operands_.push_back({at, Value(whole)});
    return;
  }
  double real = 0;
  const auto [real_end, real_error] = std::from_chars(unsigned_digits.data(), end, real);
  if (real_error != std::errc() || real_end != end)
    fail(at, "this number is too large or too small to compute with");
  operands_.push_back({at, number(real)});
}

void FilterBuilder::add_boolean(std::size_t at, bool value) {
  operands_.push_back({at, value});
}

void FilterBuilder::make_date() {
  auto& [at, content] = operands_.back();
  const auto day = model::Date::parse(std::get<std::string>(std::get<Value>(content)));
  if (!day) fail(at, "a date is a day that exists, written as DATE('2019-04-17')");
  content = Value(*day);
}

void FilterBuilder::set_comparison(Test test, Test mirrored, bool negated) {
  test_ = test;
  mirrored_ = mirrored;
  negated_ = negated;
}

const Field& FilterBuilder::tested_property() const {
  const auto& [at, content] = operands_.front();
  const auto* property = std::get_if<Property>(&content);
  if (property == nullptr) fail(at, "a property must stand here: the tests of values are about properties");
  return fields_[property->field];
}

Value FilterBuilder::value_for(const Field& field, const Operand& operand) const {
  if (std::holds_alternative<Property>(operand.content))
    fail(operand.at, "a value must stand here: properties cannot be compared with each other");
  if (const auto* value = std::get_if<Value>(&operand.content))
    if (auto fitting = as_type(*value, field.type)) return std::move(*fitting);
  fail(operand.at, fmt::format("{} {}", field.name, example_of(field.type)));
}

void FilterBuilder::add_predicate(Test test, bool negated, std::vector<Value> values) {
  const auto field = std::get<Property>(operands_.front().content).field;
  conditions_.emplace_back(Predicate{field, test, negated, std::move(values)});
  operands_.clear();
  negated_ = false;
}

void FilterBuilder::finish_comparison() {
  const bool value_first = !std::holds_alternative<Property>(operands_[0].content);
  if (value_first && !std::holds_alternative<Property>(operands_[1].content))
    fail(operands_[0].at, "one side of a comparison must be a property");
  if (value_first) std::swap(operands_[0], operands_[1]);
  auto value = value_for(tested_property(), operands_[1]);
  add_predicate(value_first ? mirrored_ : test_, negated_, {std::move(value)});
}

void FilterBuilder::finish_test(Test test) {
  const auto& field = tested_property();
  if (test == Test::like && field.type != FieldType::text)
    fail(operands_[0].at, fmt::format("LIKE is for text, and {} {}", field.name, example_of(field.type)));
  if (test == Test::between && field.type == FieldType::text)
    fail(operands_[0].at,
         fmt::format("BETWEEN is for numbers and dates, and {} is text: write >= and <=", field.name));
  std::vector<Value> values;
  for (auto operand = operands_.begin() + 1; operand != operands_.end(); ++operand)
    values.push_back(value_for(field, *operand));
  add_predicate(test, negated_, std::move(values));
}

void FilterBuilder::finish_bare(std::size_t at) {
  const auto& content = operands_.back().content;
  const auto* value = std::get_if<bool>(&content);
  if (value == nullptr)
    fail(at, "a comparison must stand here: =, <>, <, <=, >, >=, IN, BETWEEN, LIKE or IS NULL");
  conditions_.emplace_back(*value ? Expression::Kind::everything : Expression::Kind::nothing);
  operands_.clear();
}

void FilterBuilder::open_group(std::size_t at) {
  if (++depth_ > deepest_filter)
    fail(at, fmt::format("no more than {} parentheses may stand within each other", deepest_filter));
}

void FilterBuilder::end_negation() {
  if (negations_.back() % 2 == 1) conditions_.back() = negated(std::move(conditions_.back()));
  negations_.pop_back();
}

void FilterBuilder::end_junction(Expression::Kind kind) {
  const auto first = conditions_.begin() + static_cast<std::ptrdiff_t>(junctions_.back());
  junctions_.pop_back();
  if (conditions_.end() - first == 1) return;
  std::vector<Expression> operands(std::make_move_iterator(first),
                                   std::make_move_iterator(conditions_.end()));
  conditions_.erase(first, conditions_.end());
  conditions_.emplace_back(kind, std::move(operands));
}

Expression FilterBuilder::result() && {
  return std::move(conditions_.back());
}

}  // namespace sojourn::query
