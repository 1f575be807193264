#include "ingest/dataset_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/coordinates.hpp"
#include "ingest/dates.hpp"

namespace sojourn::ingest {
namespace {

// The level in `admin2_code`; 0 if the field is no such.
std::size_t level_of(std::string_view field, std::string_view suffix) {
  constexpr std::string_view prefix = "admin";
  if (field.size() != prefix.size() + 1 + suffix.size() || !field.starts_with(prefix) ||
      !field.ends_with(suffix))
    return 0;
  return static_cast<std::size_t>(field[prefix.size()] - '0');
}

template <std::size_t size>
std::size_t position_in(const std::array<std::string_view, size>& list, std::string_view field) {
  return static_cast<std::size_t>(std::ranges::find(list, field) - list.begin());
}

std::optional<Fault> fault_of(const std::optional<std::int64_t>& count) {
  if (!count) return Fault::unreadable;
  if (*count < 0) return Fault::negative;
  return *count > most_people_of_a_country ? std::optional(Fault::absurd) : std::nullopt;
}

}  // namespace

DatasetReader::DatasetReader(const SourceTable& table, model::Collection collection)
    : table_(table),
      fields_(model::fields_of(collection)),
      missing_(table.profile->missing),
      cells_(table.columns.size()) {
  for (const auto& column : table.columns) {
    auto action = action_of(*column.spec);
    action.codes = column.spec->codes.empty() ? nullptr : table.profile->code_list(column.spec->codes);
    actions_.push_back(action);
  }
}

DatasetReader::Action DatasetReader::action_of(const ProfileColumn& column) const {
  const std::string_view field = column.field;
  if (is_listed(key_fields, field)) return {Kind::key};
  if (column.sensitivity > model::Sensitivity::low) return {Kind::restricted};
  if (field == "label") return {Kind::label};
  if (const auto level = level_of(field, "_code")) return {Kind::place_code, level};
  if (const auto level = level_of(field, "_name")) return {Kind::place_name, level};
  if (is_listed(need_texts, field)) return {Kind::need_text, position_in(need_texts, field)};
  if (is_listed(need_counts, field)) return {Kind::need_count, position_in(need_counts, field)};
  constexpr std::pair<std::string_view, Kind> named[] = {{"latitude", Kind::latitude},
                                                         {"longitude", Kind::longitude},
                                                         {"coordinates", Kind::coordinates},
                                                         {"geometry", Kind::geometry}};
  for (const auto& [name, kind] : named)
    if (name == field) return {kind};
  const auto at = model::field_index(fields_, field);
  constexpr std::array by_type = {Kind::count, Kind::real, Kind::text,
                                  Kind::date};  // in the order of FieldType
  return {by_type.at(static_cast<std::size_t>(fields_[at].type)), at};
}

void DatasetReader::read(std::size_t row, DatasetRecord& record) {
  record = {};
  record.row = table_.number(row);
  record.integers.assign(fields_.size(), std::nullopt);
  record.reals.assign(fields_.size(), std::nullopt);
  record.texts.assign(fields_.size(), {});
  table_.cells(row, cells_);
  for (std::size_t i = 0; i < cells_.size(); ++i)
    if (actions_[i].kind != Kind::key && !is_blank(i)) apply(i, cells_[i], record);
}

// `None` is no value, but for a code list that has it: no hazard is known to be there, say.
bool DatasetReader::is_blank(std::size_t column) const {
  const auto cell = cells_[column];
  const auto* codes = actions_[column].codes;
  return missing_.contains(cell) && (cell.empty() || codes == nullptr || !codes->names(cell));
}

void DatasetReader::apply(std::size_t column, std::string_view cell, DatasetRecord& record) {
  const auto& action = actions_[column];
  switch (action.kind) {
    case Kind::key:
      return;
    case Kind::place_code:
      return apply_text(column, cell, record.place.codes[action.at], record);
    case Kind::place_name:
      return apply_text(column, cell, record.place.names[action.at], record);
    case Kind::label:
      return apply_text(column, cell, record.label, record);
    case Kind::text:
      return table_.columns[column].spec->separators.empty()
                 ? apply_text(column, cell, record.texts[action.at], record)
                 : apply_list(column, cell, record.texts[action.at], record);
    case Kind::count:
      return apply_count(column, cell, record.integers[action.at], record);
    case Kind::real:
      return apply_number(column, cell, parse_decimal(cell), record.reals[action.at], record);
    case Kind::date:
      return apply_date(column, cell, record);
    case Kind::latitude:
      return apply_number(column, cell, parse_degrees(cell), record.latitude, record);
    case Kind::longitude:
      return apply_number(column, cell, parse_degrees(cell), record.longitude, record);
    case Kind::coordinates:
      return apply_coordinates(column, cell, record);
    case Kind::geometry:
      if (record.geometry.empty()) record.geometry = cell;
      return;
    case Kind::need_text:
      return apply_text(column, cell, record.need_inputs[action.at], record);
    case Kind::need_count:
      return apply_count(column, cell, record.need_figures[action.at], record);
    case Kind::restricted:
      record.restricted.emplace_back(table_.columns[column].spec->field, cell);
      return;
  }
}

void DatasetReader::apply_text(std::size_t column, std::string_view cell, std::string_view& text,
                               DatasetRecord& record) {
  if (!text.empty()) return;
  const auto* codes = actions_[column].codes;
  const auto value = codes == nullptr ? cell : codes->find(cell);
  if (value.empty())
    record.bad.push_back({column, cell, Fault::unknown_code});
  else if (value != says_nothing)
    text = value;
}

// Several codes in one cell, and in several columns: all of them, each once.
void DatasetReader::apply_list(std::size_t column, std::string_view cell, std::string_view& text,
                               DatasetRecord& record) {
  const auto& separators = table_.columns[column].spec->separators;
  std::string list(text);
  while (!cell.empty()) {
    const auto end = std::min(cell.find_first_of(separators), cell.size());
    const auto part = trim(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
    if (part.empty()) continue;
    std::string_view code;
    apply_text(column, part, code, record);
    const auto bounded = "; " + list + "; ";
    if (!code.empty() && bounded.find(fmt::format("; {}; ", code)) == std::string::npos)
      list += fmt::format("{}{}", list.empty() ? "" : "; ", code);
  }
  if (!list.empty()) text = kept_.emplace_back(std::move(list));
}

void DatasetReader::apply_number(std::size_t column, std::string_view cell, std::optional<double> number,
                                 std::optional<double>& value, DatasetRecord& record) {
  if (!number)
    record.bad.push_back({column, cell});
  else if (!value)
    value = number;
}

void DatasetReader::apply_date(std::size_t column, std::string_view cell, DatasetRecord& record) {
  const auto span = parse_date(cell);
  auto& date = record.integers[actions_[column].at];
  if (!span)
    record.bad.push_back({column, cell});
  else if (!date)
    date = span->last.days_since_1970();
}

void DatasetReader::apply_coordinates(std::size_t column, std::string_view cell, DatasetRecord& record) {
  const auto position = parse_coordinates(cell);
  if (!position) {
    record.bad.push_back({column, cell});
    return;
  }
  if (record.latitude && record.longitude) return;
  record.latitude = position->latitude;
  record.longitude = position->longitude;
}

void DatasetReader::apply_count(std::size_t column, std::string_view cell, std::optional<std::int64_t>& count,
                                DatasetRecord& record) {
  const auto value = parse_count(cell);
  if (const auto fault = fault_of(value))
    record.bad.push_back({column, cell, *fault});
  else if (!count)
    count = value;
}

}  // namespace sojourn::ingest
