#include "ingest/profile_draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "geo/country_code.hpp"
#include "ingest/column_shape.hpp"
#include "ingest/dates.hpp"
#include "ingest/error.hpp"
#include "ingest/field_lists.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::size_t header_search_rows = 40;
constexpr std::size_t rows_to_choose_by = 100;
constexpr double trusted = 0.5;  ///< below, a guess is not written as one
constexpr std::size_t most_samples = 3;

/// How sure each sign is.
constexpr double by_hashtag = 0.97;
constexpr double by_name = 0.95;
constexpr double by_heading = 0.9;
constexpr double by_question = 0.88;
constexpr double by_pattern = 0.75;

struct Guess {
  const ProfileColumn* meaning = nullptr;
  double confidence = 0;
  const char* evidence = "";
};

bool names(const ProfileColumn& column, const std::string& text) {
  return !text.empty() && std::ranges::find(column.headers, text) != column.headers.end();
}

bool resembles(const ProfileColumn& column, const std::string& text) {
  return !text.empty() && std::ranges::any_of(column.headers, [&](const auto& header) {
    return header.find('*') != std::string::npos && fits_pattern(text, header);
  });
}

Guess guess(const ProfileColumn& column, const HeaderCell& cell) {
  if (!cell.hashtag.empty() &&
      std::ranges::any_of(column.hxl, [&](const auto& pattern) { return pattern.matches(cell.hashtag); }))
    return {&column, by_hashtag, "its hashtag"};
  if (names(column, cell.plain)) return {&column, by_name, "its header"};
  if (names(column, cell.combined)) return {&column, by_heading, "its header and the heading above"};
  if (names(column, cell.question)) return {&column, by_question, "its header without the form's groups"};
  if (resembles(column, cell.plain) || resembles(column, cell.question))
    return {&column, by_pattern, "words in its header"};
  return {};
}

