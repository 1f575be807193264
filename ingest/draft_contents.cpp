#include "ingest/draft_contents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "geo/country_code.hpp"
#include "ingest/dates.hpp"
#include "ingest/draft_guess.hpp"
#include "ingest/land.hpp"

namespace sojourn::ingest {
namespace {

/// So much of a column has to bear a guess out; files have mistakes.
constexpr double most = 0.95;

class Contents {
 public:
  Contents(const SheetContents& source, std::vector<DraftColumn>& columns)
      : source_(source), columns_(columns) {}

  void guess() {
    guess_label();
    guess_positions();
    guess_dates();
    guess_categories();
    guess_areas();
    guess_origin();
    guess_places();
    guess_stock();
  }

 private:
  std::string_view cell(std::size_t row, std::size_t column) const {
    return source_.sheet.rows[row].cells[column];
  }
  bool blank(std::size_t row, std::size_t column) const {
    return source_.missing.contains(cell(row, column));
  }
  const ColumnShape& shape(std::size_t column) const { return source_.shapes[column]; }
  bool is_free(std::size_t column) const {
    return columns_[column].meaning == nullptr && columns_[column].personal.empty() &&
           shape(column).filled() > 0;
  }
  bool is_text(std::size_t column) const {
    const auto& s = shape(column);
    return s.decimals() < 0.1 && s.dates() < 0.1 && s.answers() < 0.5 && s.codes() < 0.5;
  }
  bool is_count(std::size_t column) const {
    return shape(column).counts() > most && shape(column).lowest() >= 0;
  }

  void take(std::size_t column, std::string_view field, const char* evidence) {
    for (const auto& meaning : source_.vocabulary.column)
      if (meaning.field == field && is_free(column)) {
        columns_[column].meaning = &meaning;
        columns_[column].confidence = trusted_guess;
        columns_[column].evidence = evidence;
        return;
      }
  }

  /// Whether equal cells of `from` have equal cells of `to`; blank rows say nothing.
  bool determines(std::size_t from, std::size_t to) const {
    std::map<std::string_view, std::map<std::string_view, int>> seen;
    int rows = 0;
    for (auto row = source_.first; row < source_.end; ++row)
      if (!blank(row, from) && !blank(row, to)) {
        ++seen[cell(row, from)][cell(row, to)];
        ++rows;
      }
    int agreeing = 0;
    for (const auto& [key, values] : seen)
      agreeing += std::ranges::max_element(values, {}, [](const auto& one) { return one.second; })->second;
    return rows > 0 && agreeing >= most * rows;
  }

  std::set<std::string_view> distinct(std::size_t column) const {
    std::set<std::string_view> values;
    for (auto row = source_.first; row < source_.end; ++row)
      if (!blank(row, column)) values.insert(cell(row, column));
    return values;
  }

  // 1, 2, 3 … in the first column; rows may have been taken out.
  void guess_label() {
    std::size_t following = 0;
    for (auto row = source_.first + 1; row < source_.end; ++row) {
      const auto before = parse_count(cell(row - 1, 0));
      following += before && parse_count(cell(row, 0)) == *before + 1 ? 1 : 0;
    }
    if (following > 3 &&
        static_cast<double>(following) >= 0.8 * static_cast<double>(source_.end - source_.first - 1))
      take(0, "label", "its cells, which number the rows");
  }

  bool is_degree(std::size_t at) const {
    const auto& s = shape(at);
    return s.decimals() > most && s.fractions() > 0.3 && s.highest() <= 180 && s.lowest() >= -180;
  }

  /// How many of some positions lie in the sea if `longitude` is what it is taken for.
  int at_sea(std::size_t longitude, std::size_t latitude) const {
    constexpr std::size_t looked_at = 60;
    const auto step = std::max<std::size_t>(1, (source_.end - source_.first) / looked_at);
    int wet = 0;
    for (auto row = source_.first; row < source_.end; row += step) {
      const auto lon = parse_decimal(cell(row, longitude));
      const auto lat = parse_decimal(cell(row, latitude));
      const auto position = lon && lat ? geo::LonLat::make(*lon, *lat) : std::nullopt;
      wet += lon && lat && (!position || is_at_sea(*position)) ? 1 : 0;
    }
    return wet;
  }

  void guess_positions() {
    for (std::size_t i = 0; i + 1 < columns_.size(); ++i) {
      if (!is_degree(i) || !is_degree(i + 1)) continue;
      // Latitude stands first, unless the other order keeps more of the places dry.
      const bool longitude_first = at_sea(i, i + 1) < at_sea(i + 1, i);
      take(i, longitude_first ? "longitude" : "latitude", "its cells, degrees whose positions are on land");
      take(i + 1, longitude_first ? "latitude" : "longitude",
           "its cells, degrees whose positions are on land");
      return;
    }
  }

