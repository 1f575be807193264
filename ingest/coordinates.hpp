/// Latitude and longitude in one cell.
#pragma once

#include <optional>
#include <string_view>

namespace sojourn::ingest {

struct ReportedPosition {
  double latitude = 0;
  double longitude = 0;
};

/// `9.25, 13.5`, `9.25 13.5`, `9,25; 13,5`, and as survey forms write it, with altitude and accuracy behind:
/// `9.25 13.5 0 0`. Latitude first. Nothing where that cannot be told from other numbers.
std::optional<ReportedPosition> parse_coordinates(std::string_view text);

}  // namespace sojourn::ingest
