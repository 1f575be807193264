#include "ingest/finding_log.hpp"

#include <fmt/format.h>

namespace sojourn::ingest {

void FindingLog::add(std::string_view rule, model::Severity severity, Place place, std::string message,
                     std::string_view advice) {
  auto count = counts_.find(rule);
  if (count == counts_.end()) count = counts_.emplace(std::string(rule), 0).first;
  if (++count->second > kept_per_rule) return;
  findings_.push_back({std::string(rule), severity, sheet_, place.row, std::string(place.column),
                       std::move(message), std::string(advice)});
}

void FindingLog::add_once(std::string_view rule, std::string_view key, model::Severity severity, Place place,
                          const std::string& message, std::string_view advice) {
  if (seen_.insert(fmt::format("{}\n{}", rule, key)).second) add(rule, severity, place, message, advice);
}

std::int64_t FindingLog::count(std::string_view rule) const {
  const auto found = counts_.find(rule);
  return found == counts_.end() ? 0 : found->second;
}

std::vector<model::Finding> FindingLog::take() {
  for (const auto& [rule, count] : counts_)
    if (count > kept_per_rule)
      findings_.push_back(
          {rule, model::Severity::info, sheet_, 0, "",
           fmt::format("{} more findings of this rule are not listed.", count - kept_per_rule), ""});
  counts_.clear();
  seen_.clear();
  return std::exchange(findings_, {});
}

}  // namespace sojourn::ingest
