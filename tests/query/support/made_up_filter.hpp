/// Random filters: each can be spelled in many ways, and judged row by row in the plainest way.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "model/block.hpp"
#include "model/date.hpp"

namespace sojourn::query::test {

using Random = std::mt19937;

inline std::size_t pick(Random& random, std::size_t below) {
  return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
}
inline bool chance(Random& random, std::size_t one_in) {
  return pick(random, one_in) == 0;
}
template <typename Item>
const Item& one_of(Random& random, const std::vector<Item>& items) {
  return items[pick(random, items.size())];
}

using Literal = std::variant<double, std::string, model::Date>;

/// A condition, or several joined, or one turned round.
struct MadeUpFilter {
  enum class Kind : std::uint8_t { condition, all_of, any_of, negation };
  Kind kind = Kind::condition;
  std::vector<MadeUpFilter> operands;
  // Of a condition: `test` is "=", "<>", "<", "<=", ">", ">=", "IN", "BETWEEN", "LIKE" or "NULL".
  std::size_t field = 0;
  std::string test;
  bool negated = false;
  std::vector<Literal> values;
};

// --- Making them up ---

/// What fields hold in made-up blocks and are compared with, so that both outcomes are frequent.
inline const std::vector<std::string> some_texts = {"site", "camp",    "it's",  "a\\b", "100%",
                                                    "",     "Ñandú_1", "si te", "سيناء"};
inline const std::vector<std::string> some_patterns = {"%",      "s%",  "%e",  "_ite", "%a%b%", "100\\%",
                                                       "a\\\\b", "___", "%'%", "\\s%", "سي%",   "Ñ_nd_\\_%"};
inline const std::vector<double> some_numbers = {-3,   0,   0.5,     1,    2,      7,     28,
                                                 1000, 1e5, 1e6 + 1, 1e10, -1e300, 1e300, 2.25};

inline model::Date some_day(Random& random) {
  return model::Date::from_days(static_cast<std::int32_t>(17'000 + pick(random, 6)));
}

inline Literal made_up_value(Random& random, model::FieldType type) {
  if (type == model::FieldType::text) return one_of(random, some_texts);
  if (type == model::FieldType::date) return some_day(random);
  return one_of(random, some_numbers);
}

inline MadeUpFilter made_up_condition(Random& random, std::span<const model::Field> fields,
                                      const std::vector<std::size_t>& of) {
  MadeUpFilter made;
  made.field = one_of(random, of);
  const auto type = fields[made.field].type;
  std::vector<std::string> tests = {"=", "<>", "<", "<=", ">", ">=", "IN", "NULL"};
  tests.emplace_back(type == model::FieldType::text ? "LIKE" : "BETWEEN");
  made.test = one_of(random, tests);
  made.negated = made.test.size() > 2 || made.test == "IN" ? chance(random, 2) : false;
  if (made.test == "LIKE") {
    made.values.emplace_back(one_of(random, some_patterns));
    return made;
  }
  const std::size_t values = made.test == "NULL"      ? 0
                             : made.test == "BETWEEN" ? 2
                             : made.test == "IN"      ? 1 + pick(random, 4)
                                                      : 1;
  for (std::size_t i = 0; i < values; ++i) made.values.push_back(made_up_value(random, type));
  return made;
}

inline MadeUpFilter made_up_filter(Random& random, std::span<const model::Field> fields,
                                   const std::vector<std::size_t>& of, int depth) {
  if (depth == 0 || chance(random, 3)) return made_up_condition(random, fields, of);
  MadeUpFilter made;
  if (chance(random, 4)) {
    made.kind = MadeUpFilter::Kind::negation;
    made.operands.push_back(made_up_filter(random, fields, of, depth - 1));
    return made;
  }
  made.kind = chance(random, 2) ? MadeUpFilter::Kind::all_of : MadeUpFilter::Kind::any_of;
  for (std::size_t i = 0; i < 1 + pick(random, 3); ++i)
    made.operands.push_back(made_up_filter(random, fields, of, depth - 1));
  return made;
}

// --- Spelling them ---

inline std::string in_any_case(Random& random, std::string word) {
  for (auto& c : word)
    if (c >= 'A' && c <= 'Z' && chance(random, 2)) c = static_cast<char>(c - 'A' + 'a');
  return word;
}
inline std::string blank(Random& random, bool needed) {
  std::string blanks(needed ? 1 : 0, ' ');
  while (chance(random, 3)) blanks += one_of(random, std::vector<char>{' ', '\t', '\n'});
  return blanks;
}
inline std::string keyword(Random& random, const std::string& word) {
  return blank(random, true) + in_any_case(random, word) + blank(random, true);
}

inline std::string spelled_text(Random& random, const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    // After a backslash only \' is read as a quote and not as the end.
    if (c == '\'') out += out.back() == '\\' || chance(random, 2) ? '\\' : '\'';
    out += c;
  }
  return out + "'";
}

inline std::string spelled_number(Random& random, double number) {
  std::string digits = std::to_string(number);  // six decimals: all of ours are exact
  if (std::abs(number) > 1e15) return number < 0 ? "-1e300" : "1E+300";
  if (number == std::trunc(number) && chance(random, 2)) digits.resize(digits.find('.'));
  if (chance(random, 3)) digits += one_of(random, std::vector<std::string>{"e0", "E+0", "e-00"});
  if (number >= 0 && chance(random, 3)) digits.insert(0, "+");
  return digits;
}

inline std::string spelled_value(Random& random, const Literal& value) {
  if (const auto* number = std::get_if<double>(&value)) return spelled_number(random, *number);
  if (const auto* text = std::get_if<std::string>(&value)) return spelled_text(random, *text);
  const auto day = "'" + std::get<model::Date>(value).to_string() + "'";
  return chance(random, 2) ? day : in_any_case(random, "DATE") + blank(random, false) + "(" + day + ")";
}

inline std::string spelled_condition(Random& random, const MadeUpFilter& made,
                                     std::span<const model::Field> fields) {
  auto name = std::string(fields[made.field].name);
  if (chance(random, 3)) name = '"' + name + '"';
  if (made.test == "NULL") return name + keyword(random, made.negated ? "IS NOT NULL" : "IS NULL");
  const auto infix = (made.negated ? keyword(random, "NOT") : "") + keyword(random, made.test);
  if (made.test == "LIKE") return name + infix + spelled_value(random, made.values[0]);
  if (made.test == "BETWEEN")
    return name + infix + spelled_value(random, made.values[0]) + keyword(random, "AND") +
           spelled_value(random, made.values[1]);
  if (made.test == "IN") {
    auto values = made.values;
    std::shuffle(values.begin(), values.end(), random);
    if (chance(random, 3)) values.push_back(values[0]);
    std::string list;
    for (const auto& value : values)
      list += (list.empty() ? "(" : ",") + blank(random, false) + spelled_value(random, value) +
              blank(random, false);
    return name + infix + list + ")";
  }
  const auto value = spelled_value(random, made.values[0]);
  if (chance(random, 2)) return name + blank(random, false) + made.test + blank(random, false) + value;
  std::string mirrored = made.test;
  for (auto& c : mirrored)
    if (mirrored != "<>") c = c == '<' ? '>' : c == '>' ? '<' : c;
  return value + blank(random, false) + mirrored + blank(random, false) + name;
}

/// CQL2 text; another one each time.
inline std::string spelled(Random& random, const MadeUpFilter& made, std::span<const model::Field> fields) {
  const auto in_parentheses = [&](const std::string& text) {
    return "(" + blank(random, false) + text + blank(random, false) + ")";
  };
  if (made.kind == MadeUpFilter::Kind::condition) {
    const auto text = spelled_condition(random, made, fields);
    return chance(random, 4) ? in_parentheses(text) : text;
  }
  if (made.kind == MadeUpFilter::Kind::negation) {
    const bool alone = made.operands[0].kind == MadeUpFilter::Kind::condition && chance(random, 2);
    auto text = spelled(random, made.operands[0], fields);
    if (!alone) text = in_parentheses(text);
    const auto negation = in_any_case(random, "NOT") + blank(random, true);
    return chance(random, 4) ? negation + negation + negation + text : negation + text;
  }
  auto operands = made.operands;
  std::shuffle(operands.begin(), operands.end(), random);
  if (chance(random, 4)) operands.push_back(operands[0]);
  std::string out;
  for (const auto& operand : operands) {
    const bool needed =
        operand.kind == MadeUpFilter::Kind::any_of || operand.kind == MadeUpFilter::Kind::all_of;
    const auto text = spelled(random, operand, fields);
    if (!out.empty()) out += keyword(random, made.kind == MadeUpFilter::Kind::all_of ? "AND" : "OR");
    out += needed || chance(random, 4) ? in_parentheses(text) : text;
  }
  return out;
}

// --- Judging rows ---

inline std::u32string code_points(const std::string& text) {
  std::u32string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80)
      out.back() = (out.back() << 6) | (byte & 0x3F);
    else
      out += static_cast<char32_t>(byte < 0x80   ? byte
                                   : byte < 0xE0 ? byte & 0x1F
                                   : byte < 0xF0 ? byte & 0x0F
                                                 : byte & 0x07);
  }
  return out;
}

