#include "server/cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sojourn::server {
namespace {

std::string_view take_part(std::string_view& text) {
  const auto dot = std::min(text.find('.'), text.size());
  const auto part = text.substr(0, dot);
  text.remove_prefix(std::min(dot + 1, text.size()));
  return part;
}

template <typename Number>
std::optional<Number> digits(std::string_view text) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || text.empty() || text.front() == '-') return std::nullopt;
  return number;
}

}  // namespace

std::string to_string(const Cursor& cursor) {
  return fmt::format("{}.{}.{}.{}.{}", cursor.round.operation, model::to_string(cursor.round.method),
                     cursor.round.number, cursor.identity, cursor.row);
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  if (std::count(text.begin(), text.end(), '.') != 4) return std::nullopt;
  Cursor cursor;
  cursor.round.operation = take_part(text);
  const auto method = model::parse_method(take_part(text));
  const auto number = digits<int>(take_part(text));
  cursor.identity = take_part(text);
  const auto row = digits<std::uint32_t>(text);
  const bool is_hex = cursor.identity.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!model::is_operation_code(cursor.round.operation) || !method || !number || !row || !is_hex ||
      cursor.identity.size() != cursor_identity_size)
    return std::nullopt;
  cursor.round.method = *method;
  cursor.round.number = *number;
  cursor.row = *row;
  return cursor;
}

}  // namespace sojourn::server
