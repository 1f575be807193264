#include "ingest/row_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>
#include <string>

#include "geo/gazetteer.hpp"
#include "ingest/dataset_checks.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr double absurd_household = 60;

struct Fields {
  std::size_t individuals = location_field("idps_individuals");
  std::size_t households = location_field("idps_households");
  std::size_t name = location_field("name");
  std::size_t source_id = location_field("source_id");
  std::array<std::size_t, 2> by_sex = {location_field("female"), location_field("male")};
  std::size_t elderly = location_field("elderly");
  std::array<std::size_t, 3> by_age = {location_field("women"), location_field("men"),
                                       location_field("children")};
};

const Fields& fields() {
  static const Fields known;
  return known;
}

// A number with decimals, where people are meant. One with many may be a coordinate, of a place that is
// nobody's business.
std::optional<double> part_of_people(std::string_view text) {
  const auto value = parse_decimal(text);
  const auto thousandths = value.value_or(0) * 1000;
  const bool whole = !value || *value == std::trunc(*value);
  return whole || thousandths != std::round(thousandths) ||
                 std::abs(*value) > static_cast<double>(most_people)
             ? std::nullopt
             : value;
}

// A cell as messages show it. Where cells have shifted, or somebody typed into the wrong column, it may hold
// anybody's name or telephone number: only what can be a count, or part of one, is repeated.
std::string described(std::string_view text) {
  if (const auto value = parse_count(text); value && std::abs(*value) <= most_people)
    return fmt::format("`{}`", *value);
  if (const auto part = part_of_people(text)) return fmt::format("`{}`", *part);
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return parse_decimal(text) ? fmt::format("A number of {} digits", digits) : std::string("A text");
}

// What is nothing but a total's label, normalised.
constexpr std::array<std::string_view, 26> total_labels = {
    "total",      "totals",        "subtotal",      "subtotals", "sub total", "sous total", "grand total",
    "gran total", "total general", "total geral",   "ensemble",  "overall",   "toplam",     "genel toplam",
    "всього",     "усього",        "разом",         "загалом",   "итого",     "всего",      "المجموع",
    "الإجمالي",   "المجموع الكلي", "المجموع العام", "إجمالي",    "مجموع"};

// Without allocating, since this is asked of every name: by a part that each of the labels has.
bool mentions_total(std::string_view text) {
  if (text.empty()) return false;
  const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  // Cyrillic and Arabic letters begin with these bytes.
  if (const auto byte = static_cast<unsigned char>(text.front()); byte >= 0xD0 && byte <= 0xDB)
    return has("сього") || has("СЬОГО") || has("азом") || has("АЗОМ") || has("агалом") || has("АГАЛОМ") ||
           has("того") || has("ТОГО") || has("сего") || has("СЕГО") || has("جمالي") || has("مجموع");
  const auto begins = [&](std::string_view word, std::size_t at) {
    std::size_t same = 0;
    while (same < word.size() && (text[at + same] | 0x20) == word[same]) ++same;
    return same == word.size();
  };
  for (const std::string_view word : {"ensemble", "overall"})
    if (text.size() >= word.size() && begins(word, 0)) return true;
  for (const std::string_view word : {"total", "toplam"})
    for (std::size_t at = 0; at + word.size() <= text.size(); ++at)
      if (begins(word, at)) return true;
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
  return Rejection{"row.total", "The row is a total of other rows and is not counted.", nullptr, 0};
}

// Under a table stands where it is from, or what an asterisk means: a text by itself.
bool is_note(std::string_view text) {
  constexpr std::size_t longest_name = 200;
  constexpr std::ptrdiff_t most_words_of_name = 4;
  text = trim(text);
  if (text.starts_with('*') || text.starts_with("†") || text.size() > longest_name)
    return std::ranges::count(text, ' ') >= most_words_of_name;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const auto word = geo::normalise_name(text.substr(0, colon));
  static const std::set<std::string> words = [] {
    std::set<std::string> names;
    for (const auto* name :
         {"note",       "notes",         "nota",    "notas",  "remark",  "remarks", "remarque",
          "remarques",  "source",        "sources", "fuente", "fuentes", "fonte",   "fontes",
          "disclaimer", "avertissement", "المصدر",  "ملاحظة", "ملاحظات", "джерело", "примітка"})
      names.insert(geo::normalise_name(name));
    return names;
  }();
  return words.contains(word);
}

std::optional<Rejection> check_note(const std::vector<std::string_view>& cells) {
  const std::string_view* only = nullptr;
  for (const auto& cell : cells) {
    if (cell.empty()) continue;
    if (only != nullptr) return std::nullopt;
    only = &cell;
  }
  if (only == nullptr || !is_note(*only)) return std::nullopt;
  return Rejection{"row.note", "The row is a note below the table and names no place.", nullptr, 0};
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
    if (const auto value = parse_count(cells[i]); value && *value > 0 && *value <= most_people) return *value;
  }
  return 0;
}