  // One date in all rows is the round's; dates over months are of displacement, since an assessment takes
  // weeks.
  void guess_dates() {
    constexpr int collection_days = 120;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (shape(i).dates() < 0.9) continue;
      if (shape(i).values().size() == 1 && shape(i).is_categorical()) {
        take(i, "period_end", "its cells, one date in all rows");
        for (const auto beside : {i - 1, i + 1})
          if (beside < columns_.size() && is_count(beside) && shape(beside).values().size() == 1 &&
              shape(beside).lowest() >= 1 && shape(beside).highest() <= 200) {
            take(beside, "round_number", "its cells, one small number in all rows beside one date");
            break;
          }
        continue;
      }
      std::optional<int> first;
      std::optional<int> last;
      for (const auto text : distinct(i))
        if (const auto span = parse_date(text)) {
          first = std::min(first.value_or(span->first.days_since_1970()), span->first.days_since_1970());
          last = std::max(last.value_or(span->last.days_since_1970()), span->last.days_since_1970());
        }
      if (first && *last - *first > collection_days)
        take(i, "displaced_period", "its cells, dates over many months");
    }
  }

  // Words that the vocabulary knows for statuses, settings, reasons and needs.
  void guess_categories() {
    for (const std::string_view field : {"figure_status", "setting", "reason_main", "priority_needs"}) {
      const auto meaning = std::ranges::find(source_.vocabulary.column, field, &ProfileColumn::field);
      if (meaning == source_.vocabulary.column.end()) continue;
      const auto* codes = source_.vocabulary.code_list(meaning->codes);
      if (codes == nullptr) continue;
      for (std::size_t i = 0; i < columns_.size(); ++i)
        if (is_free(i) && is_text(i) && known_share(i, *codes) > (field == "priority_needs" ? 0.6 : 0.9)) {
          take(i, field, "the words in its cells");
          break;
        }
    }
  }

  double known_share(std::size_t column, const CodeList& codes) const {
    std::size_t filled = 0;
    std::size_t known = 0;
    for (auto row = source_.first; row < source_.end; ++row) {
      if (blank(row, column)) continue;
      const auto text = cell(row, column);
      ++filled;
      // Of several values in one cell, the first.
      known +=
          codes.find(text).empty() && codes.find(trim(text.substr(0, text.find_first_of("/,;+&")))).empty()
              ? 0
              : 1;
    }
    return filled < 3 ? 0 : static_cast<double>(known) / static_cast<double>(filled);
  }

  // Names of areas: each of a level lies in one of the level above, and there are more of them.
  void guess_areas() {
    for (std::size_t i = 0; i + 1 < columns_.size(); ++i) {
      if (!is_area_name(i) || !is_area_name(i + 1)) continue;
      const auto above = distinct(i).size();
      const auto below = distinct(i + 1).size();
      if (above < 2 || below <= above || !determines(i + 1, i) || determines(i, i + 1)) continue;
      take(i, "admin1_name", "its cells, names that hold those of the next column");
      take(i + 1, "admin2_name", "its cells, names that each lie in one of the column before");
      areas_ = {i, i + 1};
      return;
    }
  }

  bool is_area_name(std::size_t column) const {
    const auto values = distinct(column).size();
    return is_free(column) && is_text(column) &&
           values * 3 <= static_cast<std::size_t>(shape(column).filled());
  }