/// How well cells agree with a meaning, as a factor of its confidence.
double agreement(const ProfileColumn& meaning, const ColumnShape& shape) {
  const std::string_view field = meaning.field;
  const auto needs = [](double share) { return share >= 0.9 ? 1.02 : share >= 0.6 ? 0.85 : 0.3; };
  if (shape.filled() == 0) return 0.8;
  if (is_count_field(meaning.field)) return needs(shape.counts());
  if (field == "latitude" || field == "longitude") {
    const double limit = field == "latitude" ? 90 : 180;
    return needs(shape.decimals()) * (shape.lowest() < -limit || shape.highest() > limit ? 0.5 : 1);
  }
  if (field == "household_size") return needs(shape.decimals());
  if (field == "country")  // its code rather than its name, where there are both
    return std::ranges::all_of(shape.values(), [](const auto& one) { return one.first.size() <= 3; }) ? 1.02
                                                                                                      : 0.95;
  if (field == "assessed_on" || field == "period_start" || field == "period_end")
    return needs(std::max(shape.dates(), shape.counts() > 0.9 && shape.lowest() > 30'000 ? 1.0 : 0.0));
  if (field.starts_with("access_")) return needs(shape.answers());
  if (field.starts_with("severity_") || field == "level") return needs(shape.counts());
  if (field.starts_with("admin") && field.ends_with("_name")) return shape.decimals() > 0.5 ? 0.4 : 1;
  if (field.starts_with("admin") && field.ends_with("_code")) return shape.codes() > 0.8 ? 1.02 : 0.95;
  return 1;
}

// Of one sheet read with one row as its header.
class SheetDraft {
 public:
  /// Shapes are taken from so many rows.
  SheetDraft(const SheetSample& sheet, const Profile& vocabulary, std::optional<std::size_t> header,
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
    for (std::size_t row = first; row < std::min(sheet.rows.size(), first + rows); ++row)
      for (std::size_t i = 0; i < sheet.columns; ++i) shapes_[i].add(sheet.rows[row].cells[i], missing_);
    for (std::size_t i = 0; i < sheet.columns; ++i) columns_.push_back(column(i));
    name_columns();
    if (!header) guess_positions();
    settle_doubles();
    find_pcodes();
  }

  /// The more columns are understood the better; counts weigh most.
  double score() const {
    double sum = 0;
    for (const auto& one : columns_)
      if (one.meaning != nullptr) sum += one.confidence * (is_count_field(one.meaning->field) ? 2 : 1);
    return sum;
  }

  ProfileDraft finish(const std::string& file, bool has_header) {
    for (auto& one : columns_) show(one);
    ProfileDraft draft{file, sheet_.name, has_header, header_row_, sheet_.columns, country(), {}, {}, {}, {}};
    for (auto& one : columns_)
      if (shapes_[one.position].filled() > 0 || !one.header.empty()) draft.columns.push_back(std::move(one));
    return draft;
  }

 private:
  DraftColumn column(std::size_t i) const {
    DraftColumn result;
    result.position = i;
    const auto& cell = cells_[i];
    result.header = cell.raw;
    result.hashtag = cell.hashtag;
    if (!personal(i).empty()) {
      result.personal = personal(i);
      return result;
    }
    Guess best;
    for (const auto& meaning : vocabulary_.column) {
      auto one = guess(meaning, cell);
      if (one.meaning == nullptr) continue;
      one.confidence = std::min(0.99, one.confidence * agreement(meaning, shapes_[i]));
      if (one.confidence > best.confidence) best = one;
    }
    if (const auto* known = vocabulary_.code_list("known"); known != nullptr && best.confidence < by_question)
      result.known = std::string(known->find(cell.raw));
    if (!result.known.empty() || best.confidence < trusted) return result;
    result.meaning = best.meaning;
    result.confidence = best.confidence;
    result.evidence = best.evidence;
    return result;
  }

  void name_columns() {
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

  std::size_t first_of(const std::string& plain) const {
    return static_cast<std::size_t>(std::ranges::find(cells_, plain, &HeaderCell::plain) - cells_.begin());
  }

  /// Why a column is about persons; empty if it is not known to be.
  std::string personal(std::size_t i) const {
    if (shapes_[i].emails() > 0.1) return "email";
    if (shapes_[i].phones() > 0.5) return "phone";
    if (cells_[i].raw.empty()) return {};
    // What is known by its whole name is no remark: `Other` beside `Camp` may be a count.
    const auto* list = vocabulary_.code_list("personal");
    const auto kind = list == nullptr ? std::string_view() : list->find(cells_[i].raw);
    if (kind == "remark" && shapes_[i].filled() > 0 && shapes_[i].counts() > 0.9) return {};
    return std::string(kind);
  }

  // Without headers only shapes speak, and only of a few fields.
  void guess_positions() {
    const auto take = [&](std::size_t i, std::string_view field, double confidence) {
      for (const auto& meaning : vocabulary_.column)
        if (meaning.field == field && columns_[i].personal.empty()) {
          columns_[i].meaning = &meaning;
          columns_[i].confidence = confidence;
          columns_[i].evidence = "what its cells look like";
          return;
        }
    };
    for (std::size_t i = 0; i + 1 < columns_.size(); ++i) {
      const auto is_degree = [&](std::size_t at) {
        return shapes_[at].decimals() > 0.95 && shapes_[at].fractions() > 0.3 &&
               shapes_[at].highest() <= 180 && shapes_[at].lowest() >= -180;
      };
      if (!is_degree(i) || !is_degree(i + 1)) continue;
      const bool longitude_first = shapes_[i].highest() > 90 || shapes_[i].lowest() < -90;
      take(i, longitude_first ? "longitude" : "latitude", trusted);
      take(i + 1, longitude_first ? "latitude" : "longitude", trusted);
      ++i;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].meaning == nullptr && shapes_[i].dates() > 0.9 && shapes_[i].is_categorical() &&
          shapes_[i].values().size() == 1)
        take(i, "period_end", trusted);
  }

  // Two columns of one total would add up: the surer is taken, the other is left to the person.
  void settle_doubles() {
    std::map<std::string, DraftColumn*> best;
    for (auto& one : columns_) {
      if (one.meaning == nullptr) continue;
      const auto& field = one.meaning->field;
      const bool adds_up =
          field == "shelter_count" || field == "sex_age_count" || is_listed(reason_fields, field);
      if (adds_up || field.starts_with("access_")) continue;
      auto& chosen = best[field];
      if (chosen == nullptr) {
        chosen = &one;
        continue;
      }
      auto& worse = one.confidence > chosen->confidence ? *chosen : one;
      if (&worse == chosen) chosen = &one;
      worse.known = "double " + field;
      worse.meaning = nullptr;
      worse.confidence = 0;
    }
  }

  // P-codes of a level that no header names: the parent's stand at the beginning of the child's.
  void find_pcodes() {
    std::array<bool, 5> taken{};
    for (const auto& one : columns_)
      if (one.meaning != nullptr && one.meaning->field.starts_with("admin") &&
          one.meaning->field.ends_with("_code"))
        taken[static_cast<std::size_t>(one.meaning->field[5] - '0')] = true;
    std::vector<std::pair<std::size_t, DraftColumn*>> found;
    for (auto& one : columns_)
      if (one.meaning == nullptr && one.personal.empty() && one.known.empty() &&
          shapes_[one.position].codes() > 0.95 && !shapes_[one.position].values().empty() &&
          starts_with_country(shapes_[one.position]))
        found.emplace_back(shapes_[one.position].values().begin()->first.size(), &one);
    std::ranges::stable_sort(found, {}, [](const auto& pair) { return pair.first; });
    for (auto& [length, one] : found) {
      std::size_t level = 1;
      while (level < taken.size() && taken[level]) ++level;
      if (level == taken.size()) return;
      taken[level] = true;
      const auto field = fmt::format("admin{}_code", level);
      const auto meaning = std::ranges::find(vocabulary_.column, field, &ProfileColumn::field);
      if (meaning == vocabulary_.column.end()) return;
      one->meaning = &*meaning;
      one->confidence = trusted;
      one->evidence = "cells that look like P-codes; the level is a guess from their length";
    }
  }

  static bool starts_with_country(const ColumnShape& shape) {
    return std::ranges::all_of(shape.values(), [](const auto& value) {
      const auto& text = value.first;
      return geo::country_alpha3(text.substr(0, 2)) || geo::country_alpha3(text.substr(0, 3));
    });
  }

  /// The country that P-codes begin with, where no column says one.
  std::string country() const {
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

  void show(DraftColumn& one) const {
    const auto& shape = shapes_[one.position];
    one.looks = describe(shape);
    if (!one.personal.empty() || shape.filled() == 0) return;
    const std::string_view field = one.meaning == nullptr ? std::string_view() : one.meaning->field;
    if (one.meaning != nullptr && !one.meaning->codes.empty()) collect_categories(one, shape);
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

  // Values that the vocabulary knows say nothing about a person; others only where they come again and again.
  void collect_categories(DraftColumn& one, const ColumnShape& shape) const {
    const auto* codes = vocabulary_.code_list(one.meaning->codes);
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

  static std::string describe(const ColumnShape& shape) {
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

  const SheetSample& sheet_;
  const Profile& vocabulary_;
  MissingValues missing_;
  std::vector<ColumnShape> shapes_;
  std::vector<HeaderCell> cells_;
  std::vector<DraftColumn> columns_;
  std::int64_t header_row_ = 0;
};

/// A row of headers is made of texts, and of more of them than of anything else.
bool may_be_header(const SampleRow& row) {
  std::size_t texts = 0;
  std::size_t others = 0;
  for (const auto& cell : row.cells)
    if (!cell.empty()) ++(parse_decimal(cell) ? others : texts);
  return texts >= 2 && texts > others * 2;
}

struct Choice {
  const SheetSample* sheet = nullptr;
  std::optional<std::size_t> header;
  double score = -1;
};

Choice choose(std::span<const SheetSample> sheets, const Profile& vocabulary) {
  Choice best;
  for (const auto& sheet : sheets) {
    if (sheet.rows.empty()) continue;
    const auto consider = [&](std::optional<std::size_t> header, double factor) {
      const double score = factor * SheetDraft(sheet, vocabulary, header, rows_to_choose_by).score();
      if (score > best.score) best = {&sheet, header, score};
    };
    for (std::size_t at = 0; at < std::min(sheet.rows.size(), header_search_rows); ++at)
      if (may_be_header(sheet.rows[at])) consider(at, sheet.joined ? 0.9 : 1);
    // Only where no row is a header at all.
    if (!sheet.joined) consider(std::nullopt, 0.5);
  }
  return best;
}

void read_titles(std::span<const SheetSample> sheets, const SheetSample& chosen, ProfileDraft& draft) {
  static const std::regex round(R"(\b(?:round|ronde|ronda|r)\s*[:#]?\s*(\d{1,3})\b)", std::regex::icase);
  static const std::pair<std::regex, const char*> methods[] = {
      {std::regex("site assessment|evaluation des sites", std::regex::icase), "site"},
      {std::regex("multi.?sectoral|location assessment|MSLA", std::regex::icase), "location"},
      {std::regex("event tracking|emergency tracking|flash", std::regex::icase), "event"},
      {std::regex("baseline|basline|master ?list", std::regex::icase), "baseline"}};
  static const std::regex period(
      R"(period of (.+?)(?: and includes|\.|$)|(\d{1,2}[^,;:]{0,12}(?:to|-).{1,14}20\d\d))",
      std::regex::icase);
  constexpr std::size_t longest = 400;  // std::regex recurses with the text's length
  const auto look = [&](const std::string& text) {
    std::smatch found;
    const auto piece = text.substr(0, longest);
    if (!draft.round && std::regex_search(piece, found, round)) draft.round = std::stoi(found[1].str());
    for (const auto& [pattern, method] : methods)
      if (draft.method.empty() && std::regex_search(piece, pattern)) draft.method = method;
    if (draft.period.empty() && std::regex_search(piece, found, period)) {
      const auto said = found[1].matched ? found[1].str() : found[2].str();
      if (parse_date(said)) draft.period = said;
    }
  };
  for (const auto& sheet : sheets) {
    if (sheet.joined) continue;
    look(sheet.name);
    for (const auto& row : sheet.rows) {
      if (sheet.name == chosen.name && row.number >= draft.header_row) break;
      for (const auto& cell : row.cells)
        if (!cell.empty()) look(cell);
    }
  }
}

}  // namespace

ProfileDraft draft_profile(std::span<const SheetSample> sheets, const Profile& vocabulary,
                           const std::string& file) {
  const auto choice = choose(sheets, vocabulary);
  if (choice.sheet == nullptr) throw ImportRefused(fmt::format("{} has no rows", file));
  SheetDraft best(*choice.sheet, vocabulary, choice.header, choice.sheet->rows.size());
  auto draft = best.finish(file, choice.header.has_value());
  read_titles(sheets, *choice.sheet, draft);
  return draft;
}

}  // namespace sojourn::ingest
