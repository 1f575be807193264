/// How far a position is from an area, for messages and thresholds: good to a percent within a country.
#pragma once

#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

namespace sojourn::geo {

/// Kilometres from the position to the nearest border of the geometry, on a sphere laid flat around the
/// position; infinite for an empty geometry. A position inside has a distance too: to the border. Linear in
/// vertices.
double kilometres_to_border(LonLat position, const MultiPolygon& geometry);

}  // namespace sojourn::geo
