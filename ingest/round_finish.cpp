// What is known of a round only when all its rows are in: the second half of RoundBuilder.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "ingest/round_builder.hpp"
#include "ingest/round_comparison.hpp"
#include "ingest/round_fields.hpp"
#include "ingest/round_outliers.hpp"

namespace sojourn::ingest {
namespace {

/// What is known of a location when it has all its parts.
struct FinishedFields {
  std::size_t point = location_field("point");
  std::size_t placement = location_field("placement");
  std::size_t confidence = location_field("placement_confidence");
  std::size_t sadd_basis = location_field("sadd_basis");
  std::vector<std::size_t> sexes_and_ages;
  FinishedFields() {
    for (const auto field : sex_and_age_fields) sexes_and_ages.push_back(location_field(field));
  }
};

}  // namespace

model::RoundDraft RoundBuilder::finish() {
  settle_doubles();
  settle_unplaced();
  for (const auto row : std::exchange(doubles_, {})) reject_double(row);
  settle_placeless();
  seen_rows_ = {};
  if (early_ != nullptr && (draft_.rows_gone == 0 || !may_leave())) give_up_early();
  const auto rest = static_cast<std::uint32_t>(parts_.size());
  finish_rows(rest);
  log_.take_over(point_log_);
  if (early_ == nullptr) {
    note_repeated_points();
    finish_origins();
    know(rest);
  } else if (!leave(rest)) {
    give_up_early();
  }
  points_known_ = {};
  finish_area_figures();
  within_.finish(known_, draft_.content, log_);
  draft_.content.secondary = secondary_.take(draft_.content, profile_.secondary, first_rows_, log_);
  draft_.content.round.totals.locations = static_cast<std::int64_t>(known_.size());
  check_totals();
  check_origin_sums(draft_.content, first_rows_, log_);
  note_outliers(table_, placer_.boundaries(), known_, log_);
  if (const auto previous = plan_.previous ? plan_.previous() : nullptr) compare(*previous);
  if (early_ != nullptr && !early_->complete()) give_up_early();
  draft_.findings = log_.take();
  return std::move(draft_);
}

// The first ones, so many.
void RoundBuilder::finish_rows(std::uint32_t rows) {
  draft_.content.areas.resize(rows);
  draft_.content.points.resize(rows);
  for (std::uint32_t location = 0; location < rows; ++location) finish_row(location);
}

void RoundBuilder::finish_row(std::uint32_t location) {
  static const FinishedFields f;
  auto& content = draft_.content;
  auto& table = content.assessments;
  parts_.finish(location);
  const auto& state = parts_.state(location);
  const bool centre =
      profile_.coordinates_of_area || table.column(fields().unit).text(location) == "admin_area";
  const auto placed = placer_.point_of(state.area, state.latitude, state.longitude, centre);
  content.areas[location] = state.area;
  content.points[location] = placed.point;
  const auto set = [&](std::size_t field, std::string_view text) {
    auto& column = table.column(field);
    text.empty() ? column.set_null(location) : column.set(location, text);
  };
  set(f.point, !placed.point ? "" : placed.measured ? "measured" : "in_area");
  const auto placement = placement_text(state.by);
  set(f.placement, placement);
  auto& confidence = table.column(f.confidence);
  placement.empty() ? confidence.set_null(location) : confidence.set(location, state.confidence);
  const bool counted = std::ranges::any_of(
      f.sexes_and_ages, [&](auto field) { return !table.column(field).is_null(location); });
  set(f.sadd_basis, counted ? "observed" : "");
  if (placed.note != PointNote::none || state.areas_differ || state.points_differ)
    note_point(location, placed);
}

void RoundBuilder::note_point(std::uint32_t location, const PlacedPoint& placed) {
  const auto& state = parts_.state(location);
  const FindingPlace place{first_rows_[location], table_.column_of("latitude")};
  const auto& area = placer_.boundaries().area(state.area).name;
  if (state.areas_differ)
    point_log_.add("location.areas_differ", place,
                   fmt::format("Rows of one location name different areas; it was put in {}.", area));
  if (state.points_differ)
    point_log_.add("location.points_differ", place,
                   "Rows of one location have different coordinates; one of them was taken.");
  point_notes_.note_point(placed, state.area, place);
}

// The centre of an area, written beside every place in it, is no measured point.
void RoundBuilder::note_repeated_points() {
  struct Place {
    double lon;
    double lat;
    std::uint32_t location;
    bool shares(const Place& other) const { return lon == other.lon && lat == other.lat; }
  };
  auto& points = draft_.content.points;
  auto& kind = draft_.content.assessments.column("point");
  std::vector<Place> places;
  for (std::uint32_t i = 0; i < points.size(); ++i)
    if (points[i] && kind.text(i) == "measured") places.push_back({points[i]->lon(), points[i]->lat(), i});
  std::ranges::sort(places, {}, [](const Place& place) { return std::pair(place.lon, place.lat); });
  std::int64_t changed = 0;
  for (auto first = places.begin(); first != places.end();) {
    const auto last =
        std::find_if(first, places.end(), [&](const Place& one) { return !one.shares(*first); });
    if (last - first >= std::ptrdiff_t{places_of_an_area}) {
      changed += last - first;
      for (auto one = first; one != last; ++one) kind.set(one->location, std::string_view("in_area"));
    }
    first = last;
  }
  if (changed == 0) return;
  log_.add("coordinates.repeated", {},
           fmt::format("{} locations share coordinates with {} or more others: taken for positions of "
                       "areas, not of places.",
                       changed, places_of_an_area - 1));
}

// The row names the origin that most come from; all shares stay in `origins`.
void RoundBuilder::finish_origins() {
  auto& content = draft_.content;
  if (content.origins.empty()) return;
  std::vector<std::size_t> main(parts_.size(), content.origins.size());
  const auto larger = [&](const model::OriginShare& a, const model::OriginShare& b) {
    return std::tie(b.individuals, a.pcode, a.name) < std::tie(a.individuals, b.pcode, b.name);
  };
  for (std::size_t i = 0; i < content.origins.size(); ++i) {
    auto& chosen = main[content.origins[i].location];
    if (chosen == content.origins.size() || larger(content.origins[i], content.origins[chosen])) chosen = i;
  }
  auto& table = content.assessments;
  for (std::size_t row = 0; row < main.size(); ++row) {
    if (main[row] == content.origins.size()) continue;
    const auto& share = content.origins[main[row]];
    if (!share.pcode.empty()) table.column("origin_pcode").set(row, std::string_view(share.pcode));
    table.column("origin_name").set(row, std::string_view(share.name));
    if (share.level >= 0) table.column("origin_level").set(row, std::int64_t{share.level});
    table.column("origin_basis").set(row, model::to_string(share.basis));
    table.column("origin_individuals").set(row, share.individuals);
  }
}

void RoundBuilder::finish_area_figures() {
  if (area_reasons_.empty()) return;
  auto& content = draft_.content;
  std::map<std::uint32_t, std::int64_t> people_of_area;
  for (std::size_t location = 0; location < known_.size(); ++location)
    people_of_area[known_.area(location)] += known_.people(location).value_or(0);
  for (const auto& [area, figures] : area_reasons_) {
    std::int64_t stated = 0;
    for (const auto figure : figures) stated += figure;
    if (stated == 0) continue;
    if (stated > people_of_area[area]) {
      log_.add("count.reasons", {},
               fmt::format("In {} the reasons add up to {}, the people are {}; the reasons were left out.",
                           placer_.boundaries().area(area).name, stated, people_of_area[area]));
      continue;
    }
    for (std::size_t i = 0; i < reason_count; ++i) {
      const auto rest = i + 1 == reason_count ? people_of_area[area] - stated : 0;
      content.area_figures.push_back({area, std::string(reason_fields[i]), figures[i] + rest});
    }
  }
}

// A total in the file is of the whole, or of parts that are all of the whole.
void RoundBuilder::check_totals() {
  const auto read = draft_.content.round.totals.individuals_read;
  std::int64_t largest = 0;
  std::int64_t sum = 0;
  std::int64_t row = 0;
  for (const auto& rejected : draft_.rejected) {
    if (rejected.rule != "row.total" || rejected.individuals == 0) continue;
    sum += rejected.individuals;
    if (rejected.individuals <= largest) continue;
    largest = rejected.individuals;
    row = table_.place_of(rejected);
  }
  if (largest == 0 || largest == read || sum == read || sum - largest == read) return;
  log_.add("total.differs", {row, table_.column_of("idps_individuals")},
           fmt::format("The total says {} people, the rows add up to {}.", largest, read));
}

void RoundBuilder::compare(const model::PreviousRound& previous) {
  compare_rounds(previous,
                 {draft_.content.round, placer_.boundaries(), known_, table_,
                  [this](std::uint32_t location) { return name_of_known(location); }},
                 log_);
}

}  // namespace sojourn::ingest
