/// A selection as a file of a format that GDAL writes.
#pragma once

#include <cstdint>
#include <filesystem>

#include "export/selection.hpp"

namespace sojourn::exports {

enum class GdalFormat : std::uint8_t { flatgeobuf, geopackage };

struct GdalResult {
  std::uint64_t written = 0;
  std::uint64_t left_out = 0;  ///< features without geometry, which a FlatGeobuf cannot hold
};

/// One layer, named as the collection, in EPSG:4326 with a spatial index: `id`, the properties, and
/// `synthetic` only where an operation is made up. Nulls stay null. Source, licence, rounds and disclaimer
/// stand in a GeoPackage's description and metadata, and in a FlatGeobuf's description where GDAL can write
/// one (3.9 and later). Throws OutputError.
GdalResult write_gdal_file(const std::filesystem::path& path, GdalFormat format, const Selection& selection,
                           const Progress& progress);

}  // namespace sojourn::exports
