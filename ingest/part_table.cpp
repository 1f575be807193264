#include "ingest/part_table.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "ingest/row_reader.hpp"

namespace sojourn::ingest {
namespace {

// A part with people that leaves one of these out makes the location's sum a part of the truth only.
constexpr auto breakdown_fields = [] {
  std::array<std::string_view, sex_and_age_fields.size() + reason_fields.size()> fields;
  std::ranges::copy(reason_fields, std::ranges::copy(sex_and_age_fields, fields.begin()).out);
  return fields;
}();

// Set elsewhere, from all parts together.
constexpr std::array<std::string_view, 11> set_elsewhere = {
    "location_id",        "unit",      "origin_pcode",         "origin_name", "origin_level", "origin_basis",
    "origin_individuals", "placement", "placement_confidence", "point",       "sadd_basis"};

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Place in the order from best to worst; words beyond the list come last.
std::size_t badness(std::span<const std::string_view> order, std::string_view word) {
  return static_cast<std::size_t>(std::ranges::find(order, word) - order.begin());
}

constexpr std::array<std::string_view, 3> access_order = {"yes", "limited", "no"};
constexpr std::array<std::string_view, 3> status_order = {"assessed", "carried_forward", "provisional"};

}  // namespace

PartTable::PartTable(model::TableBuilder& table)
    : table_(table),
      people_(location_field("idps_individuals")),
      location_id_(location_field("location_id")) {
  const auto fields = table.fields();
  rules_.assign(fields.size(), Rule::none);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    if (!field.stored || contains(set_elsewhere, field.name)) continue;
    if (contains(breakdown_fields, field.name))
      rules_[i] = Rule::breakdown;
    else if (field.name == "figure_status")
      rules_[i] = Rule::status;
    else if (field.name == "household_size")
      rules_[i] = Rule::size;
    else if (field.name.starts_with("access_"))
      rules_[i] = Rule::access;
    else if (field.type == model::FieldType::date)
      rules_[i] = Rule::latest;
    else if (field.aggregate == model::Aggregate::max)
      rules_[i] = Rule::worst;
    else if (field.aggregate == model::Aggregate::sum)
      rules_[i] = Rule::sum;
    else if (field.role == model::Role::label)
      rules_[i] = Rule::label;
    else if (field.type == model::FieldType::text)
      rules_[i] = Rule::text;
    used_fields_.set(i, rules_[i] != Rule::none);
    labels_.set(i, rules_[i] == Rule::label);
  }
  for (const auto name : breakdown_fields) breakdowns_.push_back(location_field(name));
}

void PartTable::expect(std::size_t locations) {
  states_.reserve(locations);
  table_.expect_rows(locations);
}

void PartTable::expect(const Record& record) const {
  each_field(record.texts.touched() & labels_,
             [&](std::size_t field) { table_.column(field).expect(record.texts[field]); });
}

// Every row has an id of its own, so the number of the id's text is the row's.
std::pair<std::uint32_t, bool> PartTable::location(std::string_view id) {
  auto& ids = table_.column(location_id_);
  const auto number = ids.intern(id);
  const auto row = static_cast<std::size_t>(number);
  const bool fresh = row == states_.size();
  if (fresh) {
    table_.add_row();
    ids.set_code(row, number);
    states_.emplace_back();
    states_.back().area = geo::no_area;
  }
  return {static_cast<std::uint32_t>(row), fresh};
}

void PartTable::merge(std::uint32_t location, const Record& record, const PlacedArea& placed,
                      const geo::BoundarySet& boundaries) {
  auto& state = states_[location];
  merge_place(state, record, placed, boundaries);
  note_incomplete(state, record);
  const auto touched = record.integers.touched() | record.reals.touched() | record.texts.touched();
  each_field(touched & used_fields_, [&](std::size_t field) { merge_field(field, location, record); });
}

void PartTable::note_incomplete(LocationState& state, const Record& record) const {
  if (record.integers[people_].value_or(0) <= 0) return;
  for (std::size_t i = 0; i < breakdowns_.size(); ++i)
    if (!record.integers[breakdowns_[i]]) state.incomplete.set(i);
}

void PartTable::merge_place(LocationState& state, const Record& record, const PlacedArea& placed,
                            const geo::BoundarySet& boundaries) {
  // The deeper area wins; of two at the same level the one that comes first, so that order does not matter.
  const auto rank = [&](std::uint32_t area, PlacedBy by) {
    return std::tuple(-boundaries.area(area).level, area, -static_cast<int>(by));
  };
  if (state.area == geo::no_area) {
    state.area = placed.area;
    state.by = placed.by;
    state.confidence = placed.confidence;
  } else {
    state.areas_differ = state.areas_differ || state.area != placed.area;
    if (rank(placed.area, placed.by) < rank(state.area, state.by)) {
      state.area = placed.area;
      state.by = placed.by;
    }
    state.confidence = std::min(state.confidence, placed.confidence);
  }
  if (!record.latitude || !record.longitude) return;
  const std::tuple point(*record.latitude, *record.longitude);
  if (!state.latitude) {
    std::tie(state.latitude, state.longitude) = point;
    return;
  }
  const std::tuple known(*state.latitude, *state.longitude);
  state.points_differ = state.points_differ || known != point;
  if (point < known) std::tie(state.latitude, state.longitude) = point;
}

void PartTable::merge_field(std::size_t field, std::uint32_t location, const Record& record) {
  auto& column = table_.column(field);
  const auto number = record.integers[field];
  switch (rules_[field]) {
    case Rule::none:
      return;
    case Rule::breakdown:
    case Rule::sum:
      if (number) column.set(location, *number + (column.is_null(location) ? 0 : column.integer(location)));
      return;
    case Rule::worst:
    case Rule::latest:
      if (number)
        column.set(location,
                   column.is_null(location) ? *number : std::max(*number, column.integer(location)));
      return;
    case Rule::size:
      if (const auto size = record.reals[field])
        column.set(location, column.is_null(location) ? *size : std::min(*size, column.real(location)));
      return;
    default:
      merge_text(field, location, record.texts[field]);
      return;
  }
}

void PartTable::merge_text(std::size_t field, std::uint32_t location, std::string_view value) {
  if (value.empty()) return;
  auto& column = table_.column(field);
  if (column.is_null(location)) return column.set(location, value);
  const auto known = column.text(location);
  if (known == value) return;
  switch (rules_[field]) {
    case Rule::label:
      return value < known ? column.set(location, value) : void();
    case Rule::access:
      return badness(access_order, value) > badness(access_order, known) ? column.set(location, value)
                                                                         : void();
    case Rule::status:
      return badness(status_order, value) > badness(status_order, known) ? column.set(location, value)
                                                                         : void();
    default:
      return column.set(location, std::string_view("mixed"));
  }
}

void PartTable::drop_first(std::uint32_t locations) {
  table_.drop_first(locations);
  states_.erase(states_.begin(), states_.begin() + locations);
}

void PartTable::finish(std::uint32_t location) {
  const auto& incomplete = states_[location].incomplete;
  for (std::size_t i = 0; incomplete.any() && i < breakdowns_.size(); ++i)
    if (incomplete.test(i)) table_.column(breakdowns_[i]).set_null(location);
}

}  // namespace sojourn::ingest
