/// What GDAL does not tell of an XLSX: which cells hold numbers, and which are merged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

class WorkbookCells {
 public:
  /// `path` as GDAL knows the workbook. Its list of sheets is read, no sheet yet.
  explicit WorkbookCells(const std::string& path);

  /// Whether that cell holds a number that looks like thousands (`50.625`) and no text. The first question
  /// about a sheet reads it.
  bool is_certain_number(std::size_t sheet, std::int64_t row, std::size_t column) const;
  /// Cells merged over several rows, read anew each time.
  std::vector<MergedCells> merged(std::size_t sheet) const;

 private:
  struct Sheet {
    std::string path;
    std::optional<std::unordered_set<std::uint64_t>> numbers;  ///< rows and columns of those; read when asked
  };

  mutable std::vector<Sheet> sheets_;
};

}  // namespace sojourn::ingest
