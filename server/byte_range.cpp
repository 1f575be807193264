#include "server/byte_range.hpp"

#include <algorithm>
#include <charconv>

namespace sojourn::server {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

}  // namespace

RangeAnswer parse_range(std::string_view field, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!field.starts_with(unit)) return {};
  field.remove_prefix(unit.size());
  const auto dash = field.find('-');
  if (dash == std::string_view::npos) return {};
  const auto first = parse_number(field.substr(0, dash));
  const auto last = parse_number(field.substr(dash + 1));
  const bool open_end = dash + 1 == field.size();

  if (dash == 0) {  // the last N bytes
    if (!last) return {};
    if (*last == 0 || size == 0) return {RangeOutcome::unsatisfiable, {}};
    return {RangeOutcome::part, {size - std::min(*last, size), size - 1}};
  }
  if (!first || (!last && !open_end) || (last && *last < *first)) return {};
  if (*first >= size) return {RangeOutcome::unsatisfiable, {}};
  return {RangeOutcome::part, {*first, std::min(last.value_or(size - 1), size - 1)}};
}

}  // namespace sojourn::server
