/// The stored round before another, for those who check a new one.
#pragma once

#include <memory>

#include "model/previous_round.hpp"
#include "sql/database.hpp"

namespace sojourn::sql {

/// Of the same operation and method, the highest number below `key.number` that was not withdrawn; null if
/// there is none.
std::shared_ptr<const model::PreviousRound> find_round_before(const Database& database,
                                                              const model::RoundKey& key);

}  // namespace sojourn::sql
