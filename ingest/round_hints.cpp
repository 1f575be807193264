#include "ingest/round_hints.hpp"

#include <fmt/format.h>

#include <regex>
#include <set>
#include <vector>

#include "geo/country_code.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {

std::string hint_of_file_name(const std::string& stem) {
  constexpr std::size_t longest = 250;
  static const std::regex form(R"((?:round|ronde|ronda|(?:^|[\s_.-])r)[\s_.-]*(\d{1,3})(?!\d))",
                               std::regex::icase);
  std::smatch found;
  if (stem.size() > longest || !std::regex_search(stem, found, form)) return {};
  return fmt::format(" (its name has the number {})", found[1].str());
}

std::string hint_of_codes(const SourceTable& table) {
  const MissingValues missing(table.profile->missing);
  std::set<std::string> found;
  std::vector<std::string_view> cells(table.columns.size());
  for (std::size_t row = 0; row < table.rows() && found.size() < 2; ++row) {
    table.cells(row, cells);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto& field = table.columns[i].spec->field;
      if (!field.starts_with("admin") || !field.ends_with("_code") || missing.contains(cells[i])) continue;
      if (const auto longest = geo::country_alpha3(cells[i].substr(0, 3)))
        found.insert(*longest);
      else
        found.insert(geo::country_alpha3(cells[i].substr(0, 2)).value_or(""));
    }
  }
  if (found.size() != 1 || found.begin()->empty()) return {};
  return fmt::format(" (codes of its areas begin as those of {} do)", *found.begin());
}

}  // namespace sojourn::ingest
