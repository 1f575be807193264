#include "server/import_run.hpp"

#include <fmt/format.h>

#include "sql/boundary_store.hpp"
#include "sql/error.hpp"

namespace sojourn::server {
namespace {

std::string describe(const model::RoundKey& key) {
  return fmt::format("{} {} round {}", key.operation, model::to_string(key.method), key.number);
}

}  // namespace

std::shared_ptr<const geo::BoundarySet> StoredBoundaries::find(const std::string& country, model::Date date) {
  const sql::BoundaryStore store(get_database_());
  const auto version = store.version_for(country, date);
  if (!version) return nullptr;
  auto& set = sets_[{country, *version}];
  if (!set) set = store.load(country, *version);
  return set;
}

void store_rounds(const sql::Database& database, const std::vector<model::RoundDraft>& drafts,
                  const sql::StoreOptions& options, const std::function<void(const StoredRound&)>& tell,
                  sql::RoundLoading* loading) {
  const sql::RoundStore store(database);
  for (const auto& draft : drafts) {
    StoredRound round{draft.content.round.key, std::nullopt, {}};
    try {
      round.result = store.store(draft, options, loading);
    } catch (const sql::Refusal& refusal) {
      round.refusal = refusal.what();
    }
    tell(round);
  }
}

std::string describe(const StoredRound& stored) {
  const auto key = describe(stored.key);
  if (!stored.result) return fmt::format("{}: refused. {}", key, stored.refusal);
  const auto& result = *stored.result;
  const auto edition = result.edition ? fmt::format(", edition {}", *result.edition) : "";
  switch (result.outcome) {
    case sql::StoreOutcome::unchanged:
      return fmt::format("{}: unchanged, the same content is stored already ({}{})", key,
                         model::to_string(result.status), edition);
    case sql::StoreOutcome::reclassified:
      return fmt::format("{}: the same content is stored already; its sensitivity was changed ({}{})", key,
                         model::to_string(result.status), edition);
    default:
      return fmt::format("{}: stored as revision {} ({}{})", key, result.revision,
                         model::to_string(result.status), edition);
  }
}

std::vector<std::string> not_publishable(const std::vector<model::RoundDraft>& drafts) {
  std::vector<std::string> reasons;
  for (const auto& draft : drafts) {
    const auto& round = draft.content.round;
    if (round.sensitivity == model::Sensitivity::low) continue;
    reasons.push_back(
        fmt::format("{} has sensitivity {}; only what is cleared as low can be published. Give --sensitivity "
                    "low if it is cleared, or leave --publish out.",
                    describe(round.key), model::to_string(round.sensitivity)));
  }
  return reasons;
}

}  // namespace sojourn::server
