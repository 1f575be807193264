/// GDAL's C handles, freed when they go out of scope.
#pragma once

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <memory>

namespace sojourn::ingest {

struct CloseDataset {
  void operator()(void* dataset) const { GDALClose(dataset); }
};
struct DestroyFeature {
  void operator()(void* feature) const { OGR_F_Destroy(feature); }
};
struct DestroyGeometry {
  void operator()(void* geometry) const { OGR_G_DestroyGeometry(geometry); }
};
struct DestroyReference {
  void operator()(void* reference) const { OSRDestroySpatialReference(reference); }
};
struct DestroyTransformation {
  void operator()(void* transformation) const { OCTDestroyCoordinateTransformation(transformation); }
};

using Dataset = std::unique_ptr<void, CloseDataset>;
using Feature = std::unique_ptr<void, DestroyFeature>;
using Geometry = std::unique_ptr<void, DestroyGeometry>;
using Reference = std::unique_ptr<void, DestroyReference>;
using Transformation = std::unique_ptr<void, DestroyTransformation>;

/// From the layer's coordinates to longitude and latitude on WGS 84; null if they are that already, or the
/// layer says nothing. Throws IngestError with GDAL's reason where there is no way.
Transformation to_wgs84(OGRLayerH layer);

}  // namespace sojourn::ingest
