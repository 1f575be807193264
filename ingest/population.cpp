#include "ingest/population.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "embedded/profile_files.hpp"
#include "ingest/dataset_reader.hpp"
#include "ingest/dates.hpp"
#include "ingest/operation_code.hpp"
#include "ingest/source_path.hpp"
#include "ingest/source_reader.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::string_view profile_name = "cod-population";
constexpr std::size_t category_input = 1;    // of need_texts
constexpr std::size_t population_input = 5;  // of need_counts

ProfileText population_profile() {
  for (const auto& file : profile_files())
    if (std::filesystem::path(file.path).stem() == profile_name)
      return {std::string(profile_name), fmt::format("profile {}", file.path), std::string(file.content)};
  throw std::logic_error("the profile of populations is not shipped");
}

/// What a row of the table says about its country and year; these are keys, which records do not have.
struct RowKey {
  std::string country;
  std::optional<int> year;
};

RowKey key_of(const SourceTable& table, std::size_t row, std::vector<std::string_view>& cells) {
  table.cells(row, cells);
  RowKey key;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& field = table.columns[i].spec->field;
    if (field == "country") key.country = country_code(cells[i]);
    if (field == "period_start")
      if (const auto span = parse_date(cells[i])) key.year = span->first.year();
  }
  return key;
}

}  // namespace

PopulationFile read_population(const std::filesystem::path& file, const std::string& country,
                               const SandboxLimits& limits) {
  const auto path = split_source_path(file);
  const std::array profiles = {population_profile()};
  const auto table = read_source(path.file, path.inner, profiles, limits);
  DatasetReader reader(table, model::Collection::people_in_need);
  DatasetRecord record;
  std::vector<std::string_view> cells(table.columns.size());
  PopulationFile found;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto key = key_of(table, row, cells);
    if (key.country != country) continue;
    reader.read(row, record);
    const auto people = record.need_figures[population_input];
    const auto level = record.place.deepest();
    if (record.need_inputs[category_input] != "total" || !people || level == 0) continue;
    const Population population{*people, key.year};
    const auto [stored, fresh] =
        found.areas.try_emplace(std::string(record.place.codes[static_cast<std::size_t>(level)]), population);
    if (fresh) continue;
    auto& known = stored->second;
    if (population.year == known.year && population.people != known.people)
      found.contradictory.insert(stored->first);
    if (population.year > known.year) {
      known = population;
      found.contradictory.erase(stored->first);
    }
  }
  for (const auto& code : found.contradictory) found.areas.erase(code);
  if (found.areas.empty())
    throw ImportRefused(
        fmt::format("{} says no total population of areas of {}", file.filename().string(), country));
  return found;
}

Populated with_population(const geo::BoundarySet& set, const std::map<std::string, Population>& population,
                          KnownPopulation known) {
  std::vector<geo::Area> areas = set.areas();
  std::vector<std::string> parents;
  std::size_t filled = 0;
  for (auto& area : areas) {
    parents.push_back(area.parent == geo::no_area ? std::string() : set.area(area.parent).pcode);
    const auto found = population.find(area.pcode);
    if (found == population.end() || (area.population && known == KnownPopulation::stays)) continue;
    area.population = found->second.people;
    area.population_year = found->second.year;
    ++filled;
  }
  const auto unknown = static_cast<std::size_t>(std::ranges::count_if(
      population, [&](const auto& entry) { return set.find(entry.first) == geo::no_area; }));
  return {geo::BoundarySet(set.country(), set.version(), std::move(areas), parents), filled, unknown};
}

}  // namespace sojourn::ingest
