#include "ingest/coordinates.hpp"

#include <algorithm>
#include <array>

#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::size_t most_numbers = 4;  // latitude, longitude, altitude, accuracy

std::string_view separators_in(std::string_view text) {
  if (text.find(';') != std::string_view::npos) return ";";
  return text.find(' ') != std::string_view::npos ? " " : ",";
}

}  // namespace

std::optional<ReportedPosition> parse_coordinates(std::string_view text) {
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

}  // namespace sojourn::ingest
