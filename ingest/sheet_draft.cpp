#include "ingest/sheet_draft.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "geo/country_code.hpp"
#include "geo/gazetteer.hpp"
#include "ingest/draft_contents.hpp"
#include "ingest/draft_guess.hpp"
#include "ingest/draft_samples.hpp"
#include "ingest/field_lists.hpp"

namespace sojourn::ingest {

SheetDraft::SheetDraft(const SheetSample& sheet, const Profile& vocabulary, std::optional<std::size_t> header,
                       std::size_t rows)
    : sheet_(sheet), vocabulary_(vocabulary), missing_(vocabulary.missing), shapes_(sheet.columns) {
  std::size_t first = 0;
  if (header) {
    const auto at = *header;
    const bool alone = is_hashtag_row(sheet.rows[at]);
    const bool tagged = !alone && at + 1 < sheet.rows.size() && is_hashtag_row(sheet.rows[at + 1]);
    const SampleRow* tags = alone ? &sheet.rows[at] : tagged ? &sheet.rows[at + 1] : nullptr;
    cells_ = header_cells(sheet, at, tags, {});
    first = at + (tagged ? 2 : 1);
    header_row_ = sheet.rows[at].number;
  } else {
    cells_.resize(sheet.columns);
  }
  const auto end = std::min(sheet.rows.size(), first + rows);
  for (std::size_t row = first; row < end; ++row)
    for (std::size_t i = 0; i < sheet.columns; ++i) shapes_[i].add(sheet.rows[row].cells[i], missing_);
  for (std::size_t i = 0; i < sheet.columns; ++i) columns_.push_back(column(i));
  name_columns();
  if (!header) guess_by_contents({sheet, first, end, missing_, shapes_, vocabulary}, columns_);
  settle_need();
  settle_doubles();
  settle_codes();
  find_pcodes(shapes_, vocabulary, columns_);
}

// As sure as of the doubtfulest field without which the rows are none of the collection's.
std::pair<double, std::vector<std::string>> SheetDraft::recognised() const {
  std::pair<double, std::vector<std::string>> result(1, {});
  for (const auto& alternatives : vocabulary_.required) {
    const DraftColumn* surest = nullptr;
    for (const auto& one : columns_)
      if (one.meaning != nullptr &&
          std::ranges::find(alternatives, one.meaning->field) != alternatives.end() &&
          (surest == nullptr || one.confidence > surest->confidence))
        surest = &one;
    if (surest == nullptr) return {0, {}};
    result.first = std::min(result.first, surest->confidence);
    result.second.push_back(surest->meaning->field);
  }
  return result;
}

double SheetDraft::score() const {
  double sum = 0;
  for (const auto& one : columns_)
    if (one.meaning != nullptr)
      sum += one.confidence * (is_count_field(vocabulary_.collection, one.meaning->field) ? 2 : 1);
  return sum;
}

ProfileDraft SheetDraft::finish(const std::string& file, bool has_header) {
  for (auto& one : columns_) show_cells(one, shapes_[one.position], vocabulary_);
  const auto [sure, marks] = recognised();
  ProfileDraft draft{&vocabulary_,   sure,      marks, file, sheet_.name, has_header, header_row_,
                     sheet_.columns, country(), {},    {},   {},          {}};
  for (auto& one : columns_)
    if (shapes_[one.position].filled() > 0 || !one.header.empty()) draft.columns.push_back(std::move(one));
  return draft;
}

DraftColumn SheetDraft::column(std::size_t i) const {
  DraftColumn result;
  result.position = i;
  const auto& cell = cells_[i];
  result.header = cell.raw;
  result.hashtag = cell.hashtag;
  result.personal = about_persons(vocabulary_, cell, shapes_[i]);
  if (!result.personal.empty()) return result;
  const auto best = guess_meaning(vocabulary_, cell, shapes_[i]);
  if (const auto* known = vocabulary_.code_list("known");
      known != nullptr && best.confidence < sure_by_question)
    result.known = std::string(known->find(cell.raw));
  if (!result.known.empty() || best.confidence < trusted_guess) return result;
  result.meaning = best.meaning;
  result.confidence = best.confidence;
  result.evidence = best.evidence;
  return result;
}

// `Province` may head codes, and hashtags of code and name are exchanged at times: cells decide.
void SheetDraft::settle_codes() {
  constexpr double nearly_all = 0.9;
  constexpr double hardly_any = 0.1;
  const auto of = [&](const std::string& field) {
    return std::ranges::find_if(
        columns_, [&](const auto& one) { return one.meaning != nullptr && one.meaning->field == field; });
  };
  for (const char level : {'1', '2', '3', '4'}) {
    const std::string prefix = std::string("admin") + level;
    const auto name = of(prefix + "_name");
    if (name == columns_.end() || shapes_[name->position].codes() < nearly_all) continue;
    const auto code = of(prefix + "_code");
    if (code == columns_.end()) {
      const auto meaning = std::ranges::find(vocabulary_.column, prefix + "_code", &ProfileColumn::field);
      if (meaning != vocabulary_.column.end()) name->meaning = &*meaning;
      name->evidence = "its header, and cells that look like P-codes";
    } else if (shapes_[code->position].codes() < hardly_any) {
      std::swap(code->meaning, name->meaning);
      code->evidence = name->evidence = "its cells, which are what the column beside is headed";
    }
  }
}

// Figures of a cluster need a column that says which; without one they are of people in need in any cluster.
void SheetDraft::settle_need() {
  if (vocabulary_.collection != model::Collection::people_in_need) return;
  const auto of = [&](std::string_view field) {
    return std::ranges::find_if(columns_, [&](const auto& one) {
             return one.meaning != nullptr && one.meaning->field == field;
           }) != columns_.end();
  };
  const auto meaning = [&](std::string_view field) {
    return &*std::ranges::find(vocabulary_.column, field, &ProfileColumn::field);
  };
  // Without a column that says which figure a number is, only a population is known by its name.
  if (!of("need_figure"))
    for (auto& one : columns_)
      if (one.meaning != nullptr && one.meaning->field == "need_individuals")
        one.meaning = cells_[one.position].plain == "population" ? meaning("need_population") : nullptr;
  if (of("need_sector")) return;
  constexpr std::pair<std::string_view, std::string_view> whole[] = {
      {"need_in_need", "in_need_individuals"},
      {"need_targeted", "targeted_individuals"},
      {"need_reached", "reached_individuals"},
      {"need_affected", "affected_individuals"}};
  for (const auto& [part, all] : whole) {
    const auto alike = std::ranges::count_if(
        columns_, [&](const auto& one) { return one.meaning != nullptr && one.meaning->field == part; });
    for (auto& one : columns_)
      if (one.meaning != nullptr && one.meaning->field == part)
        one.meaning =
            !names_a_cluster(one) && (alike == 1 || is_of_all_clusters(one)) ? meaning(all) : nullptr;
  }
}

bool SheetDraft::names_a_cluster(const DraftColumn& column) const {
  const auto* clusters = vocabulary_.code_list("cluster");
  if (clusters == nullptr) return false;
  const auto& cell = cells_[column.position];
  if (!clusters->find(cell.raw).empty()) return true;
  // `PiN Health`, `#inneed+health`
  const auto words = geo::normalise_name(cell.raw + " " + cell.hashtag);
  for (std::size_t first = 0; first < words.size();) {
    const auto end = std::min(words.find(' ', first), words.size());
    if (const auto word = words.substr(first, end - first); word != "need" && !clusters->find(word).empty())
      return true;
    first = end + 1;
  }
  return false;
}

// Of a table with a column for each cluster only the one that says so is about all of them.
bool SheetDraft::is_of_all_clusters(const DraftColumn& column) const {
  const auto& cell = cells_[column.position];
  return std::ranges::any_of(
      std::array{"total", "overall", "intersectoral", "inter sectoral", "all clusters"},
      [&](const char* word) {
        return cell.combined.find(word) != std::string::npos || cell.plain.find(word) != std::string::npos ||
               cell.hashtag.find(word) != std::string::npos;
      });
}

void SheetDraft::name_columns() {
  std::map<std::string, int> headers;
  std::map<std::string, int> combinations;
  for (const auto& cell : cells_) {
    ++headers[cell.plain];
    ++combinations[cell.combined];
  }
  for (auto& one : columns_) {
    const auto& cell = cells_[one.position];
    const bool alone = !cell.plain.empty() && headers[cell.plain] == 1;
    if (!alone && !cell.combined.empty() && combinations[cell.combined] == 1)
      one.name = cell.combined;
    else if (!cell.plain.empty() && first_of(cell.plain) == one.position)
      one.name = cell.raw;
  }
}

std::size_t SheetDraft::first_of(const std::string& plain) const {
  return static_cast<std::size_t>(std::ranges::find(cells_, plain, &HeaderCell::plain) - cells_.begin());
}

// Two columns of one total would add up: the surer is taken, the other is left to the person.
void SheetDraft::settle_doubles() {
  std::map<std::string, DraftColumn*> best;
  std::vector<DraftColumn*> doubles;
  for (auto& one : columns_) {
    if (one.meaning == nullptr) continue;
    const auto& field = one.meaning->field;
    const bool adds_up =
        field == "shelter_count" || field == "sex_age_count" || is_listed(reason_fields, field);
    if (adds_up || field.starts_with("access_")) continue;
    auto& chosen = best[field + " " + one.meaning->value];
    if (chosen == nullptr) {
      chosen = &one;
      continue;
    }
    auto& worse = one.confidence > chosen->confidence ? *chosen : one;
    if (&worse == chosen) chosen = &one;
    worse.known = "double " + field;
    worse.meaning = nullptr;
    worse.confidence = 0;
    doubles.push_back(&worse);
  }
  for (auto* one : doubles) take_for_another_level(*one);
}

// A `département` is an area of level 1 in one country, and of level 2 below a `région`.
void SheetDraft::take_for_another_level(DraftColumn& one) const {
  Guess best;
  for (const auto& meaning : vocabulary_.column) {
    const std::string_view field = meaning.field;
    const bool taken = std::ranges::any_of(columns_, [&](const auto& other) {
      return other.meaning != nullptr && other.meaning->field == field;
    });
    if (taken || !field.starts_with("admin")) continue;
    const auto guess = guess_of(meaning, vocabulary_, cells_[one.position], shapes_[one.position]);
    if (guess.confidence > best.confidence) best = guess;
  }
  if (best.confidence < sure_by_question) return;
  one.meaning = best.meaning;
  one.confidence = best.confidence;
  one.evidence = best.evidence;
  one.known.clear();
}

/// The country that P-codes begin with, where no column says one.
std::string SheetDraft::country() const {
  std::set<std::string> found;
  for (const auto& one : columns_) {
    if (one.meaning == nullptr) continue;
    if (one.meaning->field == "country") return {};
    if (!one.meaning->field.starts_with("admin") || !one.meaning->field.ends_with("_code")) continue;
    if (shapes_[one.position].codes() < 0.9) continue;
    for (const auto& [text, count] : shapes_[one.position].values())
      if (const auto longest = geo::country_alpha3(text.substr(0, 3)))
        found.insert(*longest);
      else if (const auto code = geo::country_alpha3(text.substr(0, 2)))
        found.insert(*code);
  }
  return found.size() == 1 ? *found.begin() : std::string();
}

}  // namespace sojourn::ingest
