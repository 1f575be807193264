/// Is a figure likely, seen from the rest of its round?
#pragma once

#include <cstdint>
#include <vector>

#include "geo/boundary_set.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/known_locations.hpp"
#include "ingest/source_table.hpp"
#include "model/round_content.hpp"

namespace sojourn::ingest {

/// Household sizes and people far from those of the other locations.
void note_outliers(const SourceTable& table, const geo::BoundarySet& boundaries,
                   const KnownLocations& locations, FindingLog& log);
/// Locations with more people of known origin than people. `first_rows`: per location of the content, a row
/// of the file for findings.
void check_origin_sums(const model::RoundContent& content, const std::vector<std::int64_t>& first_rows,
                       FindingLog& log);

}  // namespace sojourn::ingest
