/// One value for all rows of a column that is being built.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/column.hpp"

namespace sojourn::model {

/// Leaves the column null for an empty text.
inline void fill_column(ColumnBuilder& column, std::size_t rows, std::string_view value) {
  if (value.empty()) return;
  const auto code = column.intern(value);
  for (std::size_t row = 0; row < rows; ++row) column.set_code(row, code);
}

inline void fill_column(ColumnBuilder& column, std::size_t rows, std::int64_t value) {
  for (std::size_t row = 0; row < rows; ++row) column.set(row, value);
}

}  // namespace sojourn::model
