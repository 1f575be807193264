/// One file from reading to stored rounds: what `import`, `check` and `demo` do.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ingest/import.hpp"
#include "sql/database.hpp"
#include "sql/round_loading.hpp"
#include "sql/round_store.hpp"

namespace sojourn::server {

/// Boundary sets by country and date, each loaded from the store once.
class StoredBoundaries {
 public:
  /// Called when the first set is asked for: a file that is refused before needs no database.
  using GetDatabase = std::function<const sql::Database&()>;
  explicit StoredBoundaries(GetDatabase get_database) : get_database_(std::move(get_database)) {}

  std::shared_ptr<const geo::BoundarySet> find(const std::string& country, model::Date date);

 private:
  GetDatabase get_database_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const geo::BoundarySet>> sets_;
};

struct StoredRound {
  model::RoundKey key;
  std::optional<sql::StoreResult> result;  ///< nothing: refused
  std::string refusal;
};

/// Each round in a transaction of its own: one that is refused does not hold up the others. `tell` gets each
/// as soon as it is settled. `loading` (may be null): what was loaded of the only one already.
void store_rounds(const sql::Database& database, const std::vector<model::RoundDraft>& drafts,
                  const sql::StoreOptions& options, const std::function<void(const StoredRound&)>& tell,
                  sql::RoundLoading* loading = nullptr);

/// "NGA baseline round 28: stored as revision 1 (published, edition 3)".
std::string describe(const StoredRound& stored);

/// Rounds that may not be published because of their sensitivity; one sentence each.
std::vector<std::string> not_publishable(const std::vector<model::RoundDraft>& drafts);

}  // namespace sojourn::server
