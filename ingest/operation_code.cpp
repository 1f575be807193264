#include "ingest/operation_code.hpp"

#include <algorithm>
#include <charconv>

#include "geo/country_code.hpp"
#include "geo/gazetteer.hpp"

namespace sojourn::ingest {
namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

bool is_letters(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string slug(std::string_view name) {
  std::string result;
  for (const char c : upper(geo::normalise_name(name))) {
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
      result += c;
    else if (!result.empty() && result.back() != '-')
      result += '-';
  }
  return result;
}

void replace(std::string& text, std::string_view what, std::string_view with) {
  if (const auto at = text.find(what); at != std::string::npos) text.replace(at, what.size(), with);
}

}  // namespace

std::string country_code(std::string_view text) {
  const auto code = upper(text);
  if (code.size() != 2 && code.size() != 3) return {};
  if (const auto known = geo::country_alpha3(code)) return *known;
  return code.size() == 3 && is_letters(code) ? code : std::string();
}

std::string country_of_operation(std::string_view code) {
  const auto start = code.substr(0, code.find('-'));
  if (start.size() != 3 && start.size() != 2) return {};
  return geo::country_alpha3(start).value_or("");
}

std::optional<int> year_of_operation(std::string_view code) {
  constexpr std::size_t dash_and_year = 5;
  constexpr int earliest = 1900;
  const auto dash = code.rfind('-');
  if (dash == std::string_view::npos || code.size() - dash != dash_and_year) return std::nullopt;
  int year = 0;
  const auto* const end = code.data() + code.size();
  const auto read = std::from_chars(code.data() + dash + 1, end, year);
  return read.ptr == end && year >= earliest ? std::optional(year) : std::nullopt;
}

std::string operation_code(const Profile& profile, std::string_view name, const std::string& country) {
  if (name.empty()) return {};
  const auto known = profile.operation_names.find(geo::normalise_name(name));
  if (known != profile.operation_names.end()) {
    auto code = known->second;
    replace(code, "{country}", country);
    return code;
  }
  if (model::is_operation_code(name)) return std::string(name);
  constexpr std::size_t longest = 40;
  auto code = country.empty() ? slug(name) : country + "-" + slug(name);
  code.resize(std::min(code.size(), longest));
  while (!code.empty() && code.back() == '-') code.pop_back();
  return code;
}

}  // namespace sojourn::ingest
