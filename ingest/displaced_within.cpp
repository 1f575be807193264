#include "ingest/displaced_within.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace sojourn::ingest {
namespace {

constexpr std::string_view figure = "displaced_within_individuals";

/// Everybody in these areas, also in areas below them.
std::map<std::uint32_t, std::int64_t> people_in(const std::map<std::uint32_t, std::int64_t>& areas,
                                                const model::RoundContent& content) {
  const auto& people = content.assessments.column("idps_individuals");
  std::map<std::uint32_t, std::int64_t> sums;
  for (std::size_t row = 0; row < content.areas.size(); ++row)
    for (auto area = content.areas[row]; area != geo::no_area; area = content.boundaries->area(area).parent)
      if (!people.is_null(row) && areas.contains(area)) sums[area] += people.integer(row);
  return sums;
}

}  // namespace

void DisplacedWithin::add(const Record& record, const PlacedArea& placed, const geo::BoundarySet& boundaries,
                          FindingLog& log) {
  const auto& said = record.displaced_within;
  if (!said.individuals && said.any != std::optional(false)) return;
  const auto people = said.individuals.value_or(0);
  const auto area = boundaries.ancestor(placed.area, said.level);
  if (area != geo::no_area)
    people_[area] += people;
  else if (people > 0)
    log.add(
        "count.within", {record.row},
        fmt::format("{} people are said to be displaced within their area of level {}, which is not known of "
                    "the row; the figure was left out.",
                    people, said.level));
}

void DisplacedWithin::finish(model::RoundContent& content, FindingLog& log) const {
  auto everybody = people_in(people_, content);
  for (const auto& [area, people] : people_) {
    const auto all = everybody[area];
    if (people > all) {
      log.add("count.within", {},
              fmt::format("In {} {} people are said to be displaced within it, the people are {}; the figure "
                          "was left out.",
                          content.boundaries->area(area).name, people, all));
      continue;
    }
    auto& added = content.area_figures.emplace_back();
    added.area = area;
    added.field = figure;
    added.value = people;
  }
}

}  // namespace sojourn::ingest
