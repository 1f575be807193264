/// What was noticed about a stored round, to be shown again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/round_draft.hpp"
#include "sql/database.hpp"

namespace sojourn::sql {

/// Never published: what is found may repeat what a cell holds. Servers have no right to read it.
struct StoredFindings {
  std::vector<model::Finding> findings;  ///< in the order of the import
  std::vector<model::RejectedRow> rejected;
};

class FindingStore {
 public:
  explicit FindingStore(Database database) : database_(std::move(database)) {}

  /// Of one revision of a round; empty if nothing was noticed, or if there is no such round.
  StoredFindings find(const std::string& operation, std::int64_t round_id) const;

 private:
  Database database_;
};

}  // namespace sojourn::sql