Rejection shifted(const SourceTable& table, const std::vector<std::string_view>& cells, const BadCell& bad) {
  const auto& column = table.columns[bad.column];
  const auto people = displaced_count(table, cells, bad.column);
  return {
      "row.shifted",
      fmt::format("The cells of this row are shifted by a column: `{}`, a value of a column beside, stands "
                  "under `{}`{}.",
                  bad.text, column.header,
                  people > 0 ? fmt::format(", and {} people stand in the column of households", people)
                             : std::string()),
      &column, people};
}

std::optional<Rejection> check_bad_counts(const SourceTable& table,
                                          const std::vector<std::string_view>& cells, const Record& record) {
  for (const auto& bad : record.bad) {
    const auto& column = table.columns[bad.column];
    if (!is_listed(main_counts, column.spec->field)) continue;
    if (bad.fault == Fault::negative)
      return Rejection{"count.negative",
                       fmt::format("{} is below zero; people cannot be.", described(bad.text)), &column, 0};
    if (bad.fault == Fault::absurd)
      return Rejection{"count.absurd", fmt::format("{} is more than any area holds.", described(bad.text)),
                       &column, 0};
    if (holds_neighbours_value(table, bad.column, bad.text)) return shifted(table, cells, bad);
    if (part_of_people(bad.text))
      return Rejection{
          "count.not_a_number",
          fmt::format("{} is no whole number; people and families are counted whole.", described(bad.text)),
          &column, 0};
    return Rejection{"count.not_a_number",
                     fmt::format("{} stands where a number should.", described(bad.text)), &column, 0};
  }
  return std::nullopt;
}

void check_household_size(const SourceTable& table, const Record& record, FindingLog& log) {
  const auto people = record.integers[fields().individuals];
  const auto households = record.integers[fields().households];
  if (!people || !households || *households == 0) return;
  const FindingPlace place{record.row, table.column_of("idps_individuals")};
  if (*people < *households)
    log.add("count.fewer_than_households", place,
            fmt::format("{} people in {} households.", *people, *households));
  else if (static_cast<double>(*people) / static_cast<double>(*households) > absurd_household)
    log.add("household.size", place, fmt::format("{} people in {} households.", *people, *households));
}

void note_bad_cells(const SourceTable& table, const Record& record, FindingLog& log) {
  for (const auto& bad : record.bad) {
    const auto& column = table.columns[bad.column];
    if (bad.fault == Fault::unknown_code) {
      note_unlisted_value(table, bad, record.row, log);
      continue;
    }
    const auto* const what = bad.fault == Fault::negative ? "is below zero"
                             : bad.fault == Fault::absurd ? "is more than any area holds"
                                                          : "cannot be read";
    log.add("value.unreadable", {record.row, &column},
            fmt::format("{} {}; the value was left out.", described(bad.text), what));
  }
}

// Sums are stated by the source; that they add up is checked, never made so. People `beside` may be among the
// parts already, or not.
void check_breakdown(RuleRef rule, const SourceTable& table, const Record& record,
                     std::span<const std::size_t> parts, std::int64_t beside, FindingLog& log) {
  const auto total = record.integers[fields().individuals];
  std::int64_t sum = 0;
  for (const auto part : parts) {
    const auto value = record.integers[part];
    if (!value) return;
    sum += *value;
  }
  if (total && sum != *total && sum + beside != *total)
    log.add(rule, {record.row, table.column_of("idps_individuals")},
            fmt::format("The parts are {}, the people {}.", sum, *total));
}

}  // namespace

bool names_no_place(const Record& record) {
  return !record.latitude && !record.longitude && record.texts[fields().source_id].empty();
}

bool is_total_label(std::string_view text) {
  // Nearly no cell is one, and normalising costs.
  if (!mentions_total(text)) return false;
  const auto name = geo::normalise_name(text);
  static const auto known = [] {
    std::set<std::string> names;
    for (const auto label : total_labels) names.insert(geo::normalise_name(label));
    return names;
  }();
  return known.contains(name) || name.starts_with("grand total ");
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
  if (auto rejection = check_note(cells)) return rejection;
  if (auto rejection = check_bad_counts(table, cells, record)) return rejection;
  note_bad_cells(table, record, log);
  check_household_size(table, record, log);
  check_breakdown("count.sexes", table, record, fields().by_sex, 0, log);
  // Of some sources women and men are of all ages from 18 on, of others up to 59.
  check_breakdown("count.ages", table, record, fields().by_age, record.integers[fields().elderly].value_or(0),
                  log);
  return std::nullopt;
}

}  // namespace sojourn::ingest
