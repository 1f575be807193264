/// What a file's titles, sheet names and other sheets say of its round.
#pragma once

#include <span>

#include "ingest/profile_draft.hpp"

namespace sojourn::ingest {

/// Sets round, period and method of the draft, as far as texts outside its table say them.
void read_titles(std::span<const SheetSample> sheets, const SheetSample& chosen, ProfileDraft& draft);

}  // namespace sojourn::ingest
