#include "ingest/recognition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <regex>
#include <tuple>

#include "geo/gazetteer.hpp"
#include "ingest/dates.hpp"
#include "ingest/error.hpp"
#include "ingest/titled_round.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::size_t header_search_rows = 40;
constexpr double passing_share = 0.9;

/// One attempt to read a sheet with a profile.
struct Match {
  Recognition recognition;
  std::vector<std::string> missing;  ///< required fields without a column
  bool preferred_sheet = false;
  std::size_t rows = 0;

  bool joined = false;

  // A form is joined with its repeats only if these add something.
  auto rank() const { return std::tuple(missing.empty(), nearness(), !joined, preferred_sheet, rows); }

  // Below zero more is missing than there is: the file is of another kind.
  std::ptrdiff_t nearness() const { return std::ssize(recognition.columns) - std::ssize(missing); }
};

std::vector<std::string> missing_fields(const Profile& profile, const std::vector<MappedColumn>& mapped) {
  std::vector<std::string> missing;
  for (const auto& alternatives : profile.required) {
    const bool there = std::ranges::any_of(mapped, [&](const auto& column) {
      return std::ranges::find(alternatives, profile.column[column.profile_column].field) !=
             alternatives.end();
    });
    if (!there) missing.push_back(fmt::format("{}", fmt::join(alternatives, " or ")));
  }
  return missing;
}

void note_unmapped(const std::vector<HeaderCell>& cells, Recognition& recognition) {
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!cells[i].raw.empty() &&
        std::ranges::none_of(recognition.columns, [&](const auto& column) { return column.position == i; }))
      recognition.unmapped.push_back(one_line(cells[i].raw));
}

// Letters, then a digit, and no blank: `NG002001`.
bool looks_like_code(std::string_view cell) {
  const auto digit = cell.find_first_of("0123456789");
  return digit != std::string_view::npos && digit > 0 && cell.find(' ') == std::string_view::npos;
}

// Letters, which beyond ASCII are bytes above it: `101` may be a code as well.
bool looks_like_name(std::string_view cell) {
  return !looks_like_code(cell) && std::ranges::any_of(cell, [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte >= 0x80 || std::isalpha(byte) != 0;
  });
}

/// Of a column's cells below the two header rows; a half where there are none.
double share_of(bool (*wanted)(std::string_view), const SheetSample& sheet, std::size_t at,
                std::size_t position) {
  std::size_t filled = 0;
  std::size_t found = 0;
  for (std::size_t row = at + 2; row < sheet.rows.size(); ++row) {
    const auto& cell = sheet.rows[row].cells[position];
    if (cell.empty()) continue;
    ++filled;
    if (wanted(cell)) ++found;
  }
  return filled == 0 ? 0.5 : static_cast<double>(found) / static_cast<double>(filled);
}

// Published tables are tagged by hand, and the tags of an area's code and of its name are exchanged at times.
void exchange_swapped_tags(const SheetSample& sheet, std::size_t at, Recognition& recognition) {
  const auto column_of = [&](const std::string& field) {
    return std::ranges::find_if(recognition.columns, [&](const MappedColumn& column) {
      return recognition.profile->column[column.profile_column].field == field;
    });
  };
  for (const std::string_view prefix : {"", "origin_"})
    for (const char level : {'1', '2', '3', '4'}) {
      const auto code = column_of(fmt::format("{}admin{}_code", prefix, level));
      const auto name = column_of(fmt::format("{}admin{}_name", prefix, level));
      if (code == recognition.columns.end() || name == recognition.columns.end()) continue;
      if (share_of(looks_like_name, sheet, at, code->position) < passing_share ||
          share_of(looks_like_code, sheet, at, name->position) < passing_share)
        continue;
      std::swap(code->profile_column, name->profile_column);
      recognition.swapped.emplace_back(code->header, name->header);
    }
}

std::optional<Match> match_header(const Profile& profile, const SheetSample& sheet, std::size_t at) {
  const bool alone = is_hashtag_row(sheet.rows[at]);
  const bool tagged = !alone && at + 1 < sheet.rows.size() && is_hashtag_row(sheet.rows[at + 1]);
  const SampleRow* tags = alone ? &sheet.rows[at] : tagged ? &sheet.rows[at + 1] : nullptr;
  const auto cells = header_cells(sheet, at, tags, profile.groups);
  Match match;
  match.recognition.profile = &profile;
  match.recognition.columns = map_columns(profile, cells, sheet);
  if (match.recognition.columns.empty()) return std::nullopt;
  match.recognition.last_header_row = tags != nullptr ? tags->number : sheet.rows[at].number;
  match.missing = missing_fields(profile, match.recognition.columns);
  if (tags != nullptr) exchange_swapped_tags(sheet, at, match.recognition);
  note_unmapped(cells, match.recognition);
  return match;
}

