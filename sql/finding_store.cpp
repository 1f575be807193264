#include "sql/finding_store.hpp"

#include "sql/connection.hpp"
#include "sql/error.hpp"

namespace sojourn::sql {

StoredFindings FindingStore::find(const std::string& operation, std::int64_t round_id) const {
  Connection connection(database_, Role::writer);
  StoredFindings stored;
  const auto findings = connection.query("finding_list", {operation, std::to_string(round_id)});
  for (int row = 0; row < findings.count(); ++row) {
    const auto severity = model::parse_severity(findings.text(row, 1));
    if (!severity)
      throw Error("the database has a finding whose severity this Sojourn does not know: update it");
    stored.findings.push_back({findings.string(row, 0), *severity, findings.string(row, 2),
                               findings.integer(row, 3), findings.string(row, 4), findings.string(row, 6),
                               findings.string(row, 7), findings.string(row, 5)});
  }
  const auto rejected = connection.query("rejected_row_list", {operation, std::to_string(round_id)});
  for (int row = 0; row < rejected.count(); ++row)
    stored.rejected.push_back({rejected.string(row, 0), rejected.integer(row, 1), rejected.string(row, 2),
                               rejected.string(row, 3), rejected.integer(row, 4)});
  return stored;
}

}  // namespace sojourn::sql
