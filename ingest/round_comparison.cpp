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
  Comparison(const model::PreviousRound& before, const ComparedRound& now, FindingLog& log)
      : before_(before),
        now_(now),
        locations_(now.locations),
        boundaries_(now.boundaries),
        level_(std::min(compared_level, boundaries_.deepest_level())),
        log_(log) {}

  void run() {
    note_order();
    compare_locations();
    gather_areas();
    note_coverage();
    note_change();
  }

 private:
  // The area's ancestor at the compared level; no_area above it.
  std::uint32_t compared(std::uint32_t area) const { return boundaries_.ancestor(area, level_); }

  void note_order() {
    if (now_.round.period_end < before_.period_end)
      log_.add(
          "date.order", {},
          fmt::format("Round {} ends on {}, round {} before it on {}.", now_.round.key.number,
                      now_.round.period_end.to_string(), before_.key.number, before_.period_end.to_string()));
  }

  void compare_locations() {
    before_.locations.for_each([&](const auto& location) {
      add_before(location);
      compare(location);
    });
    if (gone_ > 0)
      log_.add("coverage.locations_missing", {},
               fmt::format("{} of {} locations of round {}, with {} people then, are not in this round.",
                           gone_, before_.locations.size(), before_.key.number, people_gone_));
    if (common_ >= fewest_locations &&
        static_cast<double>(same_) >= nearly_all * static_cast<double>(common_))
      log_.add("change.none", {},
               fmt::format("{} of {} locations have the very figures of round {}.", same_, common_,
                           before_.key.number));
  }

  void compare(const model::PreviousLocation& location) {
    const auto found = locations_.find(location.id);
    if (!found) {
      ++gone_;
      people_gone_ += location.individuals.value_or(0);
      return;
    }
    const auto now = locations_.people(*found);
    if (now.value_or(0) > 0) ++common_;
    if (now.value_or(0) > 0 && now == location.individuals) ++same_;
    note_moved(location, *found);
    note_renamed(location, *found);
  }

  FindingPlace place_of(std::uint32_t location) const {
    return {now_.table.number(locations_.table_row(location)), nullptr};
  }

  void note_moved(const model::PreviousLocation& before, std::uint32_t location) {
    const auto then = boundaries_.find(before.pcode);
    if (then == geo::no_area) return;
    const auto from = compared(then);
    const auto to = compared(locations_.area(location));
    if (from == to || from == geo::no_area || to == geo::no_area) return;
    log_.add("location.moved", place_of(location),
             fmt::format("`{}` was in {} in round {} and is in {} now.", before.id,
                         boundaries_.area(from).name, before_.key.number, boundaries_.area(to).name));
  }

  void note_renamed(const model::PreviousLocation& before, std::uint32_t location) {
    if (!locations_.has_name(location) || before.name.empty() || locations_.is_named(location, before.name))
      return;
    const auto name = now_.name_of(location);
    const auto alike = geo::similarity(former_.form(name), former_.form(before.name));
    if (alike < same_place)
      log_.add("location.renamed", place_of(location),
               fmt::format("`{}` was called `{}` in round {} and is called `{}` now.", before.id, before.name,
                           before_.key.number, name));
  }

  static void add(std::optional<std::int64_t>& sum, std::optional<std::int64_t> people) {
    sum = sum.value_or(0) + people.value_or(0);
  }

  void add_before(const model::PreviousLocation& location) {
    const auto area = boundaries_.find(location.pcode);
    if (area == geo::no_area) return;
    if (const auto known = compared(area); known != geo::no_area)
      add(areas_[known].before, location.individuals);
  }

  void gather_areas() {
    for (std::size_t location = 0; location < locations_.size(); ++location)
      if (const auto known = compared(locations_.area(location)); known != geo::no_area)
        add(areas_[known].now, locations_.people(location));
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
  const ComparedRound& now_;
  const KnownLocations& locations_;
  const geo::BoundarySet& boundaries_;
  const int level_;
  FindingLog& log_;
  geo::NameFormer former_;
  std::map<std::uint32_t, Change> areas_;
  std::int64_t common_ = 0;  ///< locations of both rounds with people in the new one
  std::int64_t same_ = 0;    ///< of those, with the figures of the round before
  std::int64_t gone_ = 0;
  std::int64_t people_gone_ = 0;
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
    previous->locations.add({ids.text(row), names.is_null(row) ? std::string_view() : names.text(row),
                             content.boundaries->area(content.areas[row]).pcode,
                             people.is_null(row) ? std::nullopt : std::optional(people.integer(row))});
  previous->locations.finish();
  return previous;
}

void compare_rounds(const model::PreviousRound& before, const ComparedRound& now, FindingLog& log) {
  Comparison(before, now, log).run();
}

}  // namespace sojourn::ingest
