#include "ingest/source_sheets.hpp"

#include <fmt/format.h>

#include "ingest/error.hpp"

namespace sojourn::ingest {

void RowLimit::count() {
  ++rows_;
  if (rows_ > most_rows_ || rows_ * columns_ > max_cells)
    throw ImportRefused(
        fmt::format("the table has more than {} rows of {} columns; split it by round", rows_ - 1, columns_));
}

}  // namespace sojourn::ingest
