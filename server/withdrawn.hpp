/// Withdrawals taken out of what is in memory, before the database knows of them.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "model/edition.hpp"
#include "sql/edition_loader.hpp"
#include "sql/publisher.hpp"

namespace sojourn::server {

bool selects(const sql::RoundSelection& selection, const model::RoundKey& key);

/// The edition without the rounds selected. Rounds whose change figures refer to one of these lose the
/// figures, since the withdrawn total could be computed from them. The same edition if nothing is selected.
std::shared_ptr<const model::Edition> without_withdrawn(const std::shared_ptr<const model::Edition>& edition,
                                                        const std::vector<sql::RoundSelection>& withdrawn);

/// What was loaded, without the rounds whose ids are not in `listed`, and without figures that refer to
/// these. The same if all of them are.
std::shared_ptr<const sql::LoadedEdition> without_unlisted(
    const std::shared_ptr<const sql::LoadedEdition>& loaded, const std::set<std::int64_t>& listed);

}  // namespace sojourn::server
