/// What rows of all collections are checked for alike.
#pragma once

#include <cstdint>
#include <optional>

#include "ingest/finding_log.hpp"
#include "ingest/record.hpp"
#include "ingest/row_checks.hpp"
#include "ingest/source_table.hpp"

namespace sojourn::ingest {

/// Why a row does not count whose count is in this cell; nothing if the cell's fault is of another kind. What
/// stands there is not repeated: it may be anybody's name.
std::optional<Rejection> reject_bad_count(const SourceTable& table, const BadCell& bad);

/// Of a row that counts: a value that the profile's list of codes lacks, told once for each. It is not
/// repeated: where cells have shifted it may be anybody's name or telephone number.
void note_unlisted_value(const SourceTable& table, const BadCell& bad, std::int64_t row, FindingLog& log);

}  // namespace sojourn::ingest
