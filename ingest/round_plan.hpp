/// Which rounds a file holds, and which rows belong to each.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "geo/crosswalk.hpp"
#include "ingest/import.hpp"
#include "ingest/previous_round.hpp"
#include "ingest/row_checks.hpp"
#include "ingest/row_runs.hpp"
#include "ingest/source_table.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

/// Rows of the source table that do not count, and why.
struct RefusedRows {
  RowRuns rows;
  Rejection why;
};

/// One round of one operation and method, known by everything but its rows.
struct RoundPlan {
  model::Operation operation;
  model::RoundKey key;
  std::string source_method;
  model::Date period_start = model::Date::from_days(0);
  model::Date period_end = model::Date::from_days(0);
  model::Sensitivity sensitivity = model::Sensitivity::severe;
  std::shared_ptr<const geo::Crosswalk> crosswalk = nullptr;  ///< for codes; may be null
  std::string content_hash;                                   ///< of file and options
  /// Gives the round to compare with, or null. May be empty.
  std::function<std::shared_ptr<const model::PreviousRound>()> previous = {};
  /// Rows of the source table by the admin level they say they are about; -1 where there is no such column.
  std::map<int, RowRuns> rows;
  bool has_several_ends = false;  ///< its rows say different dates as the period's end
  /// Of the operation, and of no round that could be read: where the file holds no other, they are kept with
  /// it.
  std::vector<RefusedRows> refused;
};

struct RoundPlans {
  std::vector<RoundPlan> plans;  ///< ordered by key
  std::vector<model::Finding> findings;
};

/// Reads the columns that say operation, method, round, dates, level and sensitivity, and puts together what
/// they, the file's titles, the profile and the options say. Throws ImportRefused naming everything that
/// nobody says.
RoundPlans plan_rounds(const SourceTable& table, const ImportOptions& options);

/// A draft without rows: what the plan and the profile say about the round.
model::RoundDraft begin_draft(const Profile& profile, const RoundPlan& plan,
                              std::shared_ptr<const geo::BoundarySet> boundaries);

}  // namespace sojourn::ingest
