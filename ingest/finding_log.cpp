#include "ingest/finding_log.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace sojourn::ingest {

std::string cell_name(std::int64_t row, std::size_t column) {
  std::string letters;
  for (auto rest = column + 1; rest > 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return fmt::format("{}{}", letters, row);
}

model::Finding make_finding(RuleRef rule, std::string sheet, FindingPlace place, std::string found) {
  model::Finding finding{std::string(rule->id),
                         rule->severity,
                         std::move(sheet),
                         place.row,
                         {},
                         std::move(found),
                         std::string(rule->fix),
                         {}};
  if (place.column == nullptr) return finding;
  finding.column = place.column->header;
  if (place.row > 0) finding.cell = cell_name(place.row, place.column->position);
  return finding;
}

void FindingLog::add(RuleRef rule, FindingPlace place, std::string found) {
  if (++counts_[rule->id] > kept_per_rule) return;
  const auto& sheet = sheets_.at(sheet_of_place(place.row));
  place.row = row_of_place(place.row);
  findings_.push_back(make_finding(rule, sheet, place, std::move(found)));
}

void FindingLog::add_once(RuleRef rule, std::string_view key, FindingPlace place, const std::string& found) {
  const auto hash =
      XXH3_64bits_withSeed(key.data(), key.size(), XXH3_64bits(rule->id.data(), rule->id.size()));
  const bool kept = count(rule->id) < kept_per_rule;
  if (kept ? seen_.insert(hash).second : !seen_.contains(hash)) add(rule, place, found);
}

std::int64_t FindingLog::count(std::string_view rule) const {
  const auto found = counts_.find(rule);
  return found == counts_.end() ? 0 : found->second;
}

void FindingLog::take_over(FindingLog& other) {
  auto unlisted = std::exchange(other.counts_, {});
  for (auto& finding : std::exchange(other.findings_, {})) {
    const auto counted = unlisted.find(finding.rule);
    --counted->second;
    if (++counts_[counted->first] <= kept_per_rule) findings_.push_back(std::move(finding));
  }
  for (const auto& [rule, count] : unlisted)
    if (count > 0) counts_[rule] += count;
  seen_.merge(other.seen_);
  other.clear();
}

void FindingLog::clear() {
  findings_.clear();
  counts_.clear();
  seen_.clear();
}

std::vector<model::Finding> FindingLog::take() {
  for (const auto& [rule, count] : counts_)
    if (count > kept_per_rule)
      findings_.push_back(
          {std::string(rule),
           model::Severity::info,
           sheets_.front(),
           0,
           {},
           fmt::format("{} more findings of this rule are not listed.", count - kept_per_rule),
           {},
           {}});
  counts_.clear();
  seen_.clear();
  return std::exchange(findings_, {});
}

}  // namespace sojourn::ingest
