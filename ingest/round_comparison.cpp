#include "ingest/round_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "geo/similar_names.hpp"

namespace sojourn::ingest {
namespace {

/// Rounds are compared by district: wards are assessed in one round and not in the next.
constexpr int compared_level = 2;
constexpr std::int64_t least_people = 1000;
constexpr std::int64_t many_times = 3;
/// Fewer locations may well stay as they were.
constexpr std::int64_t fewest_locations = 20;
constexpr double nearly_all = 0.95;
/// Below this, two names are of two places.
constexpr double same_place = 0.5;

struct Change {
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> now;
};

class Comparison {
 public:
  Comparison(const model::PreviousRound& before, const model::RoundContent& content,
             const std::vector<std::int64_t>& first_rows, FindingLog& log)
      : before_(before),
        content_(content),
        boundaries_(*content.boundaries),
        level_(std::min(compared_level, boundaries_.deepest_level())),
        ids_(content.assessments.column("location_id")),
        people_(content.assessments.column("idps_individuals")),
        first_rows_(first_rows),
        log_(log) {}

  void run() {
    note_order();
    compare_locations();
    gather_areas();
    note_coverage();
    note_change();
  }

 private:
  std::optional<std::int64_t> people_of(std::uint32_t row) const {
    return people_.is_null(row) ? std::nullopt : std::optional(people_.integer(row));
  }

  // Every row has an id of its own, so the number of the id's text is the row's.
  std::optional<std::uint32_t> row_of(std::string_view id) const {
    const auto found = ids_.find_interned(id);
    return found ? std::optional(static_cast<std::uint32_t>(*found)) : std::nullopt;
  }

  // The area's ancestor at the compared level; no_area above it.
  std::uint32_t compared(std::uint32_t area) const { return boundaries_.ancestor(area, level_); }

  void note_order() {
    if (content_.round.period_end < before_.period_end)
      log_.add("date.order", {},
               fmt::format("Round {} ends on {}, round {} before it on {}.", content_.round.key.number,
                           content_.round.period_end.to_string(), before_.key.number,
                           before_.period_end.to_string()));
  }

  void compare_locations() {
    std::int64_t common = 0;
    std::int64_t same = 0;
    std::int64_t gone = 0;
    std::int64_t people_gone = 0;
    for (const auto& location : before_.locations) {
      const auto found = row_of(location.id);
      if (!found) {
        ++gone;
        people_gone += location.individuals.value_or(0);
        continue;
      }
      const auto now = people_of(*found);
      if (now.value_or(0) > 0) ++common;
      if (now.value_or(0) > 0 && now == location.individuals) ++same;
      note_moved(location, *found);
      note_renamed(location, *found);
    }
    if (gone > 0)
      log_.add("coverage.locations_missing", {},
               fmt::format("{} of {} locations of round {}, with {} people then, are not in this round.",
                           gone, before_.locations.size(), before_.key.number, people_gone));
    if (common >= fewest_locations && static_cast<double>(same) >= nearly_all * static_cast<double>(common))
      log_.add("change.none", {},
               fmt::format("{} of {} locations have the very figures of round {}.", same, common,
                           before_.key.number));
  }

  void note_moved(const model::PreviousLocation& location, std::uint32_t row) {
    const auto then = boundaries_.find(location.pcode);
    if (then == geo::no_area) return;
    const auto from = compared(then);
    const auto to = compared(content_.areas[row]);
    if (from == to || from == geo::no_area || to == geo::no_area) return;
    log_.add("location.moved", {first_rows_[row]},
             fmt::format("`{}` was in {} in round {} and is in {} now.", location.id,
                         boundaries_.area(from).name, before_.key.number, boundaries_.area(to).name));
  }

