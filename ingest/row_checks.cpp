#include "ingest/row_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "geo/gazetteer.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

using model::Severity;

// No area of level 1 holds more people than this, and no round counts that many displaced.
constexpr std::int64_t absurd_individuals = 50'000'000;
constexpr double absurd_household = 60;

std::size_t field(std::string_view name) {
  return location_field(name);
}

/// Counts that a row stands for; a fault in them is a fault of the row.
bool is_main_count(std::string_view name) {
  for (const std::string_view main :
       {"idps_individuals", "idps_households", "returnees_individuals", "returnees_households",
        "returnees_abroad_individuals", "relocated_individuals", "migrants_individuals"})
    if (main == name) return true;
  return false;
}

bool is_count(const model::Field& schema_field) {
  return schema_field.role == model::Role::measure && schema_field.type == model::FieldType::integer;
}

std::string shortened(std::string_view text) {
  return std::string(text.substr(0, 40));
}

std::optional<Rejection> check_total(const Record& record) {
  const auto total = [&](std::string_view text) { return !text.empty() && is_total_label(text); };
  bool found = total(record.label) || total(record.texts[field("name")]);
  for (std::size_t i = 1; i < record.place.names.size(); ++i)
    found = found || total(record.place.names[i]) || total(record.place.codes[i]);
  if (!found) return std::nullopt;
  Rejection rejection{"row.total",
                      "The row is a total of other rows and is not counted.",
                      "Nothing: totals are recognised.",
                      "",
                      0,
                      true};
  rejection.individuals = record.integers[field("idps_individuals")].value_or(0);
  return rejection;
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
    if (!is_main_count(column.spec->field)) continue;
    if (bad.negative)
      return Rejection{"count.negative",
                       fmt::format("`{}` is below zero; people cannot be.", shortened(bad.text)),
                       "Correct the count in the source and import again.",
                       column.header,
                       0,
                       false};
    if (holds_neighbours_value(table, bad.column, bad.text)) {
      const auto people = displaced_count(table, cells, bad.column);
      return Rejection{
          "row.shifted",
          fmt::format("The cells of this row are shifted by a column: `{}` stands under `{}`{}.",
                      shortened(bad.text), column.header,
                      people > 0 ? fmt::format(", and {} people stand in the column of households", people)
                                 : std::string()),
          "Move the cells to their columns in the source and import again.",
          column.header,
          people,
          false};
    }
    return Rejection{"count.not_a_number",
                     fmt::format("`{}` is no number.", shortened(bad.text)),
                     "Correct the count in the source and import again.",
                     column.header,
                     0,
                     false};
  }
  return std::nullopt;
}

std::string header_of(const SourceTable& table, std::string_view name) {
  for (const auto& column : table.columns)
    if (column.spec->field == name) return column.header;
  return std::string(name);
}

std::optional<Rejection> check_absurd(const SourceTable& table, const Record& record) {
  for (const std::string_view name :
       {"idps_individuals", "idps_households", "returnees_individuals", "returnees_households"}) {
    const auto count = record.integers[field(name)];
    if (count && *count > absurd_individuals)
      return Rejection{"count.absurd",
                       fmt::format("{} is more than any area holds.", *count),
                       "Correct the count in the source and import again.",
                       header_of(table, name),
                       0,
                       false};
  }
  return std::nullopt;
}

void check_household_size(const SourceTable& table, const Record& record, FindingLog& log) {
  const auto people = record.integers[field("idps_individuals")];
  const auto households = record.integers[field("idps_households")];
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

void note_bad_cells(const SourceTable& table, const Record& record, FindingLog& log) {
  for (const auto& bad : record.bad) {
    const auto& column = table.columns[bad.column];
    if (is_main_count(column.spec->field)) continue;
    const auto index = model::field_index(model::fields_of(model::Collection::locations), column.spec->field);
    const bool count =
        index != model::no_field && is_count(model::fields_of(model::Collection::locations)[index]);
    log.add(bad.negative ? "count.negative"
            : count      ? "count.not_a_number"
                         : "value.unreadable",
            Severity::warning, {record.row, column.header},
            fmt::format("`{}` {}; the value was left out.", shortened(bad.text),
                        bad.negative ? "is below zero" : "cannot be read"),
            "Correct the value in the source and import again.");
  }
}

// Sums are stated by the source; that they add up is checked, never made so.
void check_breakdown(const Record& record, std::initializer_list<std::string_view> parts,
                     std::string_view names, FindingLog& log) {
  const auto total = record.integers[field("idps_individuals")];
  std::int64_t sum = 0;
  for (const auto part : parts) {
    const auto value = record.integers[field(part)];
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
  const auto name = geo::normalise_name(text);
  constexpr std::array<std::string_view, 14> whole = {
      "total",         "totals", "grand total",   "sub total",   "subtotal",
      "overall total", "sum",    "total general", "total geral", "gran total",
      "sous total",    "somme",  "all",           "grand totals"};
  if (std::ranges::find(whole, name) != whole.end()) return true;
  if (name.starts_with("grand total ") || name.starts_with("total ") || name.starts_with("sub total ") ||
      name.ends_with(" total") || name.ends_with(" sub total"))
    return true;
  for (const std::string_view arabic : {"المجموع", "الإجمالي", "المجموع الكلي", "المجموع العام", "إجمالي"})
    if (geo::normalise_name(arabic) == name) return true;
  return false;
}

std::optional<Rejection> check_row(const SourceTable& table, const std::vector<std::string_view>& cells,
                                   Record& record, FindingLog& log) {
  if (auto rejection = check_total(record)) return rejection;
  if (auto rejection = check_bad_counts(table, cells, record)) return rejection;
  if (auto rejection = check_absurd(table, record)) return rejection;
  note_bad_cells(table, record, log);
  check_household_size(table, record, log);
  check_breakdown(record, {"female", "male"}, "Women and men", log);
  check_breakdown(record, {"women", "men", "children"}, "Women, men and children", log);
  return std::nullopt;
}

}  // namespace sojourn::ingest
