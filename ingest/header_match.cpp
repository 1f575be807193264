#include "ingest/header_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "ingest/header_words.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

enum class MatchStep { exact, hashtag, combined, question, choice, pattern, untagged };

// KoboToolbox and ODK put the groups of a form in front of a question, with a separator of the person's
// choice.
// `/` and `:` are one where no blank is beside them, as in `IDPs / PDI`; `.` where there is none at all; `_`
// may be part of a name, so that groups have to be named.
std::string question_of(const std::string& raw, const std::vector<std::string>& groups) {
  const auto plain = geo::normalise_name(raw);
  for (const auto& group : groups)
    if (plain.size() > group.size() + 1 && plain.starts_with(group) && plain[group.size()] == ' ')
      return plain.substr(group.size() + 1);
  const bool blanks = raw.find(' ') != std::string::npos;
  for (const std::string_view separators : {"/:", "."}) {
    const auto at = raw.find_last_of(separators);
    if (at == std::string::npos || at == 0 || at + 1 == raw.size()) continue;
    if (blanks && (separators == "." || raw[at - 1] == ' ' || raw[at + 1] == ' ')) return {};
    return geo::normalise_name(raw.substr(at + 1));
  }
  return {};
}

/// The fields of `profile` matched to cells, step by step.
class Matcher {
 public:
  Matcher(const Profile& profile, const std::vector<HeaderCell>& cells, const SheetSample& sheet)
      : profile_(profile),
        cells_(cells),
        sheet_(sheet),
        missing_(profile.missing),
        done_(profile.column.size()),
        taken_(cells.size()),
        tagged_(std::ranges::any_of(cells, [](const auto& cell) { return !cell.hashtag.empty(); })) {}

  std::vector<MappedColumn> run() {
    for (const auto step : {MatchStep::exact, MatchStep::hashtag, MatchStep::combined, MatchStep::question,
                            MatchStep::choice, MatchStep::pattern, MatchStep::untagged})
      for (std::size_t c = 0; c < profile_.column.size(); ++c) match(c, step);
    std::ranges::sort(mapped_, {}, &MappedColumn::position);
    return std::move(mapped_);
  }

 private:
  void match(std::size_t c, MatchStep step) {
    const auto& column = profile_.column[c];
    if (step == MatchStep::choice) {
      if (column.choices) take_choices(c);
    } else if (column.value_from_header()) {
      if (step == MatchStep::pattern) take_named_by_header(c);
    } else if (!done_[c]) {
      if (const auto found = find(column, step)) take(c, *found, {});
    }
  }

  void take(std::size_t c, std::size_t position, std::string value) {
    done_[c] = taken_[position] = true;
    const auto& raw = cells_[position].raw;
    mapped_.push_back({c, position, raw.empty() ? fmt::format("column {}", position + 1) : one_line(raw),
                       std::move(value)});
  }

  template <typename Fits>
  std::optional<std::size_t> search(Fits&& fits) const {
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (!taken_[i] && fits(cells_[i])) return i;
    return std::nullopt;
  }

  // The first cell that the column's alternatives name at this step, earlier alternatives first.
  std::optional<std::size_t> find(const ProfileColumn& column, MatchStep step) const {
    if (step == MatchStep::hashtag) {
      for (const auto& pattern : column.hxl)
        if (const auto found = search(
                [&](const auto& cell) { return !cell.hashtag.empty() && pattern.matches(cell.hashtag); }))
          return found;
      return std::nullopt;
    }
    if (step == MatchStep::untagged) return tagged_ ? find_untagged(column) : std::nullopt;
    for (const auto& header : column.headers) {
      const bool starred = header.find('*') != std::string::npos;
      if (starred != (step == MatchStep::pattern)) continue;
      if (const auto found = search([&](const HeaderCell& cell) {
            return fits(cell, header, step) &&
                   (!starred || !speaks_against(column.field, header, cell.plain));
          }))
        return found;
    }
    return std::nullopt;
  }

  // Whoever tags a table for others often tags what these ask for, and leaves out names and coordinates of
  // places.
  std::optional<std::size_t> find_untagged(const ProfileColumn& column) const {
    for (const auto& header : column.untagged)
      if (const auto found = search([&](const HeaderCell& cell) {
            return !HxlPattern::parse(cell.hashtag) && !cell.plain.empty() && !cell.is_repeated &&
                   fits_pattern(cell.plain, header) && !is_free_text(cell.plain);
          }))
        return found;
    return std::nullopt;
  }

  static bool speaks_against(std::string_view field, const std::string& pattern, const std::string& header) {
    return counts_something_else(field, header) || (is_free_text(header) && !is_free_text(pattern));
  }

  static bool fits(const HeaderCell& cell, const std::string& header, MatchStep step) {
    if (cell.is_repeated) return step == MatchStep::combined && cell.combined == header;
    switch (step) {
      case MatchStep::exact:
        return cell.plain == header;
      case MatchStep::combined:
        return cell.combined == header;
      case MatchStep::question:
        return cell.question == header;
      default:
        return (!cell.plain.empty() && fits_pattern(cell.plain, header)) ||
               (!cell.question.empty() && fits_pattern(cell.question, header));
    }
  }

