/// One open GDAL layer to a BoundaryLayer.
#pragma once

#include <optional>
#include <string>

#include "ingest/boundary_layer.hpp"

namespace sojourn::ingest {

/// `layer` is an OGRLayerH (a plain pointer, so that GDAL's headers stay out of ours). Nothing for layers of
/// points or lines. Throws BoundaryError.
std::optional<BoundaryLayer> read_boundary_layer(void* layer, const std::string& file);

}  // namespace sojourn::ingest
