#include "ingest/row_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sojourn::ingest {
namespace {

using model::FieldType;

std::span<const model::Field> schema() {
  return model::fields_of(model::Collection::locations);
}

// `admin2_name`, `origin_admin1_code`: the level in it, 0 if the field is no such.
std::size_t level_in(std::string_view field, std::string_view prefix, std::string_view suffix) {
  if (field.size() != prefix.size() + 1 + suffix.size() || !field.starts_with(prefix) ||
      !field.ends_with(suffix))
    return 0;
  const char digit = field[prefix.size()];
  return digit >= '1' && digit <= '4' ? static_cast<std::size_t>(digit - '0') : 0;
}

}  // namespace

std::size_t location_field(std::string_view name) {
  const auto field = model::field_index(schema(), name);
  if (field == model::no_field) throw std::logic_error(fmt::format("the schema has no field {}", name));
  if (field >= most_fields) throw std::logic_error("a record has no room for so many fields");
  return field;
}

void Record::clear() {
  integers.clear();
  reals.clear();
  texts.clear();
  place = {};
  origin = {};
  origin_country = {};
  origin_individuals.reset();
  origin_basis = {};
  origin_counts.clear();
  moves.clear();
  displaced_within = {};
  latitude.reset();
  longitude.reset();
  reason.reset();
  population_group = {};
  group_individuals.reset();
  group_households.reset();
  label = {};
  restricted.clear();
  bad.clear();
}

RowReader::RowReader(const SourceTable& table)
    : table_(table),
      missing_(table.profile->missing),
      actions_(table.columns.size()),
      cells_(table.columns.size()) {
  for (std::size_t i = 0; i < actions_.size(); ++i) {
    const auto& spec = *table.columns[i].spec;
    auto& action = actions_[i];
    action.kind = kind_of(spec);
    action.field = model::field_index(schema(), spec.field);
    action.codes = spec.codes.empty() ? nullptr : table.profile->code_list(spec.codes);
    for (const auto& [prefix, suffix] : {std::pair<std::string_view, std::string_view>{"admin", "_code"},
                                         {"admin", "_name"},
                                         {"origin_admin", "_code"},
                                         {"origin_admin", "_name"},
                                         {"secondary_admin", "_code"},
                                         {"secondary_admin", "_name"}})
      action.level = std::max(action.level, level_in(spec.field, prefix, suffix));
    if (action.kind == Kind::displaced_within || action.kind == Kind::displaced_within_any)
      action.level = static_cast<std::size_t>(parse_admin_level(spec.value).value_or(0));
    if (action.kind == Kind::secondary) action.move = parse_secondary(spec.value).value_or(SecondaryMove{});
  }
}

RowReader::Kind RowReader::kind_of(const ProfileColumn& column) {
  const std::string_view field = column.field;
  if (is_listed(key_fields, field)) return Kind::key;
  if (column.sensitivity > model::Sensitivity::low) return Kind::restricted;
  if (level_in(field, "admin", "_code") != 0) return Kind::place_code;
  if (level_in(field, "admin", "_name") != 0) return Kind::place_name;
  if (level_in(field, "origin_admin", "_code") != 0) return Kind::origin_code;
  if (level_in(field, "origin_admin", "_name") != 0) return Kind::origin_name;
  if (field.starts_with("secondary_")) return Kind::secondary;
  constexpr std::pair<std::string_view, Kind> named[] = {{"origin_country", Kind::origin_country},
                                                         {"origin_individuals", Kind::origin_individuals},
                                                         {"origin_basis", Kind::origin_basis},
                                                         {"origin_count", Kind::origin_count},
                                                         {"displaced_within", Kind::displaced_within},
                                                         {"displaced_within_any", Kind::displaced_within_any},
                                                         {"latitude", Kind::latitude},
                                                         {"longitude", Kind::longitude},
                                                         {"coordinates", Kind::coordinates},
                                                         {"displaced_period", Kind::period},
                                                         {"priority_needs", Kind::priority_needs},
                                                         {"reason", Kind::reason},
                                                         {"shelter_count", Kind::shelter_count},
                                                         {"sex_age_count", Kind::sex_age_count},
                                                         {"population_group", Kind::population_group},
                                                         {"group_individuals", Kind::group_individuals},
                                                         {"group_households", Kind::group_households},
                                                         {"label", Kind::label}};
  for (const auto& [name, kind] : named)
    if (name == field) return kind;
  if (field.starts_with("access_")) return Kind::access;
  if (field.starts_with("severity_")) return Kind::severity;
  switch (schema()[location_field(field)].type) {
    case FieldType::integer:
      return Kind::count;
    case FieldType::real:
      return Kind::real;
    case FieldType::date:
      return Kind::date;
    case FieldType::text:
      return column.codes.empty() ? Kind::text : Kind::coded_text;
  }
  return Kind::text;
}

