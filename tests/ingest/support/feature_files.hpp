/// GeoPackages and shapefiles made by tests, through GDAL.
#pragma once

#include <cpl_error.h>
#include <fmt/format.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "ingest/support/small_import.hpp"

namespace sojourn::test {

/// A point with a name and a count.
struct TestPlace {
  std::string name;
  int people = 0;
  double x = 0;
  double y = 0;
};

/// For what write_features writes, and for KML's names.
inline std::string features_profile() {
  std::string text = "title = \"Features\"\ncountry = \"XXX\"\nsource = \"Test\"\n" + baseline_keys +
                     "[recognise]\nrequired = [\"idps_individuals\"]\n[operation]\ncode = \"XXX\"\n";
  for (const auto& [field, header] : {std::pair{"name", "\"Place\", \"Name\""},
                                      {"idps_individuals", "\"IDPs\""},
                                      {"longitude", "\"longitude\""},
                                      {"latitude", "\"latitude\""}})
    text += fmt::format("[[column]]\nfield = \"{}\"\nheaders = [{}]\n", field, header);
  return text;
}

/// Writes the places as layer `sites` with the attributes Place and IDPs, in the coordinate system of that
/// code.
inline std::filesystem::path write_features(const std::filesystem::path& path, const char* driver, int epsg,
                                            const std::vector<TestPlace>& places) {
  GDALAllRegister();
  auto* dataset = GDALCreate(GDALGetDriverByName(driver), path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
  if (dataset == nullptr) throw std::runtime_error("cannot write " + path.string());
  auto* system = OSRNewSpatialReference(nullptr);
  OSRImportFromEPSG(system, epsg);
  OSRSetAxisMappingStrategy(system, OAMS_TRADITIONAL_GIS_ORDER);
  auto* layer = GDALDatasetCreateLayer(dataset, "sites", system, wkbPoint, nullptr);
  for (const auto& [name, type] : {std::pair{"Place", OFTString}, {"IDPs", OFTInteger}}) {
    auto* field = OGR_Fld_Create(name, type);
    if (OGR_L_CreateField(layer, field, 0) != OGRERR_NONE)
      throw std::runtime_error("cannot write a field of " + path.string());
    OGR_Fld_Destroy(field);
  }
  for (const auto& place : places) {
    auto* feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGR_F_SetFieldString(feature, 0, place.name.c_str());
    OGR_F_SetFieldInteger(feature, 1, place.people);
    auto* point = OGR_G_CreateGeometry(wkbPoint);
    OGR_G_SetPoint_2D(point, 0, place.x, place.y);
    if (OGR_F_SetGeometryDirectly(feature, point) != OGRERR_NONE ||
        OGR_L_CreateFeature(layer, feature) != OGRERR_NONE)
      throw std::runtime_error("cannot write a feature of " + path.string());
    OGR_F_Destroy(feature);
  }
  OSRDestroySpatialReference(system);
  GDALClose(dataset);
  return path;
}

/// GDAL's triggers complain of geometries that are none, and store them all the same.
enum class Complaints { none, expected };

/// Runs statements on a GeoPackage, which is an SQLite database. Throws where one fails: what is meant to be
/// odd must be odd.
inline void alter(const std::filesystem::path& package, const std::vector<std::string>& statements,
                  Complaints complaints = Complaints::none) {
  CPLPushErrorHandler(CPLQuietErrorHandler);
  auto* dataset = GDALOpenEx(package.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr);
  if (dataset == nullptr) throw std::runtime_error("cannot open " + package.string());
  for (const auto& statement : statements) {
    CPLErrorReset();
    GDALDatasetReleaseResultSet(dataset, GDALDatasetExecuteSQL(dataset, statement.c_str(), nullptr, nullptr));
    if (complaints == Complaints::none && CPLGetLastErrorType() >= CE_Failure)
      throw std::runtime_error(statement + ": " + CPLGetLastErrorMsg());
  }
  GDALClose(dataset);
  CPLPopErrorHandler();
}

}  // namespace sojourn::test
