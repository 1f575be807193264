#include "ingest/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <regex>
#include <utility>

namespace sojourn::ingest {
namespace {

bool is_blank(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) ||
         c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

bool is_apostrophe(char32_t c) {
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC;
}

/// A cell's number in plain ASCII: digits, one sign, `.` `,` and ` ` as separators, `e` for an exponent.
struct PlainNumber {
  std::array<char, 48> text{};
  std::size_t size = 0;
  bool negative = false;
  bool percent = false;

  bool put(char c) {
    if (size == text.size()) return false;
    text[size++] = c;
    return true;
  }
  std::string_view view() const { return {text.data(), size}; }
};

std::optional<char> plain(char32_t c) {
  if (c >= '0' && c <= '9') return static_cast<char>(c);
  if (c >= 0x0660 && c <= 0x0669) return static_cast<char>('0' + (c - 0x0660));
  if (c >= 0x06F0 && c <= 0x06F9) return static_cast<char>('0' + (c - 0x06F0));
  if (c == '.' || c == ',') return static_cast<char>(c);
  if (c == 0x066B) return '.';  // Arabic decimal separator
  if (c == 0x066C) return ' ';  // Arabic thousands separator
  if (is_blank(c) || is_apostrophe(c)) return ' ';
  return std::nullopt;
}

// Sign, digits, separators, exponent and percent sign, each in its place; anything else is no number.
std::optional<PlainNumber> to_plain(std::string_view text) {
  text = trim(text);
  PlainNumber number;
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    number.negative = true;
    text = trim(text.substr(1, text.size() - 2));
  }
  bool exponent = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_character(text, at);
    if (number.percent && !is_blank(c)) return std::nullopt;
    if ((c == '-' || c == 0x2212 || c == '+') && number.size == 0 && !number.negative) {
      number.negative = c != '+';
    } else if ((c == '%' || c == 0x066A) && number.size > 0) {
      number.percent = true;
    } else if ((c == 'e' || c == 'E') && number.size > 0 && !exponent) {
      exponent = true;
      if (!number.put('e')) return std::nullopt;
      if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
        if (text[at] == '-' && !number.put('-')) return std::nullopt;
        ++at;
      }
    } else if (const auto plain_c = plain(c); plain_c && !(exponent && (*plain_c < '0' || *plain_c > '9'))) {
      if (!number.put(*plain_c)) return std::nullopt;
    } else if (!is_blank(c)) {
      return std::nullopt;
    }
  }
  while (number.size > 0 && number.text[number.size - 1] == ' ') --number.size;
  if (number.size == 0) return std::nullopt;
  return number;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Whether `text` is digits in groups of three set apart by `separator`: 1,234 or 12 345 678.
bool grouped(std::string_view text, char separator) {
  const auto first = text.find(separator);
  if (first == 0 || first > 3 || text.front() == '0') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool place = i >= first && (i - first) % 4 == 0;
    if (place != (text[i] == separator) || (!place && !is_digit(text[i]))) return false;
  }
  return (text.size() - first) % 4 == 0;
}

std::optional<double> to_double(std::string_view text, bool negative) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return negative ? -value : value;
}

// Drops thousands separators and puts `.` before the decimals. Of a lone separator `lone_is_decimal` decides.
std::optional<std::string> without_separators(std::string_view text, bool lone_is_decimal) {
  const auto mantissa = text.substr(0, text.find('e'));
  const auto last = mantissa.find_last_of(".,");
  const bool several = last != std::string_view::npos && mantissa.find(mantissa[last]) != last;
  const bool both =
      last != std::string_view::npos &&
      mantissa.substr(0, last).find_first_of(mantissa[last] == '.' ? "," : ".") != std::string_view::npos;
  const bool thousands = last != std::string_view::npos && !both && grouped(mantissa, mantissa[last]) &&
                         (several || !lone_is_decimal) && mantissa.size() == text.size();
  if (several && !thousands) return std::nullopt;
  if (last != std::string_view::npos && last + 1 == mantissa.size()) return std::nullopt;
  const auto whole = thousands || last == std::string_view::npos ? mantissa : mantissa.substr(0, last);
  for (const char separator : {' ', ',', '.'})
    if (whole.find(separator) != std::string_view::npos && !grouped(whole, separator)) return std::nullopt;
  std::string result;
  for (const char c : whole)
    if (is_digit(c)) result.push_back(c);
  if (whole.size() != mantissa.size()) {
    result += '.';
    for (const char c : mantissa.substr(last + 1)) {
      if (!is_digit(c)) return std::nullopt;
      result.push_back(c);
    }
  }
  if (result.empty() || result == ".") return std::nullopt;
  return result.append(text.substr(mantissa.size()));
}

std::optional<std::int64_t> plain_integer(std::string_view text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> decimal(const PlainNumber& number) {
  const auto text = without_separators(number.view(), true);
  return text ? to_double(*text, number.negative) : std::nullopt;
}

}  // namespace

char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return text[at++] & 0x7F;
  const std::size_t length = first >= 0xF0 && first < 0xF5   ? 4
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xC2 && first < 0xE0 ? 2
                                                             : 0;
  if (length == 0 || at + length > text.size()) {
    ++at;
    return 0xFFFD;
  }
  char32_t c = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) {
      ++at;
      return 0xFFFD;
    }
    c = (c << 6) | (byte(at + i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  if (c < smallest[length] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
    ++at;
    return 0xFFFD;
  }
  at += length;
  return c;
}

std::string_view trim(std::string_view text) {
  const auto printable = [](char c) { return c > ' ' && c < '\x7F'; };
  if (!text.empty() && printable(text.front()) && printable(text.back())) return text;
  std::size_t first = 0;
  while (first < text.size()) {
    std::size_t next = first;
    if (!is_blank(next_character(text, next))) break;
    first = next;
  }
  text.remove_prefix(first);
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && text.size() - last < 4 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80)
      --last;
    std::size_t next = last;
    if (!is_blank(next_character(text, next)) || next != text.size()) break;
    text = text.substr(0, last);
  }
  return text;
}

