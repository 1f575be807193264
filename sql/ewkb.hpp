/// PostGIS's extended well-known binary, in hexadecimal as its geometry type reads
/// and writes it (PostGIS manual, "OGC Well-Known Binary"; doc/ZMSgeoms.txt for the SRID flag).
#pragma once

#include <string>
#include <string_view>

#include "geo/geometry.hpp"

namespace sojourn::sql {

/// A MultiPolygon in EPSG:4326.
void append_ewkb(std::string& out, const geo::MultiPolygon& geometry);
/// Throws Error unless it is a two-dimensional MultiPolygon.
geo::MultiPolygon parse_ewkb(std::string_view hexadecimal);

}  // namespace sojourn::sql
