#include "ingest/need_builder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/dataset_checks.hpp"
#include "model/dataset.hpp"

namespace sojourn::ingest {
namespace {

constexpr auto collection = model::Collection::people_in_need;
constexpr std::string_view whole_population = "total";
constexpr std::string_view all_sectors = "all";

std::size_t field_of(std::string_view name) {
  return model::field_index(model::fields_of(collection), name);
}

/// The field of a figure (`in_need`, `targeted` …) of a cluster, or of all; no_field if there is none.
std::size_t figure_field(std::string_view figure, std::string_view sector) {
  if (!sector.empty() && sector != all_sectors)
    return field_of(fmt::format("{}_{}_individuals", figure, sector));
  return field_of(figure == "population" ? std::string(figure) : fmt::format("{}_individuals", figure));
}

}  // namespace

NeedBuilder::NeedBuilder(const SourceTable& table, const RoundPlan& plan,
                         std::shared_ptr<const geo::BoundarySet> boundaries)
    : table_(table),
      profile_(*table.profile),
      placer_(profile_, boundaries, plan.crosswalk),
      reader_(table, collection),
      log_(table),
      notes_(table, placer_.boundaries(), log_) {
  draft_ = begin_draft(profile_, plan, std::move(boundaries));
  draft_.content.assessments = model::TableBuilder(model::fields_of(collection));
}

void NeedBuilder::add(std::uint32_t table_row, int level, const Rejection* refused) {
  ++draft_.content.round.totals.rows_read;
  reader_.read(table_row, record_);
  auto rejection = check(table_row, level);
  if (!rejection && refused != nullptr) rejection = *refused;
  FeatureKey key;
  Feature feature;
  if (!rejection) rejection = place(key, feature);
  if (rejection) return reject(*rejection, record_.row, people_in_need());
  keep(key, feature);
  note_codes();
}

std::optional<Rejection> NeedBuilder::check(std::uint32_t table_row, int level) {
  if (!seen_rows_.insert(table_.fingerprint(table_row)))
    return Rejection{"row.duplicate", "The row equals another in every cell."};
  if (auto rejection = check_place(level)) return rejection;
  if (auto rejection = check_sector()) return rejection;
  if (auto rejection = check_counts()) return rejection;
  return collect_figures();
}

std::optional<Rejection> NeedBuilder::check_place(int level) const {
  auto total = is_total_label(record_.label);
  for (const auto name : record_.place.names) total = total || is_total_label(name);
  if (total) return Rejection{"row.total", "The row is a total of other rows and is not counted."};
  // A row about a district that it does not name would pass for one about all above it.
  if (level > record_.place.deepest())
    return Rejection{
        "row.no_place",
        fmt::format("The row says it is about level {}, and names no area of that level.", level)};
  return std::nullopt;
}

std::optional<Rejection> NeedBuilder::check_counts() const {
  for (const auto& bad : record_.bad)
    if (auto rejection = reject_bad_count(table_, bad)) return rejection;
  return std::nullopt;
}

// Which figures the row is about: of which cluster, and of all people or a part of them.
std::optional<Rejection> NeedBuilder::check_sector() {
  const auto* column = table_.column_of("need_category");
  const auto category = record_.need_inputs[1];
  const bool part = std::ranges::any_of(record_.bad, [&](const BadCell& bad) {
    return bad.fault == Fault::unknown_code && table_.columns[bad.column].spec->field == "need_category";
  });
  if (part || (!category.empty() && category != whole_population))
    return Rejection{"needs.breakdown", "The row counts a part of the people, not all of them.", column};
  if (sector().empty() && table_.column_of("need_sector") != nullptr)
    return Rejection{"needs.no_sector", "The row names no cluster that is known.",
                     table_.column_of("need_sector")};
  return std::nullopt;
}

std::optional<Rejection> NeedBuilder::collect_figures() {
  figures_.clear();
  const auto long_figure = record_.need_inputs[2];
  const auto& counts = record_.need_figures;
  if (counts[0] && !long_figure.empty()) {
    add_figure(long_figure, counts[0]);
    if (figures_.empty())
      return Rejection{"needs.not_kept", "This figure is kept of all clusters together, not of one.",
                       table_.column_of("need_figure")};
  }
  for (std::size_t i = 1; i < counts.size(); ++i) add_figure(need_counts[i].substr(5), counts[i]);
  for (std::size_t field = 0; field < record_.integers.size(); ++field)
    if (record_.integers[field]) figures_.emplace_back(field, *record_.integers[field]);
  if (figures_.empty()) return Rejection{"needs.no_figure", "The row states no figure that is kept."};
  return std::nullopt;
}

void NeedBuilder::add_figure(std::string_view figure, std::optional<std::int64_t> value) {
  const auto field = figure_field(figure, sector());
  if (value && field != model::no_field) figures_.emplace_back(field, *value);
}

// The area as the boundaries know it; what they do not know keeps the code it was given, and has no geometry.
std::optional<Rejection> NeedBuilder::place(FeatureKey& key, Feature& feature) {
  const auto& place = record_.place;
  const auto& boundaries = placer_.boundaries();
  const int level = place.deepest();
  feature.row = record_.row;
  if (level == 0) {
    feature.name = boundaries.area(0).name;
    key = {0, boundaries.area(0).pcode};
    return std::nullopt;
  }
  const auto& placed = placer_.area_of(place);
  const auto& area = boundaries.area(placed.area);
  feature.area = placed.area;
  if (placed.wrong_parent != 0)
    return Rejection{"needs.wrong_area",
                     fmt::format("The code of level {} is one of another level, or of an area elsewhere.",
                                 placed.wrong_parent),
                     notes_.place_column(place, placed.wrong_parent)};
  if (placed.by == PlacedBy::nothing || area.level != level) return place_unknown(level, key, feature);
  notes_.note_place(place, placed, {record_.row});
  feature.name = area.name;
  feature.parent = boundaries.area(area.parent).pcode;
  feature.by = placed.by;
  feature.confidence = placed.confidence;
  key = {level, area.pcode};
  return std::nullopt;
}

std::optional<Rejection> NeedBuilder::place_unknown(int level, FeatureKey& key, Feature& feature) {
  const auto& place = record_.place;
  const auto& boundaries = placer_.boundaries();
  const auto at = static_cast<std::size_t>(level);
  const auto* column = notes_.place_column(place, level);
  if (place.codes[at].empty())
    return Rejection{"needs.no_code",
                     "The area is known neither by a code nor by a name that the boundaries have.", column};
  // Of a level that the boundaries do not have, say; its figures would pass for those of the code's own area.
  if (placer_.knows(place.codes[at]))
    return Rejection{"needs.wrong_area",
                     fmt::format("`{}` is the code of an area of another level.", place.codes[at]), column};
  if (boundaries.deepest_level() >= level)
    log_.add_once(
        "needs.unknown_area", place.codes[at], {record_.row, column},
        fmt::format("`{}` is no area of level {} that the boundaries know.", place.codes[at], level));
  feature.name = place.names[at];
  feature.parent = level == 1 ? std::string(boundaries.area(0).pcode) : std::string(place.codes[at - 1]);
  key = {level, std::string(place.codes[at])};
  return std::nullopt;
}

// Of what rows call the area differently, the least stays, whichever comes first.
void NeedBuilder::keep(const FeatureKey& key, const Feature& feature) {
  const auto stored = features_.try_emplace(key, feature).first;
  auto& kept = stored->second;
  kept.name = kept.name.empty() || feature.name.empty() ? std::max(kept.name, feature.name)
                                                        : std::min(kept.name, feature.name);
  kept.parent = std::min(kept.parent, feature.parent);
  kept.area = std::min(kept.area, feature.area);
  kept.by = std::min(kept.by, feature.by);
  kept.confidence = std::min(kept.confidence, feature.confidence);
  kept.row = std::min(kept.row, feature.row);
  for (const auto& [field, value] : figures_) {
    auto& stated = kept.stated.try_emplace(field, Stated{value, value}).first->second;
    stated.lowest = std::min(stated.lowest, value);
    stated.highest = std::max(stated.highest, value);
  }
  rows_.push_back({record_.row, people_in_need(), notes_.place_column(record_.place, key.first), &*stored,
                   figures_, record_.restricted});
}

std::int64_t NeedBuilder::people_in_need() const {
  const auto at = record_.need_inputs[2] == "in_need" ? 0U : 1U;
  return std::max<std::int64_t>(record_.need_figures[at].value_or(0), 0);
}

// All figures of a row, or none.
void NeedBuilder::settle() {
  const auto ambiguous = codes_of_several_levels();
  for (const auto& row : rows_) {
    if (const auto rejection = contradiction(row, ambiguous)) {
      reject(*rejection, row.number, row.people);
      continue;
    }
    auto& feature = row.feature->second;
    for (const auto& [field, value] : row.figures) feature.figures.emplace(field, value);
    for (const auto& [field, value] : row.restricted) feature.restricted.emplace(field, value);
    ++draft_.content.round.totals.rows_accepted;
  }
}

std::set<std::string> NeedBuilder::codes_of_several_levels() const {
  std::set<std::string> seen;
  std::set<std::string> several;
  for (const auto& [key, feature] : features_)
    if (!seen.insert(key.second).second) several.insert(key.second);
  return several;
}

std::optional<Rejection> NeedBuilder::contradiction(const Row& row, const std::set<std::string>& ambiguous) {
  const auto& [key, feature] = *row.feature;
  if (ambiguous.contains(key.second))
    return Rejection{"needs.wrong_area",
                     fmt::format("Rows give the code `{}` to areas of different levels.", key.second),
                     row.place_column};
  for (const auto& [field, value] : row.figures)
    if (const auto& stated = feature.stated.at(field); stated.lowest != stated.highest)
      return Rejection{
          "needs.repeated",
          fmt::format("Rows say both {} and {} for {} of {}; none of them was kept.", stated.lowest,
                      stated.highest, model::fields_of(collection)[field].name, key.second)};
  return std::nullopt;
}

void NeedBuilder::reject(const Rejection& rejection, std::int64_t row, std::int64_t people) {
  ++draft_.content.round.totals.rows_rejected;
  draft_.rejected.push_back(table_.rejected(row, rejection.rule->id, rejection.reason, people));
  const FindingPlace where{row, rejection.column};
  // Most rows of such tables are breakdowns: one finding for each kind is enough to read.
  if (rejection.rule->id == std::string_view("needs.breakdown"))
    log_.add_once(rejection.rule, sector(), where, rejection.reason);
  else
    log_.add(rejection.rule, where, rejection.reason);
}

// Values that a code list lacks, of rows that count.
void NeedBuilder::note_codes() {
  for (const auto& bad : record_.bad)
    if (bad.fault == Fault::unknown_code) note_unlisted_value(table_, bad, record_.row, log_);
}

model::RoundDraft NeedBuilder::finish() {
  settle();
  std::ranges::stable_sort(draft_.rejected, {}, &model::RejectedRow::row);
  for (const auto& [key, feature] : features_) {
    if (feature.figures.empty()) continue;
    check_feature(key, feature);
    write_feature(key, feature);
  }
  finish_totals();
  draft_.findings = log_.take();
  return std::move(draft_);
}

void NeedBuilder::check_feature(const FeatureKey& key, const Feature& feature) {
  const auto value = [&](std::string_view figure, std::string_view sector) -> std::optional<std::int64_t> {
    const auto found = feature.figures.find(figure_field(figure, sector));
    return found == feature.figures.end() ? std::nullopt : std::optional(found->second);
  };
  const auto all = value("in_need", all_sectors);
  const auto population = value("population", all_sectors);
  if (all && population && *all > *population)
    log_.add("needs.population", {feature.row},
             fmt::format("In {} {} people are in need, and {} live there.", key.second, *all, *population));
  const auto check_targeted = [&](std::string_view sector) {
    const auto in_need = value("in_need", sector);
    const auto targeted = value("targeted", sector);
    if (in_need && targeted && *targeted > *in_need)
      log_.add("needs.targeted", {feature.row},
               fmt::format("In {} {} people are targeted ({}), and {} are in need.", key.second, *targeted,
                           sector, *in_need));
  };
  check_targeted(all_sectors);
  for (const auto sector : model::need_sectors()) {
    check_targeted(sector);
    if (const auto in_need = value("in_need", sector); all && in_need && *in_need > *all)
      log_.add("needs.above_all", {feature.row},
               fmt::format("In {} {} people need {}, and {} people need anything.", key.second, *in_need,
                           sector, *all));
  }
}

void NeedBuilder::write_feature(const FeatureKey& key, const Feature& feature) {
  auto& content = draft_.content;
  auto& table = content.assessments;
  const auto row = table.add_row();
  const auto set = [&](std::string_view field, std::string_view text) {
    if (!text.empty()) table.column(field).set(row, text);
  };
  set("pcode", key.second);
  set("name", feature.name);
  set("parent_pcode", feature.parent);
  table.column("level").set(row, std::int64_t{key.first});
  for (const auto& [field, value] : feature.figures) table.column(field).set(row, value);
  set("placement", placement_text(feature.by));
  if (feature.by != PlacedBy::nothing) table.column("placement_confidence").set(row, feature.confidence);
  content.areas.push_back(feature.area);
  content.points.emplace_back();
  for (const auto& [field, value] : feature.restricted)
    draft_.restricted.push_back({static_cast<std::uint32_t>(row), field, value});
}

void NeedBuilder::finish_totals() {
  auto& totals = draft_.content.round.totals;
  totals.locations = static_cast<std::int64_t>(draft_.content.assessments.rows());
  totals.individuals = model::total_individuals(collection, draft_.content.assessments);
  totals.individuals_read = totals.individuals;
}

}  // namespace sojourn::ingest