void RowReader::read(std::size_t row, Record& record) {
  record.clear();
  record.table_row = row;
  record.row = table_.number(row);
  largest_shelter_ = 0;
  table_.cells(row, cells_);
  for (std::size_t i = 0; i < cells_.size(); ++i)
    if (actions_[i].kind != Kind::key && !is_blank(i))
      apply(i, table_.columns[i].is_choice() ? table_.columns[i].value : cells_[i], record);
  apply_group(record);
}

// `None` is no value, but an answer where the column asks for one, and a value where its code list has it.
bool RowReader::is_blank(std::size_t column) const {
  const auto cell = cells_[column];
  if (!missing_.contains(cell)) return false;
  const auto& action = actions_[column];
  if (cell.empty()) return true;
  if (action.codes != nullptr) return !action.codes->names(cell);
  const bool asks = action.kind == Kind::access || action.kind == Kind::displaced_within_any;
  return !asks || !parse_answer(cell);
}

void RowReader::apply(std::size_t column, std::string_view cell, Record& record) {
  const auto& action = actions_[column];
  // Where several columns give the same text, the first that is filled counts.
  const auto set = [](std::string_view& text, std::string_view value) {
    if (text.empty()) text = value;
  };
  switch (action.kind) {
    case Kind::key:
      return;
    case Kind::place_code:
      return set(record.place.codes[action.level], cell);
    case Kind::place_name:
      return set(record.place.names[action.level], cell);
    case Kind::origin_code:
      return set(record.origin.codes[action.level], cell);
    case Kind::origin_name:
      return set(record.origin.names[action.level], cell);
    case Kind::origin_country:
      return set(record.origin_country, cell);
    case Kind::label:
      return set(record.label, cell);
    case Kind::text:
      return set(record.texts[action.field], cell);
    case Kind::coded_text:
      return set(record.texts[action.field], code_of(column, cell, record));
    case Kind::origin_basis:
      return apply_origin_basis(column, cell, record);
    case Kind::restricted:
      record.restricted.emplace_back(table_.columns[column].spec->field, cell);
      return;
    case Kind::latitude:
      record.latitude = degrees(column, cell, record);
      return;
    case Kind::longitude:
      record.longitude = degrees(column, cell, record);
      return;
    case Kind::coordinates:
      return apply_coordinates(column, cell, record);
    case Kind::population_group:
      return set(record.population_group, code_of(column, cell, record));
    case Kind::displaced_within_any:
      return apply_within_any(column, cell, record);
    case Kind::displaced_within:
    case Kind::origin_count:
    case Kind::origin_individuals:
    case Kind::sex_age_count:
    case Kind::group_individuals:
    case Kind::group_households:
    case Kind::count:
      return apply_count(column, cell, record);
    case Kind::secondary:
      return apply_secondary(column, cell, record);
    case Kind::severity:
      return apply_severity(column, cell, record);
    case Kind::real:
      return apply_size(column, cell, record);
    case Kind::date:
      return apply_date(column, cell, record);
    case Kind::period:
      return apply_period(column, cell, record);
    case Kind::access:
      return apply_access(column, cell, record);
    case Kind::priority_needs:
      return apply_needs(column, cell, record);
    case Kind::reason:
      return apply_reason(column, cell, record);
    case Kind::shelter_count:
      return apply_shelter(column, cell, record);
  }
}

}  // namespace sojourn::ingest
