/// Is this row to be counted? Checks of one row against itself and the profile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/finding_log.hpp"
#include "ingest/record.hpp"
#include "ingest/row_reader.hpp"
#include "ingest/rules.hpp"
#include "ingest/source_table.hpp"

namespace sojourn::ingest {

struct Rejection {
  RuleRef rule;
  std::string reason;
  const SourceColumn* column = nullptr;  ///< of the cell at fault; null: the whole row
  std::int64_t individuals = 0;          ///< that the row claims

  bool is_total() const { return rule->id == "row.total"; }  ///< its people are other rows' people
};

/// Why the row does not count, if it does not: a total, cells shifted by a column, a count that is negative,
/// absurd or no number. Faults that leave the row usable (a breakdown that does not add up, a bad date) go to
/// `log` and are taken out of the record.
std::optional<Rejection> check_row(const SourceTable& table, const std::vector<std::string_view>& cells,
                                   Record& record, FindingLog& log);

/// Whether the row has neither an id nor coordinates: what a total of others looks like.
bool names_no_place(const Record& record);

/// Whether the text says nothing but that this is a total: `Total`, `Grand Total`, `Sub-total`, `المجموع`,
/// `Всього`, `Toplam`, `Ensemble`, `Overall`.
bool is_total_label(std::string_view text);
/// Whether it may be the total of something or a place's name: `ADAMAWA Total`, `Total Filling Station`.
bool names_a_total(std::string_view text);

}  // namespace sojourn::ingest
