#include "ingest/displaced_within.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace sojourn::ingest {
namespace {

constexpr std::string_view figure = "displaced_within_individuals";

/// Everybody in these areas, also in areas below them.
std::map<std::uint32_t, std::int64_t> people_in(const auto& areas, const geo::BoundarySet& boundaries,
                                                const KnownLocations& locations) {
  std::map<std::uint32_t, std::int64_t> sums;
  if (areas.empty()) return sums;
  for (std::size_t location = 0; location < locations.size(); ++location)
    for (auto area = locations.area(location); area != geo::no_area; area = boundaries.area(area).parent)
      if (areas.contains(area)) sums[area] += locations.people(location).value_or(0);
  return sums;
}

void keep_first(std::int64_t& first, std::int64_t row) {
  first = first == 0 ? row : std::min(first, row);
}

}  // namespace

void DisplacedWithin::add(const Record& record, const PlacedArea& placed, const geo::BoundarySet& boundaries,
                          FindingLog& log) {
  const auto& said = record.displaced_within;
  if ((!said.individuals && !said.any) || boundaries.version().empty()) return;
  const auto people = said.individuals.value_or(0);
  const auto area = boundaries.ancestor(placed.area, said.level);
  if (area != geo::no_area) {
    auto& all = said_of_[area];
    all.people += people;
    keep_first(all.first_row, record.row);
    if (!said.individuals && *said.any) keep_first(all.first_uncounted_row, record.row);
  } else if (people > 0) {
    log.add(
        "count.within", {record.row},
        fmt::format("{} people are said to be displaced within their area of level {}, which is not known of "
                    "the row; the figure was left out.",
                    people, said.level));
  }
}

void DisplacedWithin::finish(const KnownLocations& locations, model::RoundContent& content,
                             FindingLog& log) const {
  auto everybody = people_in(said_of_, *content.boundaries, locations);
  for (const auto& [area, said] : said_of_) {
    const auto& name = content.boundaries->area(area).name;
    const auto all = everybody[area];
    if (said.first_uncounted_row != 0) {
      log.add("count.within", {said.first_uncounted_row},
              fmt::format("In {} people are said to be displaced within it, and not how many; the figure was "
                          "left out.",
                          name));
    } else if (said.people > all) {
      log.add("count.within", {said.first_row},
              fmt::format("In {} {} people are said to be displaced within it, the people are {}; the figure "
                          "was left out.",
                          name, said.people, all));
    } else {
      auto& added = content.area_figures.emplace_back();
      added.area = area;
      added.field = figure;
      added.value = said.people;
    }
  }
}

}  // namespace sojourn::ingest
