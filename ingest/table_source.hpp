/// Sheets of text cells from a file of unknown kind; runs in the sandbox's child.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/child.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

struct SheetInfo {
  std::string name;  ///< empty for text files
  std::size_t columns = 0;
};

/// Gets a row's number as a spreadsheet shows it (from 1) and its cells, trimmed; says whether to go on.
using RowVisitor = std::function<bool(std::int64_t row, std::span<const std::string_view> cells)>;

/// Tells the kind of a file by its content, never by its name, and opens it with that one driver of GDAL:
/// CSV, XLSX, XLS or ODS, all cells as text, no row taken for a header. Rows without any text are left out.
class TableSource {
 public:
  /// `name` is the file's, for messages; `inner` names a file inside a zip (empty: the only table in it).
  /// Throws ImportRefused for what is no table, is damaged, or unpacks to too much.
  static TableSource open(const ChildFile& file, const std::string& name, const std::string& inner);
  ~TableSource();
  TableSource(TableSource&&) noexcept;

  const std::vector<SheetInfo>& sheets() const;
  void read(std::size_t sheet, const RowVisitor& visit) const;
  /// What was noticed about the file's form (encoding).
  const std::vector<model::Finding>& findings() const;

 private:
  struct State;
  explicit TableSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sojourn::ingest
