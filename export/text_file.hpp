/// A selection as one GeoJSON or CSV file, by the writers that also answer requests.
#pragma once

#include <filesystem>

#include "export/geometry_text.hpp"
#include "export/selection.hpp"

namespace sojourn::exports {

/// Both return the number of features written, in memory that does not grow with it, and throw OutputError.

/// A FeatureCollection (RFC 7946) with the foreign member `metadata`, see provenance_json.
std::uint64_t write_geojson_file(const std::filesystem::path& path, const Selection& selection,
                                 GeometryTexts& texts, const Progress& progress);

/// See CsvWriter; CSV has no place for metadata.
std::uint64_t write_csv_file(const std::filesystem::path& path, const Selection& selection,
                             const Progress& progress);

}  // namespace sojourn::exports
