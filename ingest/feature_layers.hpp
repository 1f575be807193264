/// Files of features as tables: a column per attribute, and the position.
#pragma once

#include <memory>
#include <string>

#include "ingest/source_kind.hpp"
#include "ingest/source_sheets.hpp"

namespace sojourn::ingest {

/// Of GeoJSON, GeoPackage, KML and shapefile; each layer is a sheet. The first two columns are `longitude`
/// and `latitude` on WGS 84: of a point its own, of a line or an area a point on it, of nothing else. Throws
/// ImportRefused for what is damaged.
std::unique_ptr<SourceSheets> open_feature_layers(SourceBytes source, const std::string& name);

}  // namespace sojourn::ingest