std::string lower_ascii(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::optional<std::int64_t> parse_count(std::string_view text) {
  if (const auto simple = plain_integer(text)) return simple;
  const auto number = to_plain(text);
  if (!number || number->percent) return std::nullopt;
  const auto digits = without_separators(number->view(), false);
  if (!digits) return std::nullopt;
  if (const auto whole = plain_integer(*digits)) return number->negative ? -*whole : *whole;
  const auto value = to_double(*digits, number->negative);
  // Spreadsheets store some whole numbers as 1234.0000000001.
  if (!value || std::abs(*value) > 1e15 || std::abs(*value - std::round(*value)) > 1e-6) return std::nullopt;
  return std::llround(*value);
}

std::optional<std::string> with_certain_point(std::string_view number) {
  const auto digits = number.starts_with('-') ? number.substr(1) : number;
  if (digits.find('.') == std::string_view::npos || !grouped(digits, '.')) return std::nullopt;
  return std::string(number) + '0';
}

std::optional<double> parse_decimal(std::string_view text) {
  if (const auto simple = to_double(text, false); simple && !text.empty()) return simple;
  const auto number = to_plain(text);
  if (!number || number->percent) return std::nullopt;
  return decimal(*number);
}

std::optional<double> parse_share(std::string_view text) {
  const auto number = to_plain(text);
  if (!number || number->negative) return std::nullopt;
  auto value = decimal(*number);
  if (value && (number->percent || *value > 1)) *value /= 100;
  return value && *value <= 1 ? value : std::nullopt;
}

std::optional<Answer> parse_answer(std::string_view text) {
  static constexpr std::pair<std::string_view, Answer> known[] = {
      {"yes", Answer::yes},
      {"y", Answer::yes},
      {"1", Answer::yes},
      {"true", Answer::yes},
      {"oui", Answer::yes},
      {"si", Answer::yes},
      {"sí", Answer::yes},
      {"sim", Answer::yes},
      {"نعم", Answer::yes},
      {"no", Answer::no},
      {"n", Answer::no},
      {"0", Answer::no},
      {"2", Answer::no},
      {"false", Answer::no},
      {"non", Answer::no},
      {"não", Answer::no},
      {"nao", Answer::no},
      {"لا", Answer::no},
      {"none", Answer::no},
      {"limited", Answer::limited},
      {"limited_access", Answer::limited},
      {"limited access", Answer::limited},
      {"partial", Answer::limited},
      {"partially", Answer::limited},
      {"insufficient", Answer::limited},
      {"unknown", Answer::unknown},
      {"dnk", Answer::unknown},
      {"do not know", Answer::unknown},
      {"don't know", Answer::unknown},
      {"dont know", Answer::unknown},
      {"pnta", Answer::unknown},
      {"no answer", Answer::unknown},
      {"not known", Answer::unknown},
  };
  const auto word = lower_ascii(trim(text));
  for (const auto& [name, answer] : known)
    if (name == word) return answer;
  return std::nullopt;
}

MissingValues::MissingValues(const std::vector<std::string>& more) {
  for (const std::string_view token : {"",
                                       "null",
                                       "(null)",
                                       "nan",
                                       "nat",
                                       "none",
                                       "n/a",
                                       "na",
                                       "#n/a",
                                       "#ref!",
                                       "#value!",
                                       "#div/0!",
                                       "-",
                                       "--",
                                       ".",
                                       "-999",
                                       "-999.0",
                                       "-9999",
                                       "not available",
                                       "not applicable",
                                       "no data",
                                       "missing",
                                       "nil",
                                       "undefined",
                                       "n.a.",
                                       "nd",
                                       "n.d.",
                                       "n/d",
                                       "s/d",
                                       "s.d.",
                                       "non disponible",
                                       "no disponible",
                                       "sin datos",
                                       "sem dados",
                                       "غير متوفر",
                                       "غير متاح",
                                       "–",
                                       "—"})
    tokens_.emplace(token);
  for (const auto& token : more) tokens_.insert(lower_ascii(trim(token)));
  for (const auto& token : tokens_) {
    longest_ = std::max(longest_, token.size());
    if (token.empty()) continue;
    const auto first = static_cast<unsigned char>(token.front());
    begins_[first] = true;
    if (first >= 'a' && first <= 'z') begins_[first - static_cast<unsigned char>('a' - 'A')] = true;
  }
}

bool MissingValues::contains(std::string_view text) const {
  if (text.size() > longest_) return false;
  if (text.empty()) return true;
  if (!begins_[static_cast<unsigned char>(text.front())]) return false;
  return tokens_.contains(lower_ascii(text));
}

std::string_view number_after_round_word(std::string_view cell) {
  constexpr std::size_t longest = 40;  // std::regex recurses with the text's length
  static const std::regex form(
      R"(\s*(?:(?:iom|dtm)\s+)*(?:round|ronde|ronda|rd|r)(?:[\s.:#_]*|-)(\d{1,4})\s*)", std::regex::icase);
  std::cmatch found;
  if (cell.size() > longest || !std::regex_match(cell.data(), cell.data() + cell.size(), found, form))
    return {};
  return {found[1].first, static_cast<std::size_t>(found[1].length())};
}

}  // namespace sojourn::ingest