inline bool is_like(std::u32string_view text, std::u32string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == U'%') {
    for (std::size_t i = 0; i <= text.size(); ++i)
      if (is_like(text.substr(i), pattern.substr(1))) return true;
    return false;
  }
  if (text.empty()) return false;
  if (pattern[0] == U'_') return is_like(text.substr(1), pattern.substr(1));
  if (pattern[0] == U'\\' && pattern.size() > 1) pattern.remove_prefix(1);
  return text[0] == pattern[0] && is_like(text.substr(1), pattern.substr(1));
}

template <typename Known, typename Compared>
bool compares(const std::string& test, const Known& known, const Compared& with) {
  if (test == "<>") return known != with;
  if (test == "<") return known < with;
  if (test == "<=") return known <= with;
  if (test == ">") return known > with;
  if (test == ">=") return known >= with;
  return known == with;
}

inline bool compares_in_row(const std::string& test, const model::Column& column, std::size_t row,
                            const Literal& value) {
  switch (column.type()) {
    case model::FieldType::text:
      return compares(test, column.text(row), std::string_view(std::get<std::string>(value)));
    case model::FieldType::date:
      return compares(test, column.integer(row),
                      std::int64_t{std::get<model::Date>(value).days_since_1970()});
    case model::FieldType::integer:
      return compares(test, static_cast<long double>(column.integer(row)),
                      static_cast<long double>(std::get<double>(value)));
    default:
      return compares(test, column.real(row), std::get<double>(value));
  }
}

