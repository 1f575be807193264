/// The mapped columns of a source file, as they came out of the sandbox.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/profile.hpp"
#include "ingest/row_bytes.hpp"
#include "ingest/wire.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

struct SourceColumn {
  const ProfileColumn* spec = nullptr;
  std::string header;        ///< as in the file
  std::size_t position = 0;  ///< among the sheet's columns, from 0: neighbours matter for shifted cells
  std::string value;         ///< the category that its counts or answers are about; empty: none

  /// One of several answers to a question, in a column of its own: a cell that is not blank means yes.
  bool is_choice() const { return spec->choices && !value.empty(); }
};

/// Rows lie one after another as bytes (see RowBytes), and eight bytes of memory say where each begins.
class SourceTable {
 public:
  std::shared_ptr<const Profile> profile;
  std::string sheet;
  std::vector<SourceColumn> columns;
  std::vector<model::Finding> findings;
  std::string number_text;  ///< what the profile's patterns found outside the table; empty: nothing
  std::string period_text;

  /// The first column of that field; null if there is none.
  const SourceColumn* column_of(std::string_view field) const {
    for (const auto& column : columns)
      if (column.spec->field == field) return &column;
    return nullptr;
  }
  std::size_t rows() const { return starts_.size(); }
  std::int64_t number(std::size_t row) const { return static_cast<std::int64_t>(at(row).number()); }
  /// Equal for rows equal in every cell, mapped or not.
  std::uint64_t fingerprint(std::size_t row) const {
    auto reader = at(row);
    reader.number();
    return reader.number();
  }
  /// Fills `cells` (as long as columns); they stay valid as long as the table.
  void cells(std::size_t row, std::span<std::string_view> cells) const {
    auto reader = at(row);
    reader.number();
    reader.number();
    for (auto& cell : cells) cell = reader.text();
  }

  /// Looked at so far and not needed for now: the memory may go to others.
  void let_go() const { bytes_.let_go(); }

  /// Takes the child's answer, and where in it each row begins.
  void take_rows(RowBytes bytes, std::vector<std::size_t> starts) {
    bytes_ = std::move(bytes);
    starts_ = std::move(starts);
  }

 private:
  WireReader at(std::size_t row) const { return WireReader(bytes_.view().substr(starts_[row])); }

  RowBytes bytes_;
  std::vector<std::size_t> starts_;
};

}  // namespace sojourn::ingest