bool lies_in_range(const ProfileColumn& column, double value) {
  return !column.range || (column.range->first <= value && value <= column.range->second);
}

bool passes(const ProfileColumn& column, const Profile& profile, const std::string& cell) {
  switch (column.check) {
    case CellCheck::none:
      return true;
    case CellCheck::count: {
      const auto value = parse_count(cell);
      return value && lies_in_range(column, static_cast<double>(*value));
    }
    case CellCheck::decimal: {
      const auto value = parse_decimal(cell);
      return value && lies_in_range(column, *value);
    }
    case CellCheck::text:
      return !parse_decimal(cell) && !parse_date(cell) && !parse_answer(cell);
    case CellCheck::date:
      return parse_date(cell).has_value();
    case CellCheck::answer:
      return parse_answer(cell).has_value();
    case CellCheck::code: {
      const auto* codes = profile.code_list(column.codes);
      return codes != nullptr && !codes->find(cell).empty();
    }
  }
  return false;
}

// Without headers a column is what its cells look like. Blank ones say nothing.
bool looks_right(const ProfileColumn& column, const Profile& profile, const SheetSample& sheet) {
  if (column.position > static_cast<int>(sheet.columns)) return false;
  const MissingValues missing(profile.missing);
  std::size_t filled = 0;
  std::size_t passed = 0;
  for (const auto& row : sheet.rows) {
    const auto& cell = row.cells[static_cast<std::size_t>(column.position) - 1];
    if (missing.contains(cell)) continue;
    ++filled;
    if (passes(column, profile, cell)) ++passed;
  }
  return static_cast<double>(passed) >= passing_share * static_cast<double>(filled);
}

// Without the blank ones at the end, which spreadsheets like to add.
std::size_t used_columns(const SheetSample& sheet) {
  std::size_t used = 0;
  for (const auto& row : sheet.rows)
    for (auto i = row.cells.size(); i-- > used;)
      if (!row.cells[i].empty()) used = i + 1;
  return used;
}

std::optional<Match> match_positions(const Profile& profile, const SheetSample& sheet) {
  if (sheet.rows.empty()) return std::nullopt;
  Match match;
  match.recognition.profile = &profile;
  const auto wanted = static_cast<std::size_t>(profile.columns);
  if (wanted != 0 && sheet.columns != wanted && used_columns(sheet) != wanted)
    match.missing.push_back(
        fmt::format("a header row, or {} columns (there are {})", wanted, used_columns(sheet)));
  for (std::size_t c = 0; c < profile.column.size(); ++c) {
    const auto& column = profile.column[c];
    if (column.position == 0) continue;
    if (!looks_right(column, profile, sheet))
      match.missing.push_back(fmt::format("{} in column {}", column.field, column.position));
    else
      match.recognition.columns.push_back(
          {c, static_cast<std::size_t>(column.position) - 1, fmt::format("column {}", column.position), {}});
  }
  if (match.recognition.columns.empty()) return std::nullopt;
  if (match.missing.empty()) match.missing = missing_fields(profile, match.recognition.columns);
  std::ranges::sort(match.recognition.columns, {}, &MappedColumn::position);
  return match;
}

bool better(const std::optional<Match>& candidate, const std::optional<Match>& best) {
  return candidate && (!best || candidate->rank() > best->rank());
}

std::optional<Match> match_sheet(const Profile& profile, const SheetSample& sheet, std::size_t index) {
  std::optional<Match> best;
  const auto try_one = [&](std::optional<Match> candidate) {
    if (!candidate) return;
    candidate->rows = sheet.rows.size();
    candidate->recognition.sheet = index;
    candidate->joined = sheet.joined;
    const auto name = geo::normalise_name(sheet.name);
    candidate->preferred_sheet =
        std::ranges::any_of(profile.sheets, [&](const auto& pattern) { return fits_pattern(name, pattern); });
    if (better(candidate, best)) best = std::move(candidate);
  };
  if (profile.header != HeaderRule::none)
    for (std::size_t at = 0; at < std::min(sheet.rows.size(), header_search_rows); ++at)
      try_one(match_header(profile, sheet, at));
  if (profile.header != HeaderRule::required && (!best || !best->missing.empty()))
    try_one(match_positions(profile, sheet));
  return best;
}

