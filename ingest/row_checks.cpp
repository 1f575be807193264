#include "ingest/row_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "geo/gazetteer.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

using model::Severity;

constexpr double absurd_household = 60;

struct Fields {
  std::size_t individuals = location_field("idps_individuals");
  std::size_t households = location_field("idps_households");
  std::size_t name = location_field("name");
  std::size_t source_id = location_field("source_id");
  std::array<std::size_t, 2> by_sex = {location_field("female"), location_field("male")};
  std::array<std::size_t, 3> by_age = {location_field("women"), location_field("men"),
                                       location_field("children")};
};

const Fields& fields() {
  static const Fields known;
  return known;
}

bool is_count(const model::Field& schema_field) {
  return schema_field.role == model::Role::measure && schema_field.type == model::FieldType::integer;
}

// A cell as messages show it. Where cells have shifted, or somebody typed into the wrong column, it may hold
// anybody's name or telephone number: only what can be a count is repeated.
std::string described(std::string_view text) {
  if (const auto value = parse_count(text); value && std::abs(*value) <= most_people)
    return fmt::format("`{}`", *value);
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return parse_decimal(text) ? fmt::format("A number of {} digits", digits) : std::string("A text");
}

// A row that names no place of its own: what a total of others looks like.
bool names_no_place(const Record& record) {
  return !record.latitude && !record.longitude && record.texts[fields().source_id].empty();
}

// Without allocating: this is asked of every name.
bool mentions_total(std::string_view text) {
  constexpr std::string_view word = "total";
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    std::size_t same = 0;
    while (same < word.size() && (text[at + same] | 0x20) == word[same]) ++same;
    if (same == word.size()) return true;
  }
  return false;
}

std::optional<Rejection> check_total(const Record& record) {
  // `Total` alone is a total wherever it stands; `Total Filling Station` and `Adamawa total` may be places,
  // and are believed to be where the row has an id or coordinates.
  const bool placeless = names_no_place(record);
  const auto total = [&](std::string_view text) {
    return !text.empty() && (is_total_label(text) || (placeless && names_a_total(text)));
  };
  // In a file whose first column is the site's code, that is where a total's label stands.
  const auto id = record.texts[fields().source_id];
  bool found =
      total(record.label) || total(record.texts[fields().name]) || is_total_label(id) || names_a_total(id);
  for (std::size_t i = 1; i < record.place.names.size(); ++i)
    found = found || total(record.place.names[i]) || total(record.place.codes[i]);
  if (!found) return std::nullopt;
  return Rejection{"row.total",
                   "The row is a total of other rows and is not counted.",
                   "Nothing where it is one; else give the place its code or coordinates.",
                   "",
                   0,
                   true};
}

// A count's cell holds what belongs a column or two further: a value of that column's code list.
bool holds_neighbours_value(const SourceTable& table, std::size_t column, std::string_view text) {
  constexpr std::size_t reach = 4;
  for (const auto& other : table.columns) {
    const auto distance = other.position > table.columns[column].position
                              ? other.position - table.columns[column].position
                              : table.columns[column].position - other.position;
    if (distance == 0 || distance > reach) continue;
    const auto* codes = table.profile->code_list(other.spec->codes);
    if (codes != nullptr && !codes->find(text).empty()) return true;
  }
  return false;
}

// Of a row whose count stands a column beside its own: the number in the nearest mapped count column.
std::int64_t displaced_count(const SourceTable& table, const std::vector<std::string_view>& cells,
                             std::size_t column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i == column || table.columns[i].spec->field != "idps_households") continue;
    if (const auto value = parse_count(cells[i]); value && *value > 0) return *value;
  }
  return 0;
}

std::optional<Rejection> check_bad_counts(const SourceTable& table,
                                          const std::vector<std::string_view>& cells, const Record& record) {
  for (const auto& bad : record.bad) {
    const auto& column = table.columns[bad.column];
    if (!is_listed(main_counts, column.spec->field)) continue;
    if (bad.fault == Fault::negative)
      return Rejection{"count.negative",
                       fmt::format("{} is below zero; people cannot be.", described(bad.text)),
                       "Correct the count in the source and import again.",
                       column.header,
                       0,
                       false};
    if (bad.fault == Fault::absurd)
      return Rejection{"count.absurd",
                       fmt::format("{} is more than any area holds.", described(bad.text)),
                       "Correct the count in the source and import again.",
                       column.header,
                       0,
                       false};
    if (holds_neighbours_value(table, bad.column, bad.text)) {
      const auto people = displaced_count(table, cells, bad.column);
      return Rejection{
          "row.shifted",
          fmt::format(
              "The cells of this row are shifted by a column: `{}`, a value of a column beside, stands "
              "under `{}`{}.",
              bad.text, column.header,
              people > 0 ? fmt::format(", and {} people stand in the column of households", people)
                         : std::string()),
          "Move the cells to their columns in the source and import again.",
          column.header,
          people,
          false};
    }
    return Rejection{"count.not_a_number",
                     fmt::format("{} stands where a number should.", described(bad.text)),
                     "Correct the count in the source and import again.",
                     column.header,
                     0,
                     false};
  }
  return std::nullopt;
}

