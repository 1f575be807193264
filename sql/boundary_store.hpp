/// Boundary sets in the database: one per country and vintage, side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/boundary_set.hpp"
#include "model/date.hpp"
#include "sql/database.hpp"

namespace sojourn::sql {

struct BoundaryVintage {
  std::string country;
  std::string version;  ///< YYYY-MM-DD
  std::int64_t areas = 0;
  std::int64_t rounds = 0;  ///< that were placed on it
  std::string source;
};

/// `populated`: the areas stayed, and how many people live in them is said anew.
enum class BoundaryResult { stored, unchanged, replaced, populated };

class BoundaryStore {
 public:
  explicit BoundaryStore(Database database) : database_(std::move(database)) {}

  /// One transaction. The same vintage with the same content changes nothing; with other content it is
  /// replaced if `replace` and no round was placed on it. Else, where only populations differ, those that
  /// `set` states are taken; where more does, Refusal. What changed makes an edition of every operation that
  /// shows rounds of the country, so that servers load it. Imports of the country's operations are waited
  /// for; meanwhile `waiting` (may be empty) is called several times a second, and what it throws ends that.
  BoundaryResult save(const geo::BoundarySet& set, const std::string& source, bool replace = false,
                      const std::function<void()>& waiting = {}) const;

  /// In order of country and version; all countries if none is named.
  std::vector<BoundaryVintage> vintages(const std::string& country = "") const;
  /// The version for a round at `date`: the latest valid then, else the earliest; nothing if there is none.
  std::optional<std::string> version_for(const std::string& country, model::Date date) const;
  /// Null if there is no such vintage.
  std::shared_ptr<const geo::BoundarySet> load(const std::string& country, const std::string& version) const;

 private:
  Database database_;
};

}  // namespace sojourn::sql