inline std::optional<bool> judged(const MadeUpFilter& made, const model::Block& block, std::size_t row) {
  using Kind = MadeUpFilter::Kind;
  if (made.kind == Kind::negation) {
    const auto inner = judged(made.operands[0], block, row);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (made.kind != Kind::condition) {
    const bool decisive = made.kind == Kind::any_of;  // one that is true decides OR, one that is false AND
    bool unknown = false;
    for (const auto& operand : made.operands) {
      const auto one = judged(operand, block, row);
      if (one == decisive) return decisive;
      unknown = unknown || !one;
    }
    return unknown ? std::nullopt : std::optional(!decisive);
  }
  const auto& column = block.column(made.field);
  if (made.test == "NULL") return column.is_null(row) != made.negated;
  if (column.is_null(row)) return std::nullopt;
  bool result = false;
  if (made.test == "LIKE")
    result = is_like(code_points(std::string(column.text(row))),
                     code_points(std::get<std::string>(made.values[0])));
  else if (made.test == "BETWEEN")
    result = compares_in_row(">=", column, row, made.values[0]) &&
             compares_in_row("<=", column, row, made.values[1]);
  else if (made.test == "IN")
    result = std::any_of(made.values.begin(), made.values.end(),
                         [&](const auto& value) { return compares_in_row("=", column, row, value); });
  else
    result = compares_in_row(made.test, column, row, made.values[0]);
  return result != made.negated;
}

// --- Blocks to judge ---

/// Locations with random values, many of them null, in the fields named.
inline model::Block made_up_block(Random& random, std::size_t rows, const std::vector<std::size_t>& fields) {
  model::TableBuilder table(model::fields_of(model::Collection::locations));
  for (std::size_t row = 0; row < rows; ++row) {
    table.add_row();
    table.column("location_id").set(row, std::string_view("L" + std::to_string(row)));
    table.column("operation").set(row, std::string_view("XXX"));
  }
  for (const auto field : fields) {
    auto& column = table.column(field);
    // Some columns are the same in every row, some need one byte a row, some more.
    const std::size_t distinct = std::vector<std::size_t>{1, 4, 400, 100'000}[pick(random, 4)];
    const bool has_nulls = distinct > 1 && !chance(random, 4);
    for (std::size_t row = 0; row < rows; ++row) {
      if (has_nulls && chance(random, 4)) continue;
      const auto nth = pick(random, distinct);
      if (column.type() == model::FieldType::text)
        column.set(row,
                   std::string_view(nth < some_texts.size() ? some_texts[nth] : "t" + std::to_string(nth)));
      else if (column.type() == model::FieldType::date)
        column.set(row, std::int64_t{17'000} + static_cast<std::int64_t>(nth));
      else if (column.type() == model::FieldType::real)
        column.set(row, static_cast<double>(nth) / 4);
      else
        column.set(row, static_cast<std::int64_t>(nth * nth) - 3);
    }
  }
  const std::vector<model::PointE7> points(rows);
  return model::Block::of_points(model::Collection::locations, table, points);
}

}  // namespace sojourn::query::test
