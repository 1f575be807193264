/// A round on its way into the store, with everything that was noticed about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/round_content.hpp"

namespace sojourn::model {

enum class Severity : std::uint8_t { info, warning, error };
std::string_view to_string(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

/// Something a person should know about the file, with its place in it.
struct Finding {
  std::string rule;  ///< stable id, e.g. "count.negative"
  Severity severity = Severity::warning;
  std::string sheet;      ///< empty for files without sheets
  std::int64_t row = 0;   ///< line or row as a spreadsheet shows it, from 1; 0: the whole file
  std::string column;     ///< header as in the file; empty: the whole row
  std::string message;    ///< what was found; never a value of an unmapped column
  std::string advice;     ///< what to do
  std::string cell = {};  ///< as spreadsheets call it (`C14`), where row and column are known
};

/// A row that does not count, and why.
struct RejectedRow {
  std::string sheet;
  std::int64_t row = 0;
  std::string rule;
  std::string reason;
  std::int64_t individuals = 0;  ///< IDPs the row claims, where that could be read
};

/// A value of a column whose sensitivity is above low: stored, never published.
struct RestrictedValue {
  std::uint32_t location = 0;  ///< row of `content.assessments`
  std::string field;
  std::string value;
};

struct RoundDraft {
  Operation operation;
  RoundContent content;
  std::int64_t rows_gone = 0;  ///< locations that left (see EarlyRows): they are not in `content` any more
  std::vector<RestrictedValue> restricted;
  std::vector<Finding> file_findings;  ///< about the file it came from: the same for each of its rounds
  std::vector<Finding> findings;
  std::vector<RejectedRow> rejected;
};

}  // namespace sojourn::model