  // Names of the first level in another column, which do not follow from where people are now.
  void guess_origin() {
    if (!areas_) return;
    const auto known = distinct(areas_->first);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!is_free(i) || !is_text(i)) continue;
      const auto values = distinct(i);
      const auto same = std::ranges::count_if(values, [&](auto value) { return known.contains(value); });
      if (values.size() < 2 || static_cast<double>(same) < 0.7 * static_cast<double>(values.size())) continue;
      if (determines(areas_->second, i)) continue;
      take(i, "origin_admin1_name", "its cells, names of the areas that another column has");
      return;
    }
  }

  static bool is_arabic(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
      if (const auto c = next_character(text, at); c >= 0x600 && c < 0x700) return true;
    return false;
  }
  double arabic_share(std::size_t column) const {
    std::size_t filled = 0;
    std::size_t arabic = 0;
    for (auto row = source_.first; row < source_.end; ++row)
      if (!blank(row, column)) {
        ++filled;
        arabic += is_arabic(cell(row, column)) ? 1 : 0;
      }
    return filled == 0 ? 0 : static_cast<double>(arabic) / static_cast<double>(filled);
  }

  // A place is named in two scripts; a person might be, too, so the person who finishes the draft is asked.
  void guess_places() {
    for (std::size_t i = 0; i + 1 < columns_.size(); ++i) {
      if (!is_free(i) || !is_free(i + 1) || !is_text(i) || !is_text(i + 1)) continue;
      if (arabic_share(i) > 0.2 || arabic_share(i + 1) < 0.8 || is_area_name(i)) continue;
      take(i, "name", "its cells, texts in two scripts; make sure that they name places, not people");
      take(i + 1, "name_local",
           "its cells, texts in two scripts; make sure that they name places, not people");
      guess_id(i);
      return;
    }
  }

  // Of numbers that stand for one name each, the one that stands nearest to the names.
  void guess_id(std::size_t names) {
    std::optional<std::size_t> nearest;
    const auto distance = [&](std::size_t id) { return id > names ? id - names : names - id; };
    for (std::size_t id = 0; id < columns_.size(); ++id)
      if (is_free(id) && is_count(id) &&
          distinct(id).size() * 4 > static_cast<std::size_t>(shape(id).filled()) && repeats(id) &&
          determines(id, names) && determines(id, names + 1))
        if (!nearest || distance(id) < distance(*nearest)) nearest = id;
    if (nearest) take(*nearest, "source_id", "its cells, which stand for one name each");
  }

  /// A number that comes again only with its name is an id; one that never comes again may be anything.
  bool repeats(std::size_t column) const {
    return distinct(column).size() < static_cast<std::size_t>(shape(column).filled());
  }

  double total_of_row(std::size_t row, std::size_t from, std::size_t to) const {
    double sum = 0;
    for (auto i = from; i < to; ++i) sum += static_cast<double>(parse_count(cell(row, i)).value_or(0));
    return sum;
  }

  // A column that other columns beside each other add up to is the stock. Its unit is not known: families are
  // taken, because their people are asked for and never made up.
  void guess_stock() {
    for (std::size_t from = 0; from < columns_.size(); ++from) {
      auto to = from;
      while (to < columns_.size() && is_free(to) && is_count(to)) ++to;
      if (to - from < 3) continue;
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if ((i >= from && i < to) || !is_free(i) || !is_count(i)) continue;
        std::size_t equal = 0;
        for (auto row = source_.first; row < source_.end; ++row) {
          const auto value = parse_count(cell(row, i));
          equal += value && *value > 0 && static_cast<double>(*value) == total_of_row(row, from, to) ? 1 : 0;
        }
        if (static_cast<double>(equal) < 0.8 * static_cast<double>(source_.end - source_.first)) continue;
        take(i, "idps_households",
             "its cells, which are the sum of other columns; people or families is not known");
        return;
      }
      from = to;
    }
  }

  const SheetContents& source_;
  std::vector<DraftColumn>& columns_;
  std::optional<std::pair<std::size_t, std::size_t>> areas_;
};

bool starts_with_country(const ColumnShape& shape) {
  return std::ranges::all_of(shape.values(), [](const auto& value) {
    const auto& text = value.first;
    return geo::country_alpha3(text.substr(0, 2)) || geo::country_alpha3(text.substr(0, 3));
  });
}

// A site's own code may begin as its country does.
bool is_of_a_site(std::string_view header) {
  const auto name = geo::normalise_name(header);
  return std::ranges::any_of(std::array{"site", "camp", "settlement", "village", "location", "place"},
                             [&](const char* word) { return name.find(word) != std::string::npos; });
}

}  // namespace

void guess_by_contents(const SheetContents& contents, std::vector<DraftColumn>& columns) {
  if (contents.first < contents.end && !columns.empty()) Contents(contents, columns).guess();
}

void find_pcodes(const std::vector<ColumnShape>& shapes, const Profile& vocabulary,
                 std::vector<DraftColumn>& columns) {
  std::array<bool, 5> taken{};
  for (const auto& one : columns)
    if (one.meaning != nullptr && one.meaning->field.starts_with("admin") &&
        one.meaning->field.ends_with("_code"))
      taken[static_cast<std::size_t>(one.meaning->field[5] - '0')] = true;
  std::vector<std::pair<std::size_t, DraftColumn*>> found;
  for (auto& one : columns)
    if (one.meaning == nullptr && one.personal.empty() && one.known.empty() &&
        shapes[one.position].codes() > most && !shapes[one.position].values().empty() &&
        starts_with_country(shapes[one.position]) && !is_of_a_site(one.header))
      found.emplace_back(shapes[one.position].values().begin()->first.size(), &one);
  std::ranges::stable_sort(found, {}, [](const auto& pair) { return pair.first; });
  for (auto& [length, one] : found) {
    std::size_t level = 1;
    while (level < taken.size() && taken[level]) ++level;
    if (level == taken.size()) return;
    taken[level] = true;
    const auto field = fmt::format("admin{}_code", level);
    const auto meaning = std::ranges::find(vocabulary.column, field, &ProfileColumn::field);
    if (meaning == vocabulary.column.end()) return;
    one->meaning = &*meaning;
    one->confidence = trusted_guess;
    one->evidence = "cells that look like P-codes; the level is a guess from their length";
  }
}

}  // namespace sojourn::ingest
