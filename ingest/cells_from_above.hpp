/// Cells that are blank because the one above speaks for them, too. Runs in the sandbox's child.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/recognition.hpp"
#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

/// Fills two kinds of blank cells, row by row in the order of the sheet:
///  - of cells merged over several rows, in all columns but counts, which are meant once;
///  - of columns with `fill_down`, in rows that name a place besides (others may be totals). A new text in
///  one
///    such column ends what stands above in those to the right of it; a total is never taken down.
class CellsFromAbove {
 public:
  /// Both have to outlive it.
  CellsFromAbove(const Recognition& found, const SourceSheets& source);

  /// Of the row's mapped cells, in the order of the recognition's columns; says whether any was filled.
  bool fill(std::int64_t row, std::span<std::string_view> cells);

  /// What is filled; and the columns of areas that look as if they should be, and are not.
  std::vector<model::Finding> findings(const SheetSample& sample) const;

 private:
  struct Column {
    std::vector<MergedCells> merged;  ///< by row
    std::size_t next = 0;             ///< of those, the first that the rows have not passed
    std::string merged_text;          ///< of the merged cell met last
    std::int64_t merged_row = 0;
    bool fills_down = false;
    std::string above;
  };
  static bool fill_merged(std::int64_t row, Column& column, std::string_view& cell);
  bool fill_down(std::span<std::string_view> cells);
  bool is_blank_in_blocks(std::size_t column, const SheetSample& sample) const;
  bool names_a_place(std::span<const std::string_view> cells, std::size_t besides) const;

  const Recognition& found_;
  std::string sheet_;
  std::vector<Column> columns_;
  bool any_merged_ = false;
  bool any_fills_down_ = false;
};

}  // namespace sojourn::ingest
