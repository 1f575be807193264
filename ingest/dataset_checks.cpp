#include "ingest/dataset_checks.hpp"

#include <fmt/format.h>

namespace sojourn::ingest {

std::optional<Rejection> reject_bad_count(const SourceTable& table, const BadCell& bad) {
  const auto& column = table.columns[bad.column];
  switch (bad.fault) {
    case Fault::negative:
      return Rejection{"count.negative", "A number below zero stands here; people cannot be.", &column};
    case Fault::absurd:
      return Rejection{"count.absurd", "The number is larger than any country's population.", &column};
    case Fault::unreadable:
      return Rejection{"count.not_a_number", "No number stands where one should.", &column};
    case Fault::unknown_code:
      break;
  }
  return std::nullopt;
}

void note_unlisted_value(const SourceTable& table, const BadCell& bad, std::int64_t row, FindingLog& log) {
  const auto& column = table.columns[bad.column];
  log.add_once(
      "code.unknown", fmt::format("{} {}", bad.column, bad.text), {row, &column},
      fmt::format("A value is not in the profile's list `{}`; it was left out.", column.spec->codes));
}

}  // namespace sojourn::ingest
