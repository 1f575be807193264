// How cells about moves after the first are read: a part of RowReader.
#include <algorithm>

#include "ingest/row_reader.hpp"

namespace sojourn::ingest {

ReportedMove& RowReader::move_of(std::size_t column, Record& record) const {
  const auto& wanted = actions_[column].move;
  const auto found = std::ranges::find(record.moves, wanted, &ReportedMove::move);
  if (found != record.moves.end()) return *found;
  auto& added = record.moves.emplace_back();
  added.move = wanted;
  return added;
}

// A whole form writes shares one way: 0.3 or 30. What most cells say decides, not one that is mistyped; `0`
// and `1` alone would not tell.
bool RowReader::shares_are_percent() {
  if (percent_) return *percent_;
  std::vector<std::string_view> cells(cells_.size());
  std::size_t above = 0;
  std::size_t below = 0;
  for (std::size_t row = 0; row < table_.rows(); ++row) {
    table_.cells(row, cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (table_.columns[i].spec->field != "secondary_share") continue;
      const auto value = parse_decimal(cells[i]);
      above += value && *value > 1 ? 1 : 0;
      below += value && *value > 0 && *value < 1 ? 1 : 0;
    }
  }
  percent_ = above > below;
  return *percent_;
}

void RowReader::apply_secondary_share(std::size_t column, std::string_view cell, Record& record) {
  const bool marked = cell.find('%') != std::string_view::npos;
  auto share = marked ? parse_share(cell) : parse_decimal(cell);
  const bool percent = share && !marked && shares_are_percent();
  const bool misfit = percent && *share > 0 && *share < 1;
  if (percent) *share /= 100;
  if (!share || misfit || *share < 0 || *share > 1) {
    record.bad.push_back({column, cell});
    return;
  }
  move_of(column, record).share = share;
}

void RowReader::apply_secondary_count(std::size_t column, std::string_view cell, Record& record) {
  const auto value = parse_count(cell);
  if (!value || *value < 0 || *value > most_people) {
    record.bad.push_back({column, cell,
                          !value       ? Fault::unreadable
                          : *value < 0 ? Fault::negative
                                       : Fault::absurd});
    return;
  }
  auto& move = move_of(column, record);
  auto& total =
      table_.columns[column].spec->field == "secondary_individuals" ? move.individuals : move.households;
  total = total.value_or(0) + *value;
}

void RowReader::apply_secondary(std::size_t column, std::string_view cell, Record& record) {
  const std::string_view field = table_.columns[column].spec->field;
  if (field == "secondary_share") return apply_secondary_share(column, cell, record);
  if (field == "secondary_individuals" || field == "secondary_households")
    return apply_secondary_count(column, cell, record);
  auto& move = move_of(column, record);
  if (field == "secondary_period") {
    move.period = period_of(cell);
    if (move.period.empty()) record.bad.push_back({column, cell});
    return;
  }
  auto& place = field.ends_with("_code") ? move.place.codes : move.place.names;
  if (place[actions_[column].level].empty()) place[actions_[column].level] = cell;
}

}  // namespace sojourn::ingest
