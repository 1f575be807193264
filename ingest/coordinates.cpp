#include "ingest/coordinates.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::size_t longest_position = 100;
constexpr std::size_t most_numbers = 4;  // latitude, longitude, altitude, accuracy

std::string_view separators_in(std::string_view text) {
  if (text.find(';') != std::string_view::npos) return ";";
  return text.find(' ') != std::string_view::npos ? " " : ",";
}

bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}

bool is_mark_between(char32_t c) {
  // Degree signs, primes, quotes and what stands for them on keyboards.
  constexpr std::u32string_view marks =
      U" ,;:\u00A0\u202F\u00B0\u00BA\u02DA'\u2018\u2019\u00B4\u2032\"\u201C\u201D\u2033";
  return marks.find(c) != std::u32string_view::npos;
}

/// Degrees, minutes and seconds, not yet known to be a position.
struct Sexagesimal {
  std::array<double, 3> parts{};
  std::size_t count = 0;
  char side = 0;        ///< N, S, E or W
  bool ended = false;   ///< by a side behind the numbers
  bool below = false;   ///< by a sign
  bool marked = false;  ///< with a degree sign
  bool whole = true;    ///< all parts but the last are whole numbers

  bool take_number(std::string_view text, std::size_t& at) {
    std::string digits;
    for (; at < text.size() &&
           (is_digit(static_cast<unsigned char>(text[at])) || text[at] == '.' || text[at] == ',');
         ++at) {
      const bool separator = text[at] == '.' || text[at] == ',';
      if (separator && (at + 1 == text.size() || !is_digit(static_cast<unsigned char>(text[at + 1])))) break;
      digits += separator ? '.' : text[at];
    }
    const auto value = parse_decimal(digits);
    if (!value || ended || count == parts.size()) return false;
    whole = whole && (count == 0 || parts[count - 1] == std::floor(parts[count - 1]));
    parts[count++] = *value;
    return true;
  }

  bool take_side(char32_t c) {
    constexpr std::u32string_view letters = U"NSEWOnsewo";
    const auto found = letters.find(c);
    if (found == std::u32string_view::npos || side != 0) return false;
    side = "NSEWW"[found % 5];
    ended = count > 0;
    return true;
  }

  std::optional<double> degrees() const {
    const double most = side == 'N' || side == 'S' ? 90 : 180;
    const double value = parts[0] + parts[1] / 60 + parts[2] / 3600;
    if (count == 0 || (!marked && side == 0) || !whole || parts[1] >= 60 || parts[2] >= 60 || value > most ||
        (below && side != 0))
      return std::nullopt;
    return below || side == 'S' || side == 'W' ? -value : value;
  }
};

std::optional<Sexagesimal> read_sexagesimal(std::string_view text) {
  Sexagesimal result;
  for (std::size_t at = 0; at < text.size();) {
    if (is_digit(static_cast<unsigned char>(text[at]))) {
      if (!result.take_number(text, at)) return std::nullopt;
      continue;
    }
    const auto c = next_character(text, at);
    if ((c == '-' || c == U'\u2212') && result.count == 0 && !result.below)
      result.below = true;
    else if (!is_mark_between(c) && !result.take_side(c))
      return std::nullopt;
    result.marked = result.marked || c == U'\u00B0' || c == U'\u00BA' || c == U'\u02DA';
  }
  return result;
}

struct Sided {
  double degrees = 0;
  bool is_latitude = false;
};

std::optional<Sided> read_sided(std::string_view text) {
  const auto parts = read_sexagesimal(trim(text));
  if (!parts || parts->side == 0) return std::nullopt;
  const auto degrees = parts->degrees();
  return degrees ? std::optional(Sided{*degrees, parts->side == 'N' || parts->side == 'S'}) : std::nullopt;
}

/// Two of them in one cell, each with its side, which tells them apart.
std::optional<ReportedPosition> two_of_sides(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    if (is_digit(static_cast<unsigned char>(text[at - 1])) && is_digit(static_cast<unsigned char>(text[at])))
      continue;
    const auto first = read_sided(text.substr(0, at));
    const auto second = first ? read_sided(text.substr(at)) : std::nullopt;
    if (!first || !second || first->is_latitude == second->is_latitude) continue;
    return first->is_latitude ? ReportedPosition{first->degrees, second->degrees}
                              : ReportedPosition{second->degrees, first->degrees};
  }
  return std::nullopt;
}

std::optional<ReportedPosition> two_numbers(std::string_view text) {
  const auto separator = separators_in(text);
  std::array<double, most_numbers> numbers{};
  std::size_t count = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separator), text.size());
    auto part = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    while (part.ends_with(',')) part.remove_suffix(1);
    while (part.starts_with(',')) part.remove_prefix(1);
    if (part.empty()) continue;
    const auto number = parse_decimal(part);
    if (!number || count == most_numbers) return std::nullopt;
    numbers[count++] = *number;
  }
  // `9,25,13,5` may be two numbers or four.
  if (count < 2 || (separator == "," && count == most_numbers)) return std::nullopt;
  return ReportedPosition{numbers[0], numbers[1]};
}

}  // namespace

std::optional<double> parse_degrees(std::string_view text) {
  if (const auto number = parse_decimal(text)) return number;
  const auto parts = text.size() <= longest_position ? read_sexagesimal(trim(text)) : std::nullopt;
  return parts ? parts->degrees() : std::nullopt;
}

std::optional<ReportedPosition> parse_coordinates(std::string_view text) {
  if (const auto numbers = two_numbers(text)) return numbers;
  return text.size() <= longest_position ? two_of_sides(text) : std::nullopt;
}

}  // namespace sojourn::ingest
