/// What a draft shows of a column's cells, and what it never shows.
#pragma once

#include "ingest/column_shape.hpp"
#include "ingest/profile_draft.hpp"

namespace sojourn::ingest {

/// Sets `looks`, `samples` and `categories` of the column.
void show_cells(DraftColumn& column, const ColumnShape& shape, const Profile& vocabulary);

}  // namespace sojourn::ingest
