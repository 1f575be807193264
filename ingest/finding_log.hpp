/// Collects findings so that a file with one fault in every row gives a report one can read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ingest/rules.hpp"
#include "ingest/source_table.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

/// Where in the file: a row (of several sheets, see place_on_sheet), and perhaps one of its columns.
struct FindingPlace {
  std::int64_t row = 0;
  const SourceColumn* column = nullptr;
};

/// `C14`, as spreadsheets name the cell of a row (from 1) and a column (from 0).
std::string cell_name(std::int64_t row, std::size_t column);

class FindingLog {
 public:
  /// So many findings of one rule are kept one by one; of the others only their number.
  static constexpr std::int64_t kept_per_rule = 500;

  explicit FindingLog(std::string sheet = {}) : sheets_({std::move(sheet)}) {}
  /// Of the table that its places are in.
  explicit FindingLog(const SourceTable& table)
      : sheets_(table.sheets.empty() ? std::vector{table.sheet} : table.sheets) {}

  /// Severity and what to do are the rule's; `found` says what is wrong here, in a sentence.
  void add(RuleRef rule, FindingPlace place, std::string found);
  /// Only the first time for each `key` of the rule: for faults of a value that many rows share. Past the
  /// findings that are kept no key is remembered, and each counts.
  void add_once(RuleRef rule, std::string_view key, FindingPlace place, const std::string& found);
  std::int64_t count(std::string_view rule) const;
  /// What the other one holds, as if it had been added here now. The other is empty then.
  void take_over(FindingLog& other);
  /// Forgets all.
  void clear();

  /// In the order they were found, with one that tells how many were not kept for each rule.
  std::vector<model::Finding> take();

 private:
  std::vector<std::string> sheets_;  ///< at least one
  std::vector<model::Finding> findings_;
  std::map<std::string_view, std::int64_t> counts_;
  std::unordered_set<std::uint64_t> seen_;  ///< hashes of rules and keys, which may be as long as a cell
};

/// A finding outside any log.
model::Finding make_finding(RuleRef rule, std::string sheet, FindingPlace place, std::string found);

}  // namespace sojourn::ingest
