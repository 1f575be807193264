// How each kind of cell is read: the second half of RowReader.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "geo/gazetteer.hpp"
#include "ingest/coordinates.hpp"
#include "ingest/dates.hpp"
#include "ingest/header_grammar.hpp"
#include "ingest/row_reader.hpp"
#include "model/round_content.hpp"

namespace sojourn::ingest {
namespace {

/// Cuts a cell that lists several values.
template <typename Visit>
void each_part(std::string_view cell, std::string_view separators, Visit&& visit) {
  while (true) {
    const auto end = separators.empty() ? std::string_view::npos : cell.find_first_of(separators);
    if (const auto part = trim(cell.substr(0, end)); !part.empty()) visit(part);
    if (end == std::string_view::npos) return;
    cell.remove_prefix(end + 1);
  }
}

std::optional<Reason> reason_of(std::string_view code) {
  for (std::size_t i = 0; i < reason_names.size(); ++i)
    if (reason_names[i] == code) return static_cast<Reason>(i);
  return std::nullopt;
}

// The worse of two answers about access; unknown says nothing.
std::string_view worse_access(std::string_view a, std::string_view b) {
  for (const std::string_view answer : {"no", "limited", "yes"})
    if (a == answer || b == answer) return answer;
  return {};
}

std::optional<Fault> fault_of(const std::optional<std::int64_t>& count) {
  if (!count) return Fault::unreadable;
  if (*count < 0) return Fault::negative;
  return *count > most_people ? std::optional(Fault::absurd) : std::nullopt;
}

// `132 ind.`: a number with what the column counts. With another unit, families under people, it is no count.
std::optional<std::int64_t> count_with_unit(std::string_view cell, std::string_view field) {
  constexpr std::size_t longest_word = 24;
  const auto last = cell.find_last_of("0123456789");
  if (last == std::string_view::npos) return std::nullopt;
  const auto word = trim(cell.substr(last + 1));
  if (word.empty() || word.size() > longest_word) return std::nullopt;
  // Letters, which beyond ASCII are bytes above it; `15% ind.` and `15+ people` say something else.
  const bool letters = std::ranges::all_of(word, [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte >= 0x80 || std::isalpha(byte) != 0 || letter == '.' || letter == ' ';
  });
  if (!letters) return std::nullopt;
  const auto unit = unit_named_by(geo::normalise_name(word));
  const bool of_households = field.ends_with("_households");
  if (unit == CountUnit::none || (unit == CountUnit::households) != of_households) return std::nullopt;
  return parse_count(cell.substr(0, last + 1));
}

}  // namespace

std::string_view RowReader::keep(std::string text) {
  return kept_.emplace_back(std::move(text));
}

std::string_view RowReader::code_of(std::size_t column, std::string_view cell, Record& record) {
  auto& action = actions_[column];
  auto known = action.known.find(cell);
  if (known == action.known.end()) known = action.known.emplace(cell, action.codes->find(cell)).first;
  if (known->second.empty()) record.bad.push_back({column, cell, Fault::unknown_code});
  return known->second;
}

std::optional<double> RowReader::degrees(std::size_t column, std::string_view cell, Record& record) {
  const auto value = parse_degrees(cell);
  if (!value) record.bad.push_back({column, cell});
  return value;
}

void RowReader::apply_size(std::size_t column, std::string_view cell, Record& record) {
  const auto size = parse_decimal(cell);
  if (size && is_household_size(*size))
    record.reals[actions_[column].field] = size;
  else
    record.bad.push_back({column, cell});
}

void RowReader::apply_count(std::size_t column, std::string_view cell, Record& record) {
  auto value = parse_count(cell);
  if (!value) value = count_with_unit(cell, table_.columns[column].spec->field);
  if (const auto fault = fault_of(value)) {
    record.bad.push_back({column, cell, *fault});
    return;
  }
  const auto add = [&](std::optional<std::int64_t>& total) { total = total.value_or(0) + *value; };
  switch (actions_[column].kind) {
    case Kind::origin_count:
      record.origin_counts.emplace_back(table_.columns[column].value, *value);
      return;
    case Kind::origin_individuals:
      return add(record.origin_individuals);
    case Kind::displaced_within:
      record.displaced_within.level = static_cast<int>(actions_[column].level);
      return add(record.displaced_within.individuals);
    case Kind::group_individuals:
      return add(record.group_individuals);
    case Kind::group_households:
      return add(record.group_households);
    case Kind::sex_age_count:
      return apply_sex_age(table_.columns[column].value, *value, record);
    default:
      return add(record.integers[actions_[column].field]);
  }
}

// A band counts by age and by sex.
void RowReader::apply_sex_age(std::string_view band, std::int64_t people, Record& record) {
  static const auto female = location_field("female");
  static const auto male = location_field("male");
  static const auto children = location_field("children");
  static const auto elderly = location_field("elderly");
  static const auto women = location_field("women");
  static const auto men = location_field("men");
  const auto add = [&](std::size_t field) {
    record.integers[field] = record.integers[field].value_or(0) + people;
  };
  const bool is_female = band == "girls" || band.ends_with("women");
  add(is_female ? female : male);
  if (band == "girls" || band == "boys")
    add(children);
  else if (band.starts_with("elderly"))
    add(elderly);
  else
    add(is_female ? women : men);
}

// A row for each population group: what it counts becomes the group's own figure.
void RowReader::apply_group(Record& record) {
  if (record.population_group.empty()) return;
  for (const auto& [count, unit] :
       {std::pair{record.group_individuals, "_individuals"}, {record.group_households, "_households"}}) {
    const auto field = model::field_index(model::fields_of(model::Collection::locations),
                                          fmt::format("{}{}", record.population_group, unit));
    if (count && field != model::no_field)
      record.integers[field] = record.integers[field].value_or(0) + *count;
  }
}

void RowReader::apply_severity(std::size_t column, std::string_view cell, Record& record) {
  // Scored in words, where a code list says what they stand for.
  const auto value = parse_count(actions_[column].codes == nullptr ? cell : code_of(column, cell, record));
  if (!value || *value < 1 || *value > 5) {
    if (actions_[column].codes != nullptr) return;
    record.bad.push_back({column, cell});
    return;
  }
  auto& severity = record.integers[actions_[column].field];
  severity = std::max(severity.value_or(1), *value);
}

void RowReader::apply_date(std::size_t column, std::string_view cell, Record& record) {
  if (const auto span = parse_date(cell))
    record.integers[actions_[column].field] = span->last.days_since_1970();
  else
    record.bad.push_back({column, cell});
}

std::string_view RowReader::period_of(std::string_view cell) {
  auto found = periods_.find(cell);
  if (found == periods_.end()) found = periods_.emplace(cell, keep(period_text(cell))).first;
  return found->second;
}

void RowReader::apply_period(std::size_t column, std::string_view cell, Record& record) {
  const auto period = period_of(cell);
  if (period.empty()) record.bad.push_back({column, cell});
  record.texts[actions_[column].field] = period;
}

void RowReader::apply_origin_basis(std::size_t column, std::string_view cell, Record& record) {
  const auto code = actions_[column].codes == nullptr ? cell : code_of(column, cell, record);
  if (model::parse_origin_basis(code)) record.origin_basis = code;
}

// "No" says that there are none, where the count itself is blank.
void RowReader::apply_within_any(std::size_t column, std::string_view cell, Record& record) {
  const auto answer = parse_answer(cell);
  if (!answer) record.bad.push_back({column, cell});
  if (!answer || (*answer != Answer::yes && *answer != Answer::no)) return;
  record.displaced_within.level = static_cast<int>(actions_[column].level);
  record.displaced_within.any = *answer == Answer::yes;
}

void RowReader::apply_access(std::size_t column, std::string_view cell, Record& record) {
  const auto& action = actions_[column];
  std::string_view answer;
  if (action.codes != nullptr) {
    answer = code_of(column, cell, record);
  } else {
    const auto parsed = parse_answer(cell);
    if (!parsed) record.bad.push_back({column, cell});
    if (!parsed || *parsed == Answer::unknown) return;
    answer = *parsed == Answer::yes ? "yes" : *parsed == Answer::limited ? "limited" : "no";
  }
  if (table_.columns[column].spec->inverted && answer != "limited") answer = answer == "yes" ? "no" : "yes";
  auto& stored = record.texts[action.field];
  stored = worse_access(stored, answer);
}

void RowReader::apply_needs(std::size_t column, std::string_view cell, Record& record) {
  const auto& action = actions_[column];
  each_part(cell, table_.columns[column].spec->separators, [&](std::string_view part) {
    const auto code = action.codes == nullptr ? part : code_of(column, part, record);
    if (code.empty()) return;
    static const std::array fields = {location_field("priority_need_1"), location_field("priority_need_2"),
                                      location_field("priority_need_3")};
    for (const auto field : fields) {
      if (record.texts[field] == code) return;
      if (!record.texts[field].empty()) continue;
      record.texts[field] = code;
      return;
    }
  });
}

// Several reasons in one cell: of one class they are that class, of different ones mixed.
void RowReader::apply_reason(std::size_t column, std::string_view cell, Record& record) {
  each_part(cell, table_.columns[column].spec->separators, [&](std::string_view part) {
    const auto code = actions_[column].codes == nullptr ? part : code_of(column, part, record);
    const auto reason = reason_of(code).value_or(Reason::unknown);
    if (!record.reason || *record.reason == Reason::unknown)
      record.reason = reason;
    else if (reason != Reason::unknown && reason != *record.reason)
      record.reason = Reason::mixed;
  });
}

void RowReader::apply_shelter(std::size_t column, std::string_view cell, Record& record) {
  const auto people = parse_count(cell);
  if (const auto fault = fault_of(people)) {
    record.bad.push_back({column, cell, *fault});
    return;
  }
  if (*people <= largest_shelter_) return;
  largest_shelter_ = *people;
  static const auto shelter = location_field("shelter_main");
  record.texts[shelter] = table_.columns[column].value;
}

void RowReader::apply_coordinates(std::size_t column, std::string_view cell, Record& record) {
  const auto position = parse_coordinates(cell);
  if (!position) {
    record.bad.push_back({column, cell});
    return;
  }
  record.latitude = position->latitude;
  record.longitude = position->longitude;
}

}  // namespace sojourn::ingest
