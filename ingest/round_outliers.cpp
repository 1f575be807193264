#include "ingest/round_outliers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "model/large_pages.hpp"

namespace sojourn::ingest {
namespace {

/// Of fewer, none can be told to be usual.
constexpr std::size_t fewest_places = 20;
constexpr std::int64_t fewest_people = 100;
/// So many times the middle one's household.
constexpr double unusual_household = 3;
constexpr double unusual_people = 25;
constexpr std::int64_t many_people = 5000;
/// Places are compared with those of the same kind in the same province.
constexpr int compared_level = 1;

// The lower of the two middle ones where there is no middle; not of an empty list, whose order it changes.
template <typename Number>
Number middle(model::LargeVector<Number>& numbers) {
  const auto at = numbers.begin() + static_cast<std::ptrdiff_t>((numbers.size() - 1) / 2);
  std::nth_element(numbers.begin(), at, numbers.end());
  return *at;
}

/// Of a location's people and households; nothing where it cannot be told, or is a finding of its own.
std::optional<double> household_size(const KnownLocations& locations, std::size_t location) {
  const auto people = locations.people(location);
  const auto households = locations.households(location);
  if (!people || !households || *households == 0 || *people < *households) return std::nullopt;
  return static_cast<double>(*people) / static_cast<double>(*households);
}

// Sizes are counted twice, since there may be millions of them.
void note_households(const SourceTable& table, const KnownLocations& locations, FindingLog& log) {
  model::LargeVector<double> sizes;
  sizes.reserve(locations.size());
  for (std::size_t location = 0; location < locations.size(); ++location)
    if (const auto size = household_size(locations, location)) sizes.push_back(*size);
  if (sizes.size() < fewest_places) return;
  const auto usual = middle(sizes);
  for (std::size_t location = 0; location < locations.size(); ++location) {
    if (locations.people(location).value_or(0) < fewest_people) continue;
    const auto size = household_size(locations, location);
    if (size && (*size > usual * unusual_household || *size * unusual_household < usual))
      log.add(
          "household.unusual",
          {table.number(locations.table_row(location)), table.column_of("idps_individuals")},
          fmt::format(
              "{} people in {} households are {:.1f} each; in half of the round they are {:.1f} or fewer.",
              *locations.people(location), *locations.households(location), *size, usual));
  }
}

void note_people(const SourceTable& table, const geo::BoundarySet& boundaries,
                 const KnownLocations& locations, FindingLog& log) {
  std::map<std::pair<std::uint32_t, std::string_view>, model::LargeVector<std::uint32_t>> groups;
  for (std::uint32_t location = 0; location < locations.size(); ++location)
    if (locations.people(location).value_or(0) > 0)
      groups[{boundaries.ancestor(locations.area(location), compared_level), locations.unit(location)}]
          .push_back(location);
  for (const auto& [group, members] : groups) {
    if (members.size() < fewest_places || group.first == geo::no_area) continue;
    model::LargeVector<std::int64_t> values;
    values.reserve(members.size());
    for (const auto location : members) values.push_back(*locations.people(location));
    const auto usual = middle(values);
    for (const auto location : members) {
      const auto people = *locations.people(location);
      if (people >= many_people && static_cast<double>(people) > unusual_people * static_cast<double>(usual))
        log.add("people.outlier",
                {table.number(locations.table_row(location)), table.column_of("idps_individuals")},
                fmt::format("{} people; in half of the {} places of its kind in {} there are {} or fewer.",
                            people, members.size(), boundaries.area(group.first).name, usual));
    }
  }
}

}  // namespace

void note_outliers(const SourceTable& table, const geo::BoundarySet& boundaries,
                   const KnownLocations& locations, FindingLog& log) {
  note_households(table, locations, log);
  note_people(table, boundaries, locations, log);
}

void check_origin_sums(const model::RoundContent& content, const std::vector<std::int64_t>& first_rows,
                       FindingLog& log) {
  const auto& people = content.assessments.column("idps_individuals");
  std::map<std::pair<std::uint32_t, model::OriginBasis>, std::int64_t> sums;
  for (const auto& share : content.origins) sums[{share.location, share.basis}] += share.individuals;
  for (const auto& [key, sum] : sums) {
    const auto row = key.first;
    if (!people.is_null(row) && sum > people.integer(row))
      log.add("count.origins", {first_rows[row]},
              fmt::format("{} people by origin, {} people in all.", sum, people.integer(row)));
  }
}

}  // namespace sojourn::ingest