bool same_columns(const Recognition& one, const Recognition& other) {
  return std::ranges::equal(one.columns, other.columns, [](const MappedColumn& a, const MappedColumn& b) {
    return std::tie(a.profile_column, a.position, a.header, a.value) ==
           std::tie(b.profile_column, b.position, b.header, b.value);
  });
}

std::optional<Match> match_profile(const Profile& profile, std::span<const SheetSample> sheets,
                                   const std::string& wanted) {
  std::optional<Match> best;
  std::vector<Recognition> complete;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    if (!wanted.empty() && sheets[i].name != wanted) continue;
    auto match = match_sheet(profile, sheets[i], i);
    if (match && match->missing.empty() && !sheets[i].joined) complete.push_back(match->recognition);
    if (better(match, best)) best = std::move(match);
  }
  if (!best) return best;
  auto& chosen = best->recognition;
  // Of datasets every row is whole by itself: two sheets are two lists.
  const bool in_parts = profile.collection == model::Collection::locations;
  for (const auto& other : complete) {
    if (sheets[other.sheet].name == sheets[chosen.sheet].name) continue;
    if (in_parts && !best->joined && same_columns(chosen, other))
      chosen.others.push_back({other.sheet, other.last_header_row});
    else
      chosen.other_sheets.push_back(sheets[other.sheet].name);
  }
  return best;
}

void require_sheet(std::span<const SheetSample> sheets, const std::string& file, const std::string& wanted) {
  if (wanted.empty() || std::ranges::find(sheets, wanted, &SheetSample::name) != sheets.end()) return;
  std::vector<std::string> names;
  for (const auto& sheet : sheets)
    if (!sheet.joined) names.push_back(fmt::format("`{}`", sheet.name));
  throw ImportRefused(fmt::format("{} has no sheet `{}`; it has {}", file, wanted, fmt::join(names, ", ")));
}

[[noreturn]] void refuse(const std::optional<Match>& nearest, std::span<const SheetSample> sheets,
                         const std::string& file, bool named) {
  if (!nearest || (!named && nearest->nearness() < 0)) {
    throw ImportRefused(
        fmt::format("{} fits no profile: {} of its columns {} known. `sojourn profile` drafts one to correct "
                    "(docs/profiles.md); name it with --profile.",
                    file, nearest ? "too few" : "none", nearest ? "are" : "is"));
  }
  const auto& found = nearest->recognition;
  const auto& sheet = sheets[found.sheet].name;
  throw ImportRefused(fmt::format(
      "{}{} fits no profile. Nearest is `{}`, of which {} columns were recognised; missing: {}. "
      "If the columns are there under other names, add the names to a copy of the profile "
      "(docs/profiles.md) and name it with --profile; for a file of another kind `sojourn profile` "
      "drafts one.",
      file, sheet.empty() ? "" : fmt::format(" (sheet `{}`)", sheet), found.profile->name,
      found.columns.size(), fmt::join(nearest->missing, "; ")));
}

/// By kind of place, the surest first.
std::array<std::vector<std::string>, 4> texts_outside(const Recognition& recognised,
                                                      std::span<const SheetSample> sheets) {
  constexpr std::size_t longest = 2000;  // std::regex recurses with the text's length
  std::array<std::vector<std::string>, 4> kinds;
  std::map<std::string_view, std::int64_t> headers = {
      {sheets[recognised.sheet].name, recognised.last_header_row}};
  for (const auto& other : recognised.others)
    headers.emplace(sheets[other.sheet].name, other.last_header_row);
  for (const auto& sheet : sheets) {
    if (sheet.joined) continue;
    const auto header = headers.find(sheet.name);
    const bool own = header != headers.end();
    if (!sheet.name.empty()) kinds[own ? 0 : 2].push_back(sheet.name);
    for (const auto& row : sheet.rows) {
      if (own && row.number >= header->second) break;
      for (const auto& cell : row.cells)
        if (!cell.empty()) kinds[own ? 1 : 3].push_back(cell.substr(0, longest));
    }
  }
  return kinds;
}

std::regex text_pattern(const std::string& pattern) {
  return std::regex(pattern, std::regex::ECMAScript | std::regex::icase);
}

