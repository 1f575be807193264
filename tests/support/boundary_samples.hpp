/// Two made-up districts, and ways to write them in other formats and into a zip.
#pragma once

#include <cpl_vsi.h>
#include <gdal_utils.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ingest/boundary_layer.hpp"
#include "support/catch.hpp"

namespace sojourn::test {

/// Two districts side by side, in the third generation of attribute names.
inline const std::string two_districts = R"({"type": "FeatureCollection", "features": [
  {"type": "Feature", "properties": {"ADM2_EN": "West", "ADM2_AR": "غرب", "ADM2_PCODE": "XS0101", "ADM2_REF": "Vest",
    "ADM1_EN": "State", "ADM1_PCODE": "XS01", "ADM0_EN": "Sojournia", "ADM0_PCODE": "XS", "validOn": "2020-02-03",
    "phone": "secret"},
   "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},
  {"type": "Feature", "properties": {"ADM2_EN": "East", "ADM2_AR": null, "ADM2_PCODE": "XS0102", "ADM2_REF": "East",
    "ADM1_EN": "State", "ADM1_PCODE": "XS01", "ADM0_EN": "Sojournia", "ADM0_PCODE": "XS", "validOn": "2020-02-03",
    "phone": "secret"},
   "geometry": {"type": "MultiPolygon", "coordinates": [[[[1,0],[2,0],[2,1],[1,1],[1,0]]]]}}]})";

inline void check_two_districts(const std::vector<ingest::BoundaryLayer>& layers) {
  REQUIRE(layers.size() == 1);
  CHECK(layers[0].level == 2);
  REQUIRE(layers[0].features.size() == 2);
  const auto& west = layers[0].features[0];
  CHECK(west.pcode == "XS0101");
  CHECK(west.name == "West");
  CHECK(west.name_local == "غرب");
  CHECK(west.other_names == std::vector<std::string>{"Vest"});
  CHECK(west.ancestors[1].pcode == "XS01");
  CHECK(west.ancestors[0].name == "Sojournia");
  CHECK(west.valid_on == model::Date::make(2020, 2, 3));
  CHECK(geo::bounds(west.geometry) == geo::Box{0, 0, 1, 1});
  const auto& east = layers[0].features[1];
  CHECK(east.name_local.empty());
  CHECK(east.other_names.empty());
  CHECK(geo::bounds(east.geometry) == geo::Box{1, 0, 2, 1});
}

/// Another format of the same features, made by GDAL itself.
inline void translate(const std::filesystem::path& from, const std::filesystem::path& to,
                      std::vector<std::string> arguments) {
  std::vector<char*> raw;
  for (auto& argument : arguments) raw.push_back(argument.data());
  raw.push_back(nullptr);
  GDALVectorTranslateOptions* options = GDALVectorTranslateOptionsNew(raw.data(), nullptr);
  GDALDatasetH source = GDALOpenEx(from.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr);
  REQUIRE(source != nullptr);
  GDALDatasetH target = GDALVectorTranslate(to.c_str(), nullptr, 1, &source, options, nullptr);
  REQUIRE(target != nullptr);
  GDALClose(target);
  GDALClose(source);
  GDALVectorTranslateOptionsFree(options);
}

inline void zip(const std::filesystem::path& folder, const std::filesystem::path& zip_file) {
  const std::string prefix = "/vsizip/" + zip_file.string();
  // One handle on the archive stays open while its members are written.
  VSILFILE* archive = VSIFOpenL(prefix.c_str(), "wb");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content(std::istreambuf_iterator<char>(in), {});
    VSILFILE* out = VSIFOpenL((prefix + "/" + entry.path().filename().string()).c_str(), "wb");
    REQUIRE(out != nullptr);
    VSIFWriteL(content.data(), 1, content.size(), out);
    VSIFCloseL(out);
  }
  VSIFCloseL(archive);
}

}  // namespace sojourn::test
