/// Collects findings so that a file with one fault in every row gives a report one can read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "model/round_draft.hpp"

namespace sojourn::ingest {

class FindingLog {
 public:
  /// So many findings of one rule are kept one by one; of the others only their number.
  static constexpr std::int64_t kept_per_rule = 500;

  explicit FindingLog(std::string sheet = {}) : sheet_(std::move(sheet)) {}

  struct Place {
    std::int64_t row = 0;
    std::string_view column = {};
  };
  void add(std::string_view rule, model::Severity severity, Place place, std::string message,
           std::string_view advice);
  /// Only the first time for each `key` of the rule: for faults of a value that many rows share.
  void add_once(std::string_view rule, std::string_view key, model::Severity severity, Place place,
                const std::string& message, std::string_view advice);
  std::int64_t count(std::string_view rule) const;

  /// In the order they were found, with one that tells how many were not kept for each rule.
  std::vector<model::Finding> take();

 private:
  std::string sheet_;
  std::vector<model::Finding> findings_;
  std::map<std::string, std::int64_t, std::less<>> counts_;
  std::unordered_set<std::string> seen_;
};

}  // namespace sojourn::ingest
