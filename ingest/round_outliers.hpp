/// Is a figure likely, seen from the rest of its round?
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/finding_log.hpp"
#include "ingest/source_table.hpp"
#include "model/round_content.hpp"

namespace sojourn::ingest {

/// Household sizes and people far from those of the other locations. `first_rows` as for compare_rounds.
void note_outliers(const SourceTable& table, const model::RoundContent& content,
                   const std::vector<std::int64_t>& first_rows, FindingLog& log);
/// Locations with more people of known origin than people.
void check_origin_sums(const model::RoundContent& content, const std::vector<std::int64_t>& first_rows,
                       FindingLog& log);

}  // namespace sojourn::ingest
