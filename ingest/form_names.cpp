#include "ingest/form_names.hpp"

#include <cstddef>

#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::size_t longest_sheet_name = 31;

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) next_character(text, at);
  return count;
}

std::string without_forbidden(std::string_view section) {
  std::string name(section);
  for (char& c : name)
    if (std::string_view("[]:*?/\\").find(c) != std::string_view::npos) c = '_';
  if (name.starts_with('\'')) name.front() = '_';
  if (name.ends_with('\'')) name.back() = '_';
  return name;
}

// ` (2)` at the end tells sheets apart that would be cut to the same name.
std::string_view without_number(std::string_view sheet) {
  const auto open = sheet.rfind(" (");
  if (open == std::string_view::npos || !sheet.ends_with(')')) return sheet;
  const auto digits = sheet.substr(open + 2, sheet.size() - open - 3);
  const bool number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  return number ? sheet.substr(0, open) : sheet;
}

std::string_view without_ellipsis(std::string_view sheet) {
  for (const std::string_view ellipsis : {"...", "…"})
    if (sheet.ends_with(ellipsis)) return sheet.substr(0, sheet.size() - ellipsis.size());
  return sheet;
}

}  // namespace

bool may_be_sheet_of(std::string_view sheet, std::string_view section) {
  const auto name = without_forbidden(section);
  if (sheet == section || sheet == name) return true;
  return characters(name) > longest_sheet_name && characters(sheet) == longest_sheet_name &&
         name.starts_with(without_ellipsis(without_number(sheet)));
}

}  // namespace sojourn::ingest
