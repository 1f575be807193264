#include "ingest/gdal_handles.hpp"

#include <cpl_error.h>
#include <fmt/format.h>

#include "ingest/error.hpp"

namespace sojourn::ingest {

Transformation to_wgs84(OGRLayerH layer) {
  OGRSpatialReferenceH own = OGR_L_GetSpatialRef(layer);
  if (own == nullptr) return nullptr;
  const Reference from(OSRClone(own));
  const Reference wgs84(OSRNewSpatialReference(nullptr));
  OSRImportFromEPSG(wgs84.get(), 4326);
  OSRSetAxisMappingStrategy(from.get(), OAMS_TRADITIONAL_GIS_ORDER);
  OSRSetAxisMappingStrategy(wgs84.get(), OAMS_TRADITIONAL_GIS_ORDER);
  if (OSRIsSame(from.get(), wgs84.get()) != 0) return nullptr;
  Transformation transformation(OCTNewCoordinateTransformation(from.get(), wgs84.get()));
  if (!transformation)
    throw IngestError(
        fmt::format("its coordinate system cannot be brought to WGS 84: {}", CPLGetLastErrorMsg()));
  return transformation;
}

}  // namespace sojourn::ingest
