/// What columns seem to be by their cells alone, where no header says it: positions, hierarchies of areas,
/// totals of other columns, constants.
#pragma once

#include <cstddef>
#include <vector>

#include "ingest/column_shape.hpp"
#include "ingest/profile_draft.hpp"

namespace sojourn::ingest {

/// A sheet's rows without its header.
struct SheetContents {
  const SheetSample& sheet;
  std::size_t first = 0;  ///< index into the sheet's rows
  std::size_t end = 0;
  const MissingValues& missing;
  const std::vector<ColumnShape>& shapes;
  const Profile& vocabulary;
};

/// Gives meanings to columns that have none and are not about persons. Every one is a guess, and says by
/// what.
void guess_by_contents(const SheetContents& contents, std::vector<DraftColumn>& columns);

/// P-codes of levels that no header names: the parent's stand at the beginning of the child's.
void find_pcodes(const std::vector<ColumnShape>& shapes, const Profile& vocabulary,
                 std::vector<DraftColumn>& columns);

}  // namespace sojourn::ingest