  // A column for each value: what the `*` of the header stands for is the value.
  void take_named_by_header(std::size_t c) {
    const auto& column = profile_.column[c];
    for (const auto& header : column.headers)
      for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (taken_[i]) continue;
        const auto part = part_of(cells_[i], header);
        if (part.empty()) continue;
        auto value = column.value;
        value.replace(value.find('*'), 1, part);
        take(c, i, std::move(value));
      }
  }

  static std::string part_of(const HeaderCell& cell, const std::string& header) {
    const auto star = header.find('*');
    const auto before = std::string_view(header).substr(0, star);
    const auto after = std::string_view(header).substr(star + 1);
    if (cell.plain.size() <= before.size() + after.size() || !cell.plain.starts_with(before) ||
        !cell.plain.ends_with(after))
      return {};
    std::string part(trim(std::string_view(cell.plain)
                              .substr(before.size(), cell.plain.size() - before.size() - after.size())));
    // As it is written, where it stands last.
    for (std::size_t at = 0; after.empty() && at < cell.raw.size(); ++at)
      if (const auto tail = cell.raw.substr(at); geo::normalise_name(tail) == part && cell.raw[at] > ' ') {
        const auto letter = tail.find_first_not_of("/._-: ");
        return tail.substr(letter == std::string::npos ? 0 : letter);
      }
    return part;
  }

  // Of a question with several answers a form may export one column for each: `needs/food`. Exports that join
  // groups by `.` or `_` join these so, too.
  void take_choices(std::size_t c) {
    for (const char separator : {'/', ':', '.', '_'}) {
      std::vector<std::pair<std::size_t, std::string>> found;
      for (std::size_t i = 0; i < cells_.size(); ++i)
        if (!taken_[i])
          if (auto choice = choice_in(cells_[i].raw, profile_.column[c], separator); !choice.empty())
            if (holds_answers(i)) found.emplace_back(i, std::move(choice));
      if (found.size() < 2) continue;
      for (auto& [position, choice] : found) take(c, position, std::move(choice));
      return;
    }
  }

  std::string choice_in(const std::string& raw, const ProfileColumn& column, char separator) const {
    const auto* codes = profile_.code_list(column.codes);
    for (auto at = raw.find(separator); codes != nullptr && at != std::string::npos;
         at = raw.find(separator, at + 1)) {
      const auto question = raw.substr(0, at);
      const auto choice = raw.substr(at + 1);
      const auto names = [&](const std::string& text) {
        return !text.empty() && std::ranges::find(column.headers, text) != column.headers.end();
      };
      if (!choice.empty() && !codes->find(choice).empty() &&
          (names(geo::normalise_name(question)) || names(question_of(question, profile_.groups))))
        return choice;
    }
    return {};
  }

  // Beside the choices there is often a column for another answer in one's own words; it is named alike.
  bool holds_answers(std::size_t position) const {
    return std::ranges::all_of(sheet_.rows, [&](const SampleRow& row) {
      const auto& cell = row.cells[position];
      return missing_.contains(cell) || cell == cells_[position].raw || HxlPattern::parse(cell) ||
             parse_answer(cell);
    });
  }

  const Profile& profile_;
  const std::vector<HeaderCell>& cells_;
  const SheetSample& sheet_;
  MissingValues missing_;
  std::vector<bool> done_;
  std::vector<bool> taken_;
  bool tagged_;
  std::vector<MappedColumn> mapped_;
};

}  // namespace

std::string one_line(std::string_view header) {
  std::string line;
  for (const char c : trim(header)) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank)
      line.push_back(c);
    else if (!line.ends_with(' '))
      line.push_back(' ');
  }
  return line;
}

bool is_hashtag_row(const SampleRow& row) {
  std::size_t tags = 0;
  std::size_t filled = 0;
  for (const auto& cell : row.cells) {
    if (cell.empty()) continue;
    ++filled;
    if (HxlPattern::parse(cell)) ++tags;
  }
  return tags >= 2 && tags * 2 >= filled;
}

// Headings above a header row are merged cells: the text stands in the first, the others are blank.
std::vector<HeaderCell> header_cells(const SheetSample& sheet, std::size_t at, const SampleRow* tags,
                                     const std::vector<std::string>& groups) {
  const auto& row = sheet.rows[at];
  const bool tag_row_alone = tags == &row;
  const SampleRow* above =
      at > 0 && sheet.rows[at - 1].number + 1 == row.number ? &sheet.rows[at - 1] : nullptr;
  std::vector<HeaderCell> result(sheet.columns);
  std::string heading;
  for (std::size_t i = 0; i < sheet.columns; ++i) {
    auto& cell = result[i];
    if (tags != nullptr) cell.hashtag = tags->cells[i];
    cell.raw = row.cells[i];
    if (tag_row_alone) continue;
    cell.plain = geo::normalise_name(cell.raw);
    cell.question = question_of(cell.raw, groups);
    if (above == nullptr) continue;
    if (!above->cells[i].empty()) heading = above->cells[i];
    cell.heading = geo::normalise_name(heading);
    cell.combined = cell.raw.empty() ? geo::normalise_name(above->cells[i])
                                     : geo::normalise_name(heading + " " + cell.raw);
  }
  for (auto& cell : result)
    cell.is_repeated = !cell.plain.empty() && std::ranges::any_of(result, [&](const auto& other) {
      return other.plain == cell.plain && other.heading != cell.heading;
    });
  return result;
}

std::vector<MappedColumn> map_columns(const Profile& profile, const std::vector<HeaderCell>& cells,
                                      const SheetSample& sheet) {
  return Matcher(profile, cells, sheet).run();
}

}  // namespace sojourn::ingest
