/// Rounds on their way into the database: one transaction each, or nothing happens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/progress.hpp"
#include "model/round_draft.hpp"
#include "sql/database.hpp"

namespace sojourn::sql {

class RoundLoading;

struct StoreOptions {
  bool replace = false;  ///< other content becomes a new revision; needs `erratum`
  std::string erratum;   ///< what was corrected, as shown to readers
  /// Set: published in the same transaction, cleared for the public by this person.
  std::optional<std::string> publish_cleared_by;
  /// Asked until the transaction is about to commit; may be empty. If it throws, nothing is stored.
  model::ProgressSink progress = {};
};

enum class StoreOutcome {
  stored,        ///< a new round, or a new revision of one
  unchanged,     ///< the same content was there
  reclassified,  ///< the same content was there, not yet published, with another sensitivity
};

struct StoreResult {
  StoreOutcome outcome = StoreOutcome::stored;
  std::int64_t round_id = 0;
  int revision = 1;
  model::RoundStatus status = model::RoundStatus::validated;  ///< now
  std::optional<std::uint64_t> edition;                       ///< the new edition, if this made one
};

class RoundStore {
 public:
  explicit RoundStore(Database database) : database_(std::move(database)) {}

  /// Stores the draft as `validated`. Creates the operation where it is unknown; one that exists keeps its
  /// name, source, licence and end, and takes those it has not. Throws Refusal when the round is there with
  /// other content and `replace` is not set, when it is public and the draft says it is sensitive, when the
  /// stored rows disagree with the control totals, or when they break the rules of the tables.
  /// `loading` (may be null): who took the draft's rows; needed if they have left, and of no use otherwise.
  StoreResult store(const model::RoundDraft& draft, const StoreOptions& options = {},
                    RoundLoading* loading = nullptr) const;

 private:
  Database database_;
};

}  // namespace sojourn::sql
