/// What every kind of source file becomes: sheets of rows of text cells. Runs in the sandbox's child.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/round_draft.hpp"

namespace sojourn::ingest {

struct SheetInfo {
  std::string name;  ///< empty for files that have one table without a name
  std::size_t columns = 0;
  /// Of a form joined with its repeats: how many columns are the form's, else 0. Rows of one answer have one
  /// row number.
  std::size_t form_columns = 0;
};

/// Cells of one column that show one text together: it stands in the first row's.
struct MergedCells {
  std::int64_t first_row = 0;
  std::int64_t last_row = 0;
  std::size_t column = 0;  ///< from 0
};

/// Gets a row's number and its cells, trimmed; says whether to go on. The number is the one that a
/// spreadsheet shows, from 1; of files of features or records their order from 1, and 0 for the row of their
/// fields' names.
using RowVisitor = std::function<bool(std::int64_t row, std::span<const std::string_view> cells)>;

/// The tables of one opened file. Rows without any text are left out.
class SourceSheets {
 public:
  SourceSheets() = default;
  virtual ~SourceSheets() = default;
  SourceSheets(const SourceSheets&) = delete;
  SourceSheets& operator=(const SourceSheets&) = delete;

  const std::vector<SheetInfo>& sheets() const { return sheets_; }
  virtual void read(std::size_t sheet, const RowVisitor& visit) const = 0;
  /// Of the file, how much the `read` under way has seen, up to 1; 0 where that cannot be told.
  virtual double share_read() const { return 0; }
  /// Cells merged over several rows, where the format has such and says so (XLSX).
  virtual std::vector<MergedCells> merged(std::size_t) const { return {}; }
  /// What was noticed about the file's form.
  const std::vector<model::Finding>& findings() const { return findings_; }

 protected:
  std::vector<SheetInfo> sheets_;
  std::vector<model::Finding> findings_;
};

/// Counts what a reader hands out. Packed formats can claim more rows and columns than any machine holds.
class RowLimit {
 public:
  static constexpr std::size_t max_columns = 16384;           ///< as many as a spreadsheet has
  static constexpr std::int64_t most_text_rows = 20'000'000;  ///< of text, whose bytes are all there

  explicit RowLimit(std::size_t columns, std::int64_t most_rows = most_packed_rows)
      : columns_(static_cast<std::int64_t>(columns)), most_rows_(most_rows) {}
  /// To be called for each row; throws ImportRefused for one too many.
  void count();

 private:
  static constexpr std::int64_t most_packed_rows = 5'000'000;
  static constexpr std::int64_t max_cells = 600'000'000;
  std::int64_t columns_;
  std::int64_t most_rows_;
  std::int64_t rows_ = 0;
};

}  // namespace sojourn::ingest
