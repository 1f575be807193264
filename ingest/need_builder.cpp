#include "ingest/need_builder.hpp"

#include <fmt/format.h>

#include <algorithm>

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

const CodeList* list_of(const SourceTable& table, const BadCell& bad) {
  return table.profile->code_list(table.columns[bad.column].spec->codes);
}

}  // namespace

NeedBuilder::NeedBuilder(const SourceTable& table, const RoundPlan& plan,
                         std::shared_ptr<const geo::BoundarySet> boundaries)
    : table_(table),
      profile_(*table.profile),
      placer_(profile_, boundaries, plan.crosswalk),
      reader_(table, collection),
      log_(table.sheet),
      notes_(table, placer_.boundaries(), log_) {
  draft_ = begin_draft(profile_, plan, std::move(boundaries));
  draft_.content.assessments = model::TableBuilder(model::fields_of(collection));
}

void NeedBuilder::add(std::uint32_t table_row, int level) {
  ++draft_.content.round.totals.rows_read;
  reader_.read(table_row, record_);
  if (const auto rejection = check(table_row, level)) return reject(*rejection);
  Feature feature;
  const auto key = place(feature);
  if (!key)
    return reject({"needs.no_code",
                   "The area is known neither by a code nor by a name that the boundaries have.",
                   notes_.place_column(record_.place, record_.place.deepest())});
  if (const auto rejection = store(*key, feature)) return reject(*rejection);
  note_codes();
  ++draft_.content.round.totals.rows_accepted;
}

std::optional<Rejection> NeedBuilder::check(std::uint32_t table_row, int level) {
  if (!seen_rows_.insert(table_.fingerprint(table_row)).second)
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
  for (const auto& bad : record_.bad) {
    const auto& column = table_.columns[bad.column];
    if (bad.fault == Fault::negative)
      return Rejection{"count.negative", "A number below zero stands here; people cannot be.", &column};
    if (bad.fault == Fault::absurd)
      return Rejection{"count.absurd", "The number is larger than any country's population.", &column};
    if (bad.fault == Fault::unreadable)
      return Rejection{"count.not_a_number", "No number stands where one should.", &column};
  }
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
std::optional<NeedBuilder::FeatureKey> NeedBuilder::place(Feature& feature) {
  const auto& place = record_.place;
  const auto& boundaries = placer_.boundaries();
  const int level = place.deepest();
  feature.row = record_.row;
  if (level == 0) {
    feature.name = boundaries.area(0).name;
    return FeatureKey{0, boundaries.area(0).pcode};
  }
  const auto& placed = placer_.area_of(place);
  const auto& area = boundaries.area(placed.area);
  feature.area = placed.area;
  if (placed.by != PlacedBy::nothing && area.level == level) {
    notes_.note_place(place, placed, {record_.row});
    feature.name = area.name;
    feature.parent = boundaries.area(area.parent).pcode;
    feature.by = placed.by;
    feature.confidence = placed.confidence;
    return FeatureKey{level, area.pcode};
  }
  const auto at = static_cast<std::size_t>(level);
  if (place.codes[at].empty()) return std::nullopt;
  if (boundaries.deepest_level() >= level)
    log_.add_once(
        "needs.unknown_area", place.codes[at], {record_.row, notes_.place_column(place, level)},
        fmt::format("`{}` is no area of level {} that the boundaries know.", place.codes[at], level));
  feature.name = place.names[at];
  feature.parent = level == 1 ? std::string(boundaries.area(0).pcode) : std::string(place.codes[at - 1]);
  return FeatureKey{level, std::string(place.codes[at])};
}

// All figures of a row, or none.
std::optional<Rejection> NeedBuilder::store(const FeatureKey& key, Feature& feature) {
  auto& stored = features_.try_emplace(key, std::move(feature)).first->second;
  for (const auto& [field, value] : figures_)
    if (const auto found = stored.figures.find(field);
        found != stored.figures.end() && found->second != value)
      return Rejection{"needs.repeated",
                       fmt::format("Another row says {} for {} of {}; that one was kept.", found->second,
                                   model::fields_of(collection)[field].name, key.second)};
  stored.row = std::min(stored.row, record_.row);
  for (const auto& [field, value] : figures_) stored.figures.emplace(field, value);
  for (const auto& [field, value] : record_.restricted) {
    std::pair<std::string, std::string> restricted{field, value};
    if (std::ranges::find(stored.restricted, restricted) == stored.restricted.end())
      stored.restricted.push_back(std::move(restricted));
  }
  return std::nullopt;
}

void NeedBuilder::reject(const Rejection& rejection) {
  ++draft_.content.round.totals.rows_rejected;
  auto people = record_.need_figures[1].value_or(0);
  if (record_.need_inputs[2] == "in_need") people = record_.need_figures[0].value_or(0);
  draft_.rejected.push_back({table_.sheet, record_.row, std::string(rejection.rule->id), rejection.reason,
                             std::max<std::int64_t>(people, 0)});
  const FindingPlace where{record_.row, rejection.column};
  // Most rows of such tables are breakdowns: one finding for each kind is enough to read.
  if (rejection.rule->id == std::string_view("needs.breakdown"))
    log_.add_once(rejection.rule, sector(), where, rejection.reason);
  else
    log_.add(rejection.rule, where, rejection.reason);
}

// Values that a code list lacks, of rows that count.
void NeedBuilder::note_codes() {
  for (const auto& bad : record_.bad)
    if (list_of(table_, bad) != nullptr)
      log_.add_once("code.unknown", fmt::format("{} {}", bad.column, bad.text),
                    {record_.row, &table_.columns[bad.column]},
                    fmt::format("A value is not in the profile's list `{}`; it was left out.",
                                table_.columns[bad.column].spec->codes));
}

model::RoundDraft NeedBuilder::finish() {
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