  void note_renamed(const model::PreviousLocation& location, std::uint32_t row) {
    const auto& names = content_.assessments.column("name");
    if (names.is_null(row) || location.name.empty() || names.text(row) == location.name) return;
    const auto alike = geo::similarity(former_.form(names.text(row)), former_.form(location.name));
    if (alike < same_place)
      log_.add("location.renamed", {first_rows_[row]},
               fmt::format("`{}` was called `{}` in round {} and is called `{}` now.", location.id,
                           location.name, before_.key.number, names.text(row)));
  }

  void gather_areas() {
    const auto add = [](std::optional<std::int64_t>& sum, std::optional<std::int64_t> people) {
      sum = sum.value_or(0) + people.value_or(0);
    };
    for (const auto& location : before_.locations) {
      const auto area = boundaries_.find(location.pcode);
      if (area == geo::no_area) continue;
      if (const auto known = compared(area); known != geo::no_area)
        add(areas_[known].before, location.individuals);
    }
    for (std::uint32_t row = 0; row < content_.areas.size(); ++row)
      if (const auto known = compared(content_.areas[row]); known != geo::no_area)
        add(areas_[known].now, people_of(row));
  }

  std::string named(std::uint32_t area) const {
    return fmt::format("{} ({})", boundaries_.area(area).name, boundaries_.area(area).pcode);
  }

  void note_coverage() {
    std::int64_t fresh = 0;
    std::int64_t people = 0;
    for (const auto& [area, change] : areas_) {
      if (change.before.value_or(0) > 0 && !change.now)
        log_.add("coverage.area_missing", {},
                 fmt::format("{} had {} people in round {}; this round says nothing of it.", named(area),
                             *change.before, before_.key.number));
      if (change.now.value_or(0) > 0 && !change.before) {
        ++fresh;
        people += *change.now;
      }
    }
    if (fresh > 0)
      log_.add("coverage.area_new", {},
               fmt::format("{} areas with {} people, of which round {} said nothing.", fresh, people,
                           before_.key.number));
  }

  void note_change() {
    std::int64_t before = 0;
    std::int64_t now = 0;
    for (const auto& [area, change] : areas_) {
      if (!change.before || !change.now) continue;
      before += *change.before;
      now += *change.now;
      const auto [less, more] = std::minmax(*change.before, *change.now);
      if (more - less >= least_people && more >= many_times * less)
        log_.add("change.area", {},
                 fmt::format("{} had {} people in round {} and has {} now.", named(area), *change.before,
                             before_.key.number, *change.now));
    }
    if (before >= least_people && std::abs(now - before) * 2 > before)
      log_.add("change.total", {},
               fmt::format("On the areas that both cover, round {} had {} people; this one has {}.",
                           before_.key.number, before, now));
  }

  const model::PreviousRound& before_;
  const model::RoundContent& content_;
  const geo::BoundarySet& boundaries_;
  const int level_;
  const model::ColumnBuilder& ids_;
  const model::ColumnBuilder& people_;
  const std::vector<std::int64_t>& first_rows_;
  FindingLog& log_;
  geo::NameFormer former_;
  std::map<std::uint32_t, Change> areas_;
};

}  // namespace

std::shared_ptr<const model::PreviousRound> as_previous(const model::RoundDraft& draft) {
  auto previous = std::make_shared<model::PreviousRound>();
  const auto& content = draft.content;
  previous->key = content.round.key;
  previous->period_end = content.round.period_end;
  const auto& ids = content.assessments.column("location_id");
  const auto& names = content.assessments.column("name");
  const auto& people = content.assessments.column("idps_individuals");
  for (std::uint32_t row = 0; row < content.assessments.rows(); ++row)
    previous->locations.push_back({std::string(ids.text(row)),
                                   names.is_null(row) ? "" : std::string(names.text(row)),
                                   content.boundaries->area(content.areas[row]).pcode,
                                   people.is_null(row) ? std::nullopt : std::optional(people.integer(row))});
  return previous;
}

void compare_rounds(const model::PreviousRound& before, const model::RoundContent& content,
                    const std::vector<std::int64_t>& first_rows, FindingLog& log) {
  Comparison(before, content, first_rows, log).run();
}

}  // namespace sojourn::ingest
