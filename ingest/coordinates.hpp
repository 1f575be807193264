/// Latitude and longitude in one cell.
#pragma once

#include <optional>
#include <string_view>

namespace sojourn::ingest {

struct ReportedPosition {
  double latitude = 0;
  double longitude = 0;
};

/// One of the two: a number, or degrees with minutes and seconds as `9°15'30" N`, `N 9 15.5`, `9º 15′ S`.
/// West (also `O`, as in French, Spanish and Portuguese) and south are below zero.
std::optional<double> parse_degrees(std::string_view text);

/// `9.25, 13.5`, `9.25 13.5`, `9,25; 13,5`, and as survey forms write it, with altitude and accuracy behind:
/// `9.25 13.5 0 0`; also `9°15' N, 13°30' E`. Latitude first. Nothing where that cannot be told from other
/// numbers.
std::optional<ReportedPosition> parse_coordinates(std::string_view text);

}  // namespace sojourn::ingest
