#include "ingest/secondary_moves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "ingest/round_fields.hpp"

namespace sojourn::ingest {
namespace {

/// Shares are written in whole percent: three of them may be off by rounding.
constexpr double rounding = 0.02;

bool is_about_somebody(const ReportedMove& move) {
  return move.share.value_or(0) > 0 || move.individuals.value_or(0) > 0 || move.households.value_or(0) > 0;
}

void check_shares(const Record& record, FindingLog& log) {
  double sum = 0;
  for (const auto& move : record.moves)
    if (move.move.kind == model::SecondaryKind::times) sum += move.share.value_or(0);
  if (sum > 0 && std::abs(sum - 1) > rounding)
    log.add("secondary.shares", {record.row},
            fmt::format("People displaced once, twice and more often are {:.0f} % in all.", 100 * sum));
}

}  // namespace

void SecondaryMoves::add(const Record& record, std::uint32_t location, Placer& placer, FindingLog& log) {
  check_shares(record, log);
  for (const auto& reported : record.moves) {
    if (!is_about_somebody(reported)) continue;
    model::SecondaryDisplacement move;
    move.location = location;
    move.kind = reported.move.kind;
    move.rank = reported.move.rank;
    move.or_more = reported.move.or_more;
    move.share = reported.share;
    move.individuals = reported.individuals;
    move.households = reported.households;
    move.period = reported.period;
    // People of a place may be derived from its households; a group is stated as it is.
    if (record.texts[fields().basis] != "derived") move.basis = record.texts[fields().basis];
    place(reported.place, record.row, move, placer, log);
    moves_.push_back(std::move(move));
  }
}

void SecondaryMoves::place(const ReportedPlace& reported, std::int64_t row,
                           model::SecondaryDisplacement& move, Placer& placer, FindingLog& log) const {
  if (reported.empty()) return;
  const auto& placed = placer.area_of(reported);
  const auto deepest = static_cast<std::size_t>(reported.deepest());
  const auto said = reported.names[deepest].empty() ? reported.codes[deepest] : reported.names[deepest];
  if (placed.by == PlacedBy::nothing) {
    move.name = said;
  } else {
    const auto& area = placer.boundaries().area(placed.area);
    move.pcode = area.pcode;
    move.name = area.name;
    move.level = area.level;
  }
  if (placed.unknown_level != 0 && placer.boundaries().deepest_level() >= placed.unknown_level)
    log.add_once(
        "secondary.unknown", said, {row},
        fmt::format("`{}`, where people were displaced to before, is no area that the boundaries know{}.",
                    said, move.pcode.empty() ? std::string() : fmt::format(" in {}", move.name)));
}

namespace {

/// Columns whose headers changed places give fewer people than households in row after row.
void check_columns(const std::vector<model::SecondaryDisplacement>& moves, FindingLog& log) {
  std::map<int, std::pair<int, int>> groups;  // by rank: with both counts, of them with fewer people
  for (const auto& move : moves)
    if (move.kind == model::SecondaryKind::group && move.individuals && move.households) {
      auto& [both, fewer] = groups[move.rank];
      ++both;
      fewer += *move.individuals < *move.households ? 1 : 0;
    }
  for (const auto& [rank, counts] : groups)
    if (2 * counts.second > counts.first)
      log.add("secondary.swapped", {},
              fmt::format("{} of {} groups {} have fewer people than households.", counts.second,
                          counts.first, rank));
}

/// Groups are part of the people of their place: of the location's, or of all in its area.
void check_groups(const std::vector<model::SecondaryDisplacement>& moves, const model::RoundContent& content,
                  const std::vector<std::int64_t>& first_rows, FindingLog& log) {
  if (moves.empty()) return;
  const auto place_of = [&](const model::SecondaryDisplacement& move) {
    return move.of_area ? content.areas[move.location] : move.location;
  };
  const auto& people = content.assessments.column("idps_individuals");
  const bool by_area = moves.front().of_area;
  std::map<std::uint32_t, std::int64_t> present;
  for (std::uint32_t row = 0; row < content.assessments.rows(); ++row)
    present[by_area ? content.areas[row] : row] += people.is_null(row) ? 0 : people.integer(row);
  std::map<std::uint32_t, std::pair<std::int64_t, std::uint32_t>> grouped;  // people, one of the locations
  for (const auto& move : moves)
    if (move.kind == model::SecondaryKind::group) {
      auto& [sum, location] = grouped[place_of(move)];
      sum += move.individuals.value_or(0);
      location = move.location;
    }
  for (const auto& [place, found] : grouped)
    if (found.first > present[place])
      log.add(
          "secondary.people", {first_rows[found.second]},
          fmt::format("Groups that came from a place of displacement are {} people, all displaced here {}.",
                      found.first, present[place]));
}

}  // namespace

std::vector<model::SecondaryDisplacement> SecondaryMoves::take(const model::RoundContent& content,
                                                               BreakdownGrain grain,
                                                               const std::vector<std::int64_t>& first_rows,
                                                               FindingLog& log) {
  const auto& ids = content.assessments.column("location_id");
  for (auto& move : moves_) move.of_area = grain == BreakdownGrain::area;
  std::ranges::sort(moves_, {}, [&](const auto& move) {
    return std::tuple(ids.text(move.location), move.kind, move.rank, move.pcode, move.name, move.period,
                      move.share, move.individuals, move.households);
  });
  check_columns(moves_, log);
  check_groups(moves_, content, first_rows, log);
  return std::move(moves_);
}

}  // namespace sojourn::ingest
