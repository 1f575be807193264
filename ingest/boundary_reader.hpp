/// Reads boundary files through GDAL: shapefile, GeoJSON, TopoJSON and GeoPackage, also inside a zip.
#pragma once

#include <filesystem>
#include <vector>

#include "ingest/boundary_layer.hpp"

namespace sojourn::ingest {

/// All layers of areas in a file. The format is known by content, each with the one GDAL driver for it;
/// coordinates are brought to EPSG:4326. `path` may lead into a zip (`set.zip/adm1.shp`); a zip itself
/// gives all boundary files in it. A shapefile's companions (.dbf, .prj …) give nothing, so that a
/// whole folder may be named. Made for files nobody vouches for: call it in the sandboxed child.
/// Throws BoundaryError, for a layer without recognisable level or P-code naming the columns found.
std::vector<BoundaryLayer> boundary_layers_from_file(const std::filesystem::path& path);

}  // namespace sojourn::ingest