/// The first groups of all matches, each once.
std::vector<std::string> matches(const std::regex& expression, std::span<const std::string> texts) {
  constexpr std::size_t most = 50;
  std::vector<std::string> found;
  for (const auto& text : texts)
    for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match)
      if (const auto group = (*match)[1].str(); std::ranges::find(found, group) == found.end()) {
        found.push_back(group);
        if (found.size() == most) return found;
      }
  return found;
}

/// Lists of returnees are laid out as lists of displaced people are; only their titles tell them apart.
void refuse_returnees_as_displaced(const Recognition& found, std::span<const SheetSample> sheets,
                                   const std::string& file) {
  const auto reads = [&](std::string_view group) {
    return std::ranges::any_of(found.columns, [&](const auto& column) {
      return found.profile->column[column.profile_column].field.starts_with(group);
    });
  };
  if (!reads("idps_") || reads("returnees_")) return;
  const auto kinds = texts_outside(found, sheets);
  std::string said;
  for (const auto* texts : {&kinds[0], &kinds[1]})
    for (const auto& text : *texts) {
      const auto title = geo::normalise_name(text);
      if (title.find("idp") != std::string::npos || title.find("displaced") != std::string::npos) return;
      if (said.empty() && title.find("returnee") != std::string::npos) said = text;
    }
  if (said.empty()) return;
  throw ImportRefused(
      fmt::format("{} is about returnees, as its title says (`{}`), and profile `{}` reads its people as "
                  "displaced. Name a "
                  "profile of returnees with --profile; `sojourn profile` drafts one.",
                  file, one_line(said), found.profile->name));
}

}  // namespace

std::vector<SheetSample> take_samples(const SourceSheets& source, std::size_t most_rows,
                                      std::size_t most_cells) {
  std::vector<SheetSample> samples;
  for (std::size_t i = 0; i < source.sheets().size(); ++i) {
    const auto& info = source.sheets()[i];
    auto& sample = samples.emplace_back(SheetSample{info.name, info.columns, {}, info.form_columns != 0, {}});
    try {
      source.read(i, [&](std::int64_t number, std::span<const std::string_view> cells) {
        sample.rows.push_back({number, {cells.begin(), cells.end()}});
        return sample.rows.size() < most_rows && sample.rows.size() * info.columns < most_cells;
      });
    } catch (const SheetUnreadable& error) {
      sample.rows.clear();
      sample.damage = error.what();
    }
  }
  if (!samples.empty() && std::ranges::none_of(samples, &std::string::empty, &SheetSample::damage))
    throw ImportRefused(samples.front().damage);
  return samples;
}

Recognition recognise(std::span<const Profile> profiles, std::span<const SheetSample> sheets,
                      const std::string& file, const std::string& wanted) {
  require_sheet(sheets, file, wanted);
  std::optional<Match> nearest;
  for (const bool generic : {false, true}) {
    std::optional<Match> best;
    for (const auto& profile : profiles) {
      if (profile.generic != generic) continue;
      auto match = match_profile(profile, sheets, wanted);
      if (better(match, best)) best = std::move(match);
    }
    if (best && best->missing.empty()) {
      refuse_returnees_as_displaced(best->recognition, sheets, file);
      return best->recognition;
    }
    if (better(best, nearest)) nearest = std::move(best);
  }
  // One profile alone is the one that --profile names.
  refuse(nearest, sheets, file, profiles.size() == 1);
}

std::vector<std::string> methods_in_titles(const Recognition& recognised,
                                           std::span<const SheetSample> sheets) {
  const auto kinds = texts_outside(recognised, sheets);
  std::vector<std::string> methods;
  for (const auto& texts : {kinds[0], kinds[1]})
    for (const auto& text : texts)
      if (const std::string method(method_named_in(text));
          !method.empty() && std::ranges::find(methods, method) == methods.end())
        methods.push_back(method);
  return methods;
}

std::vector<std::string> find_texts(const TextPatterns& patterns, const Recognition& recognised,
                                    std::span<const SheetSample> sheets) {
  const auto kinds = texts_outside(recognised, sheets);
  for (const auto& pattern : patterns) {
    const auto expression = text_pattern(pattern);
    for (const auto& texts : kinds)
      if (auto found = matches(expression, texts); !found.empty()) return found;
  }
  return {};
}

std::vector<std::string> find_texts(const TextPatterns& patterns, std::span<const std::string> texts) {
  for (const auto& pattern : patterns)
    if (auto found = matches(text_pattern(pattern), texts); !found.empty()) return found;
  return {};
}

}  // namespace sojourn::ingest
