/// Repeats of forms (KoboToolbox, ODK): what was asked several times of one thing stands on a sheet of its
/// own.
#pragma once

#include <memory>

#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

/// Adds, for each sheet with a column `_index` (or `KEY`) to which other sheets point with `_parent_index`
/// (or `PARENT_KEY`), a sheet that joins them: the columns of the form, then those of its repeats; a row for
/// each repeat, and one for each answer without any. Rows of one answer follow each other and carry the row
/// number that it has on the form's sheet. Repeats of which nobody can tell the answer are left out, with a
/// finding. Repeats inside repeats are joined with these, not with the form. Without repeats the source comes
/// back as it was.
std::unique_ptr<SourceSheets> join_repeats(std::unique_ptr<SourceSheets> source);

}  // namespace sojourn::ingest
