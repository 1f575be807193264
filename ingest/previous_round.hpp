/// Where the round before comes from.
#pragma once

#include <functional>
#include <memory>

#include "model/previous_round.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

/// The stored round before that one; null if there is none.
using PreviousRoundOf = std::function<std::shared_ptr<const model::PreviousRound>(const model::RoundKey&)>;

/// A draft as the previous round of the next one in the same file.
std::shared_ptr<const model::PreviousRound> as_previous(const model::RoundDraft& draft);

}  // namespace sojourn::ingest
