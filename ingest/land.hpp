/// Where the sea is, roughly: for positions that lie in no area at all.
#pragma once

#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

namespace sojourn::ingest {

/// The world's land at 1:110 million (Natural Earth, public domain), coasts good to some 30 km; empty in a
/// program that was built without it. Made once.
const geo::MultiPolygon& world_land();

/// Surely in the sea: further from any land than coasts are drawn wrongly. False if the land is not known.
bool is_at_sea(geo::LonLat position);

}  // namespace sojourn::ingest
