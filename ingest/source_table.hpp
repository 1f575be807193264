/// The mapped columns of a source file, as they came out of the sandbox.
#pragma once

#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/profile.hpp"
#include "ingest/wire.hpp"
#include "model/large_pages.hpp"
#include "model/round_draft.hpp"
#include "model/row_bytes.hpp"

namespace sojourn::ingest {

struct SourceColumn {
  const ProfileColumn* spec = nullptr;
  std::string header;        ///< as in the file
  std::size_t position = 0;  ///< among the sheet's columns, from 0: neighbours matter for shifted cells
  std::string value;         ///< the category that its counts or answers are about; empty: none

  /// One of several answers to a question, in a column of its own: a cell that is not blank means yes.
  bool is_choice() const { return spec->choices && !value.empty(); }
};

/// Where a row stands: its sheet, and its number there. As one number, which orders rows as the file does and
/// is the row's own number on the first sheet.
inline constexpr int sheet_row_bits = 40;
inline std::int64_t place_on_sheet(std::size_t sheet, std::int64_t row) {
  return (static_cast<std::int64_t>(sheet) << sheet_row_bits) | row;
}
inline std::size_t sheet_of_place(std::int64_t place) {
  return static_cast<std::size_t>(place >> sheet_row_bits);
}
inline std::int64_t row_of_place(std::int64_t place) {
  return place & ((std::int64_t{1} << sheet_row_bits) - 1);
}

/// Rows lie one after another as bytes (see model::RowBytes), and four bytes of memory say where each begins.
class SourceTable {
 public:
  std::shared_ptr<const Profile> profile;
  std::string sheet;                ///< the one that was recognised
  std::vector<std::string> sheets;  ///< all that were read, that one first
  std::vector<SourceColumn> columns;
  std::vector<model::Finding> findings;
  /// What the profile's patterns found outside the table; several contradict each other.
  std::vector<std::string> number_texts;
  std::vector<std::string> period_texts;
  std::vector<std::string> methods_said;  ///< by the sheet's name and titles

  /// The first column of that field; null if there is none.
  const SourceColumn* column_of(std::string_view field) const {
    for (const auto& column : columns)
      if (column.spec->field == field) return &column;
    return nullptr;
  }
  std::size_t rows() const { return starts_.size(); }
  /// See place_on_sheet.
  std::int64_t number(std::size_t row) const { return static_cast<std::int64_t>(at(row).number()); }
  /// Equal for rows equal in every cell, mapped or not.
  std::uint64_t fingerprint(std::size_t row) const {
    auto reader = at(row);
    reader.number();
    return reader.number();
  }
  /// Equal for rows equal in every mapped cell.
  std::uint64_t mapped_fingerprint(std::size_t row) const {
    auto reader = at(row);
    reader.number();
    reader.number();
    const auto start = reader.position();
    for (std::size_t i = 0; i < columns.size(); ++i) reader.text();
    return XXH3_64bits(bytes_.view().data() + starts_[row] + start, reader.position() - start);
  }
  /// Fills `cells` (as long as columns); they stay valid as long as the table.
  void cells(std::size_t row, std::span<std::string_view> cells) const {
    auto reader = at(row);
    reader.number();
    reader.number();
    for (auto& cell : cells) cell = reader.text();
  }

  /// `line 5`, and of which sheet where several were read.
  std::string line(std::int64_t place) const {
    const auto line = "line " + std::to_string(row_of_place(place));
    return sheets.size() > 1 ? line + " of `" + sheets[sheet_of_place(place)] + "`" : line;
  }
  /// As a rejected row has it.
  model::RejectedRow rejected(std::int64_t place, std::string_view rule, const std::string& reason,
                              std::int64_t people) const {
    return {sheets.empty() ? sheet : sheets[sheet_of_place(place)], row_of_place(place), std::string(rule),
            reason, people};
  }

  std::int64_t place_of(const model::RejectedRow& row) const {
    const auto found = std::ranges::find(sheets, row.sheet);
    return place_on_sheet(found == sheets.end() ? 0 : static_cast<std::size_t>(found - sheets.begin()),
                          row.row);
  }

  /// Looked at so far and not needed for now: the memory may go to others.
  void let_go() const { bytes_.let_go(); }

  /// Takes the child's answer, and where in it each row begins.
  void take_rows(model::RowBytes bytes, model::LargeVector<std::uint32_t> starts) {
    bytes_ = std::move(bytes);
    starts_ = std::move(starts);
  }

 private:
  WireReader at(std::size_t row) const { return WireReader(bytes_.view().substr(starts_[row])); }

  model::RowBytes bytes_;
  model::LargeVector<std::uint32_t> starts_;
};

}  // namespace sojourn::ingest
