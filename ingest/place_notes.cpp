#include "ingest/place_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sojourn::ingest {
namespace {

std::string describe(const ReportedPlace& place, int level) {
  const auto at = static_cast<std::size_t>(level);
  if (place.codes[at].empty()) return fmt::format("`{}`", place.names[at]);
  if (place.names[at].empty()) return fmt::format("`{}`", place.codes[at]);
  return fmt::format("`{}` (`{}`)", place.names[at], place.codes[at]);
}

}  // namespace

// The cell at fault: the name's, else the code's.
const SourceColumn* PlaceNotes::place_column(const ReportedPlace& place, int level) const {
  const bool named = !place.names[static_cast<std::size_t>(level)].empty();
  const auto* column = table_.column_of(fmt::format("admin{}_{}", level, named ? "name" : "code"));
  return column != nullptr ? column
                           : table_.column_of(fmt::format("admin{}_{}", level, named ? "code" : "name"));
}

std::string PlaceNotes::did_you_mean(const PlacedArea& placed) const {
  std::string names;
  for (const auto area : placed.proposals)
    if (area != geo::no_area)
      names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", boundaries_.area(area).name,
                           boundaries_.area(area).pcode);
  return names.empty() ? names : fmt::format(" Did you mean {}?", names);
}

void PlaceNotes::note_place(const ReportedPlace& place, const PlacedArea& placed, FindingPlace where) {
  const auto at = [&](int level) { return FindingPlace{where.row, place_column(place, level)}; };
  if (placed.unknown_level != 0 && placed.split_level != placed.unknown_level) {
    const auto found = boundaries_.ancestor(
        placed.area, std::min(placed.unknown_level - 1, boundaries_.area(placed.area).level));
    // Where the boundary set has no areas below, nothing could be known.
    if (found != geo::no_area && !boundaries_.children(found).empty())
      log_.add("place.unknown", at(placed.unknown_level),
               fmt::format("{} is no area of level {} in {}; the row counts for {}.{}",
                           describe(place, placed.unknown_level), placed.unknown_level,
                           boundaries_.area(found).name, boundaries_.area(placed.area).name,
                           did_you_mean(placed)));
  }
  for (int level = 1; level < geo::level_count; ++level)
    if (placed.similar_levels.test(static_cast<std::size_t>(level)))
      note_similar(place, placed, level, at(level), "");
  if (placed.disagreement != 0)
    log_.add("place.code_and_name", at(placed.disagreement),
             fmt::format("Code and name lead to different areas: {}. The row was put in {}.",
                         describe(place, placed.disagreement), boundaries_.area(placed.area).name));
  note_codes(place, placed, where);
}

// Once for each code: what is wrong with it is wrong in every row that has it.
void PlaceNotes::note_codes(const ReportedPlace& place, const PlacedArea& placed, FindingPlace where) {
  if (placed.wrong_parent == 0 && placed.wrong_length == 0 && placed.superseded_level == 0 &&
      placed.split_level == 0)
    return;
  const auto note = [&](RuleRef rule, int level, const std::string& found) {
    if (level == 0) return;
    const auto code = place.codes[static_cast<std::size_t>(level)];
    log_.add_once(rule, fmt::format("{} {}", level, code),
                  {where.row, table_.column_of(fmt::format("admin{}_code", level))},
                  fmt::format("`{}` {}", code, found));
  };
  const auto name = boundaries_.area(placed.area).name;
  note("code.wrong_parent", placed.wrong_parent,
       fmt::format("is an area of another level or lies elsewhere than the row says. The row was put in {}.",
                   name));
  note("code.wrong_length", placed.wrong_length,
       fmt::format("is longer or shorter than the boundaries' codes of level {}. The row was put in {}.",
                   placed.wrong_length, name));
  if (placed.superseded_level != 0)
    note("code.superseded", placed.superseded_level,
         fmt::format("is an older code, of {} today.",
                     boundaries_.area(boundaries_.ancestor(placed.area, placed.superseded_level)).pcode));
  note("code.split", placed.split_level,
       fmt::format("stands for several of today's areas; the row counts for {}, which holds them.", name));
}

void PlaceNotes::note_origin(const ReportedPlace& origin, const PlacedArea& placed, FindingPlace where) {
  const int level = placed.unknown_level;
  // Where the boundary set has no such level, nothing could be known.
  if (level != 0 && boundaries_.deepest_level() >= level)
    log_.add_once(
        "origin.unknown", fmt::format("{} {}", placed.area, describe(origin, level)), where,
        fmt::format("{} is no area of level {} that the boundaries know{}.{}", describe(origin, level), level,
                    placed.by == PlacedBy::nothing
                        ? std::string("; it is kept by name")
                        : fmt::format("; people from there count for {}", boundaries_.area(placed.area).name),
                    did_you_mean(placed)));
  for (int similar = 1; similar < geo::level_count; ++similar)
    if (placed.similar_levels.test(static_cast<std::size_t>(similar)))
      note_similar(origin, placed, similar, where, "The origin ");
}

// Once for each name.
void PlaceNotes::note_similar(const ReportedPlace& place, const PlacedArea& placed, int level,
                              FindingPlace where, std::string_view what) {
  const auto area = boundaries_.ancestor(placed.area, level);
  const auto name = place.names[static_cast<std::size_t>(level)];
  log_.add_once("place.similar", fmt::format("{} {}", area, name), where,
                fmt::format("{}`{}` was taken for {} ({}).", what, name, boundaries_.area(area).name,
                            boundaries_.area(area).pcode));
}

void PlaceNotes::note_point(const PlacedPoint& placed, std::uint32_t placed_in, FindingPlace place) {
  const auto& area = boundaries_.area(placed_in).name;
  const auto outside = [&](std::string_view where) {
    const auto distance = placed.kilometres > 0 && std::isfinite(placed.kilometres)
                              ? fmt::format("{:.0f} km ", std::ceil(placed.kilometres))
                              : std::string();
    return fmt::format("The coordinates {} {}outside {}; the point was put in the area.", where, distance,
                       boundaries_.area(0).name);
  };
  switch (placed.note) {
    case PointNote::none:
      return;
    case PointNote::zero:
      return log_.add("coordinates.zero", place,
                      "Latitude and longitude are 0; the point was put in the area.");
    case PointNote::corrected:
      return log_.add("coordinates.swapped", place,
                      fmt::format("Latitude and longitude are swapped: the other way round they lie in {}, "
                                  "and so they were taken.",
                                  area));
    case PointNote::swapped:
      return log_.add("coordinates.swapped", place,
                      fmt::format("Latitude and longitude seem to be swapped, and do not lie in {} either "
                                  "way; the point was put in the area.",
                                  area));
    case PointNote::abroad:
      return log_.add("coordinates.abroad", place, outside("lie"));
    case PointNote::sea:
      return log_.add("coordinates.sea", place, outside("lie in the sea,"));
    case PointNote::far:
      return log_.add(
          "coordinates.far", place,
          fmt::format("The coordinates lie in {}, {:.0f} km from {}, which the row says; the row's area "
                      "counts.",
                      boundaries_.area(placed.covered_by).name, placed.kilometres, area));
    case PointNote::elsewhere:
      return log_.add("coordinates.elsewhere", place,
                      fmt::format("The coordinates lie in {}, the row says {}; the row's area counts.",
                                  boundaries_.area(placed.covered_by).name, area));
  }
}

}  // namespace sojourn::ingest