std::string_view header_of(const SourceTable& table, std::string_view name) {
  for (const auto& column : table.columns)
    if (column.spec->field == name) return column.header;
  return name;
}

void check_household_size(const SourceTable& table, const Record& record, FindingLog& log) {
  const auto people = record.integers[fields().individuals];
  const auto households = record.integers[fields().households];
  if (!people || !households || *households == 0) return;
  const FindingLog::Place place{record.row, header_of(table, "idps_individuals")};
  if (*people < *households)
    log.add("count.household_size", Severity::warning, place,
            fmt::format("{} people in {} households: fewer people than households.", *people, *households),
            "Check whether the two columns are swapped in this row.");
  else if (static_cast<double>(*people) / static_cast<double>(*households) > absurd_household)
    log.add("count.household_size", Severity::warning, place,
            fmt::format("{} people in {} households.", *people, *households), "Check both counts.");
}

void note_unknown_code(const SourceTable& table, const BadCell& bad, std::int64_t row, FindingLog& log) {
  const auto& column = table.columns[bad.column];
  // Long texts are remarks of somebody rather than values; the report does not repeat them.
  const auto shown = bad.text.size() <= 40 ? fmt::format("`{}`", bad.text) : std::string("A longer text");
  log.add_once(
      "code.unknown", fmt::format("{} {}", bad.column, bad.text), Severity::warning, {row, column.header},
      fmt::format("{} is not in the profile's list `{}`; the value was left out.", shown, column.spec->codes),
      "Add the value to the list in a copy of the profile.");
}

// Of a row that counts: in a rejected one cells may stand where they do not belong, and are not repeated.
void note_bad_cells(const SourceTable& table, const Record& record, FindingLog& log) {
  for (const auto& bad : record.bad) {
    const auto& column = table.columns[bad.column];
    if (bad.fault == Fault::unknown_code) {
      note_unknown_code(table, bad, record.row, log);
      continue;
    }
    const auto index = model::field_index(model::fields_of(model::Collection::locations), column.spec->field);
    const bool count =
        index != model::no_field && is_count(model::fields_of(model::Collection::locations)[index]);
    const auto [rule, what] = bad.fault == Fault::negative ? std::pair("count.negative", "is below zero")
                              : bad.fault == Fault::absurd
                                  ? std::pair("count.absurd", "is more than any area holds")
                              : count ? std::pair("count.not_a_number", "is no number")
                                      : std::pair("value.unreadable", "cannot be read");
    log.add(rule, Severity::warning, {record.row, column.header},
            fmt::format("{} {}; the value was left out.", described(bad.text), what),
            "Correct the value in the source and import again.");
  }
}

// Sums are stated by the source; that they add up is checked, never made so.
void check_breakdown(const Record& record, std::span<const std::size_t> parts, std::string_view names,
                     FindingLog& log) {
  const auto total = record.integers[fields().individuals];
  std::int64_t sum = 0;
  for (const auto part : parts) {
    const auto value = record.integers[part];
    if (!value) return;
    sum += *value;
  }
  if (total && sum != *total)
    log.add("count.breakdown", Severity::warning, {record.row, {}},
            fmt::format("{} are {}, the total is {}.", names, sum, *total),
            "Check the row. All figures were kept as they are.");
}

}  // namespace

bool is_total_label(std::string_view text) {
  // Nearly no cell is one, and normalising costs.
  const bool latin = mentions_total(text);
  const bool arabic =
      text.find("جمالي") != std::string_view::npos || text.find("مجموع") != std::string_view::npos;
  if (!latin && !arabic) return false;
  const auto name = geo::normalise_name(text);
  for (const std::string_view known :
       {"المجموع", "الإجمالي", "المجموع الكلي", "المجموع العام", "إجمالي", "مجموع"})
    if (arabic && geo::normalise_name(known) == name) return true;
  for (const std::string_view known : {"total", "totals", "subtotal", "subtotals", "sub total", "grand total",
                                       "gran total", "total general"})
    if (name == known) return true;
  return name.starts_with("grand total ");
}

bool names_a_total(std::string_view text) {
  if (lower_ascii(text).find("total") == std::string::npos) return false;
  const auto name = geo::normalise_name(text);
  return name.starts_with("total ") || name.starts_with("sub total") || name.starts_with("gran total") ||
         name.ends_with(" total") || name.ends_with(" totals") || name.ends_with(" subtotal");
}

std::optional<Rejection> check_row(const SourceTable& table, const std::vector<std::string_view>& cells,
                                   Record& record, FindingLog& log) {
  if (auto rejection = check_total(record)) return rejection;
  if (auto rejection = check_bad_counts(table, cells, record)) return rejection;
  note_bad_cells(table, record, log);
  check_household_size(table, record, log);
  check_breakdown(record, fields().by_sex, "Women and men", log);
  check_breakdown(record, fields().by_age, "Women, men and children", log);
  return std::nullopt;
}

}  // namespace sojourn::ingest
