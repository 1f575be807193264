/// Withdrawals taken out of what is in memory, before the database knows of them.
#pragma once

#include <memory>
#include <vector>

#include "model/edition.hpp"
#include "sql/publisher.hpp"

namespace sojourn::server {

bool selects(const sql::RoundSelection& selection, const model::RoundKey& key);

/// The edition without the rounds selected. Rounds whose change figures refer to one of these lose the
/// figures, since the withdrawn total could be computed from them. The same edition if nothing is selected.
std::shared_ptr<const model::Edition> without_withdrawn(const std::shared_ptr<const model::Edition>& edition,
                                                        const std::vector<sql::RoundSelection>& withdrawn);

}  // namespace sojourn::server
