#include "ingest/draft_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sojourn::ingest {
namespace {

constexpr std::size_t most_samples = 3;

// Values that the vocabulary knows say nothing about a person; others only where they come again and again.
void collect_categories(DraftColumn& one, const ColumnShape& shape, const Profile& vocabulary) {
  const auto* codes = vocabulary.code_list(one.meaning->codes);
  std::set<std::string> found;
  for (const auto& [value, count] : shape.values()) {
    if (one.meaning->field != "priority_needs") {
      if (shape.is_categorical() || !codes->find(value).empty()) found.insert(value);
      continue;
    }
    for (std::size_t from = 0; from <= value.size();) {
      const auto end = std::min(value.find_first_of(need_separators, from), value.size());
      const std::string part(trim(std::string_view(value).substr(from, end - from)));
      if (!part.empty() && (!codes->find(part).empty() || shape.is_categorical())) found.insert(part);
      from = end + 1;
    }
  }
  one.categories.assign(found.begin(), found.end());
}

std::string describe(const ColumnShape& shape) {
  if (shape.filled() == 0) return "no values in the rows looked at";
  if (shape.dates() > 0.9) return "dates";
  if (shape.fractions() > 0.3) return "numbers";
  if (shape.counts() > 0.9)
    return fmt::format("whole numbers, {:.0f} to {:.0f}", shape.lowest(), shape.highest());
  if (shape.decimals() > 0.9) return "numbers";
  if (shape.answers() > 0.9) return "answers";
  if (shape.codes() > 0.9) return "codes";
  if (shape.is_categorical()) return fmt::format("{} different texts", shape.values().size());
  return "texts";
}

}  // namespace

namespace {

/// As a profile's `check` has it.
std::string check_of(const DraftColumn& column, const ColumnShape& shape) {
  constexpr double most = 0.95;
  if (shape.filled() == 0) return {};
  if (column.meaning != nullptr && !column.meaning->codes.empty()) return {};
  if (shape.dates() > most) return "date";
  if (shape.counts() > most && shape.fractions() == 0) return "count";
  if (shape.decimals() > most) return "decimal";
  if (shape.answers() > most) return "answer";
  return shape.decimals() < 0.05 && shape.dates() < 0.05 && shape.answers() < 0.05 ? "text" : "";
}

}  // namespace

void show_cells(DraftColumn& one, const ColumnShape& shape, const Profile& vocabulary) {
  one.looks = describe(shape);
  one.check = check_of(one, shape);
  if (!one.personal.empty() || shape.filled() == 0) return;
  const std::string_view field = one.meaning == nullptr ? std::string_view() : one.meaning->field;
  if (one.meaning != nullptr && !one.meaning->codes.empty()) collect_categories(one, shape, vocabulary);
  // A position or the name of a place may be somebody's home; texts that do not come again may name
  // anybody.
  if (field == "latitude" || field == "longitude" || field == "coordinates" || field == "name" ||
      field == "name_local")
    return;
  const bool area = field.find("admin") != std::string_view::npos || field == "country";
  const bool value_kind = shape.counts() > 0.9 || shape.dates() > 0.9 || shape.codes() > 0.9;
  if (!area && !value_kind && !shape.is_categorical()) return;
  for (const auto& [value, count] : shape.values()) {
    if (one.samples.size() == most_samples) return;
    one.samples.push_back(value);
  }
}

}  // namespace sojourn::ingest
