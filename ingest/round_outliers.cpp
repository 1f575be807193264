#include "ingest/round_outliers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

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

// The lower of the two middle ones where there is no middle; not of an empty list.
template <typename Number>
Number middle(std::vector<Number> numbers) {
  const auto at = numbers.begin() + static_cast<std::ptrdiff_t>((numbers.size() - 1) / 2);
  std::nth_element(numbers.begin(), at, numbers.end());
  return *at;
}

void note_households(const SourceTable& table, const model::RoundContent& content,
                     const std::vector<std::int64_t>& first_rows, FindingLog& log) {
  const auto& people = content.assessments.column("idps_individuals");
  const auto& households = content.assessments.column("idps_households");
  std::vector<std::pair<std::uint32_t, double>> sizes;
  std::vector<double> values;
  for (std::uint32_t row = 0; row < content.assessments.rows(); ++row) {
    if (people.is_null(row) || households.is_null(row) || households.integer(row) == 0) continue;
    if (people.integer(row) < households.integer(row)) continue;  // a finding of its own
    values.push_back(static_cast<double>(people.integer(row)) / static_cast<double>(households.integer(row)));
    sizes.emplace_back(row, values.back());
  }
  if (sizes.size() < fewest_places) return;
  const auto usual = middle(values);
  for (const auto& [row, size] : sizes)
    if (people.integer(row) >= fewest_people &&
        (size > usual * unusual_household || size * unusual_household < usual))
      log.add(
          "household.unusual", {first_rows[row], table.column_of("idps_individuals")},
          fmt::format(
              "{} people in {} households are {:.1f} each; in half of the round they are {:.1f} or fewer.",
              people.integer(row), households.integer(row), size, usual));
}

void note_people(const SourceTable& table, const model::RoundContent& content,
                 const std::vector<std::int64_t>& first_rows, FindingLog& log) {
  const auto& people = content.assessments.column("idps_individuals");
  const auto& unit = content.assessments.column("unit");
  std::map<std::pair<std::uint32_t, std::string_view>, std::vector<std::uint32_t>> groups;
  for (std::uint32_t row = 0; row < content.assessments.rows(); ++row)
    if (!people.is_null(row) && people.integer(row) > 0)
      groups[{content.boundaries->ancestor(content.areas[row], compared_level), unit.text(row)}].push_back(
          row);
  for (const auto& [group, rows] : groups) {
    if (rows.size() < fewest_places || group.first == geo::no_area) continue;
    std::vector<std::int64_t> values;
    for (const auto row : rows) values.push_back(people.integer(row));
    const auto usual = middle(values);
    for (const auto row : rows)
      if (people.integer(row) >= many_people &&
          static_cast<double>(people.integer(row)) > unusual_people * static_cast<double>(usual))
        log.add(
            "people.outlier", {first_rows[row], table.column_of("idps_individuals")},
            fmt::format("{} people; in half of the {} places of its kind in {} there are {} or fewer.",
                        people.integer(row), rows.size(), content.boundaries->area(group.first).name, usual));
  }
}

}  // namespace

void note_outliers(const SourceTable& table, const model::RoundContent& content,
                   const std::vector<std::int64_t>& first_rows, FindingLog& log) {
  note_households(table, content, first_rows, log);
  note_people(table, content, first_rows, log);
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
