#include "ingest/cells_from_above.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ingest/finding_log.hpp"
#include "ingest/row_checks.hpp"

namespace sojourn::ingest {
namespace {

bool is_area(std::string_view field) {
  return field.starts_with("admin") && (field.ends_with("_name") || field.ends_with("_code"));
}

// `admin2` of `admin2_name`.
std::string_view level_of(std::string_view field) {
  return field.substr(0, field.find('_'));
}

std::string listed(const std::vector<std::string>& headers) {
  return fmt::format("`{}`", fmt::join(headers, "`, `"));
}

}  // namespace

CellsFromAbove::CellsFromAbove(const Recognition& found, const SourceSheets& source)
    : found_(found), sheet_(source.sheets()[found.sheet].name), columns_(found.columns.size()) {
  const auto merged = source.merged(found.sheet);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto& spec = found.profile->column[found.columns[i].profile_column];
    auto& column = columns_[i];
    column.fills_down = spec.fill_down;
    any_fills_down_ = any_fills_down_ || spec.fill_down;
    if (is_count_field(found.profile->collection, spec.field) || is_count_field(spec.field)) continue;
    for (const auto& cells : merged)
      if (cells.column == found.columns[i].position && cells.first_row > found.last_header_row)
        column.merged.push_back(cells);
    std::ranges::sort(column.merged, {}, &MergedCells::first_row);
    any_merged_ = any_merged_ || !column.merged.empty();
  }
}

bool CellsFromAbove::fill(std::int64_t row, std::span<std::string_view> cells) {
  bool filled = false;
  for (std::size_t i = 0; any_merged_ && i < cells.size(); ++i)
    filled = fill_merged(row, columns_[i], cells[i]) || filled;
  return any_fills_down_ ? fill_down(cells) || filled : filled;
}

bool CellsFromAbove::fill_merged(std::int64_t row, Column& column, std::string_view& cell) {
  while (column.next < column.merged.size() && column.merged[column.next].last_row < row) ++column.next;
  if (column.next == column.merged.size()) return false;
  const auto& merged = column.merged[column.next];
  if (row == merged.first_row) {
    column.merged_text = cell;
    column.merged_row = row;
  }
  if (!cell.empty() || row <= merged.first_row || column.merged_row != merged.first_row) return false;
  cell = column.merged_text;
  return true;
}

bool CellsFromAbove::fill_down(std::span<std::string_view> cells) {
  bool filled = false;
  bool ended = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto& column = columns_[i];
    if (!column.fills_down) continue;
    if (!cells[i].empty()) {
      if (cells[i] == column.above) continue;
      ended = true;
      const bool total = is_total_label(cells[i]) || names_a_total(cells[i]);
      column.above = total ? std::string() : std::string(cells[i]);
    } else if (ended) {
      column.above.clear();
    } else if (!column.above.empty() && names_a_place(cells, i)) {
      cells[i] = column.above;
      filled = true;
    }
  }
  return filled;
}

// What was filled down to the left of it says nothing of this row.
bool CellsFromAbove::names_a_place(std::span<const std::string_view> cells, std::size_t besides) const {
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (i != besides && !cells[i].empty() && (i > besides || !columns_[i].fills_down) &&
        says_where(found_.profile->column[found_.columns[i].profile_column].field))
      return true;
  return false;
}

// Filled in the first row of each block, every time with another text, and blank in most rows, although these
// name a place.
bool CellsFromAbove::is_blank_in_blocks(std::size_t column, const SheetSample& sample) const {
  const auto field = [&](std::size_t i) -> std::string_view {
    return found_.profile->column[found_.columns[i].profile_column].field;
  };
  if (!is_area(field(column)) || columns_[column].fills_down || !columns_[column].merged.empty())
    return false;
  std::set<std::string_view> filled;
  std::size_t blank = 0;
  std::vector<std::string_view> cells(found_.columns.size());
  for (const auto& row : sample.rows) {
    if (row.number <= found_.last_header_row) continue;
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = row.cells[found_.columns[i].position];
    bool level_known = false;
    for (std::size_t i = 0; i < cells.size(); ++i)
      level_known = level_known ||
                    (is_area(field(i)) && level_of(field(i)) == level_of(field(column)) && !cells[i].empty());
    if (!cells[column].empty() && !is_total_label(cells[column])) {
      if (!filled.insert(cells[column]).second) return false;
    } else if (!level_known && names_a_place(cells, column)) {
      if (filled.empty()) return false;
      ++blank;
    }
  }
  return blank >= 2 && blank >= filled.size();
}

std::vector<model::Finding> CellsFromAbove::findings(const SheetSample& sample) const {
  std::vector<std::string> merged;
  std::vector<std::string> filled;
  std::vector<std::string> blank;
  std::size_t ranges = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto& header = found_.columns[i].header;
    ranges += columns_[i].merged.size();
    if (!columns_[i].merged.empty()) merged.push_back(header);
    if (columns_[i].fills_down) filled.push_back(header);
    if (is_blank_in_blocks(i, sample)) blank.push_back(header);
  }
  std::vector<model::Finding> findings;
  if (!merged.empty())
    findings.push_back(
        make_finding("cells.merged", sheet_, {},
                     fmt::format("{} cells of {} are merged over several rows.", ranges, listed(merged))));
  if (!filled.empty())
    findings.push_back(make_finding(
        "cells.filled_down", sheet_, {},
        fmt::format("Where {} is blank, the text above was read, as the profile says.", listed(filled))));
  for (const auto& header : blank)
    findings.push_back(make_finding(
        "place.blank_below", sheet_, {},
        fmt::format("`{}` is filled in the first row of each block and blank in the rows below.", header)));
  return findings;
}

}  // namespace sojourn::ingest
