#include "ingest/feature_layers.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "ingest/error.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/gdal_file.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr int max_layers = 256;
constexpr std::size_t position_columns = 2;

struct Opening {
  const char* path;
  const char* driver;
};

Opening opening_of(SourceKind kind) {
  if (kind == SourceKind::geojson) return {"/vsimem/source.geojson", "GeoJSON"};
  if (kind == SourceKind::geopackage) return {"/vsimem/source.gpkg", "GPKG"};
  if (kind == SourceKind::kml) return {"/vsimem/source.kml", "LIBKML"};
  return {"/vsimem/source.shp", "ESRI Shapefile"};
}

bool is_point(OGRGeometryH geometry) {
  const auto type = wkbFlatten(OGR_G_GetGeometryType(geometry));
  return type == wkbPoint || (type == wkbMultiPoint && OGR_G_GetGeometryCount(geometry) == 1);
}

/// Whether features of the layer may be areas.
bool may_hold_areas(OGRwkbGeometryType type) {
  const auto flat = wkbFlatten(type);
  return flat == wkbUnknown || flat == wkbGeometryCollection || OGR_GT_IsSubClassOf(flat, wkbSurface) != 0 ||
         OGR_GT_IsSubClassOf(flat, wkbMultiSurface) != 0;
}

/// An area as well-known text; empty for what is none.
std::string area_text(OGRGeometryH geometry, void* transformation) {
  if (geometry == nullptr || OGR_G_IsEmpty(geometry) != 0 || OGR_G_GetDimension(geometry) != 2) return {};
  Geometry area(OGR_G_ForceToMultiPolygon(OGR_G_GetLinearGeometry(geometry, 0, nullptr)));
  if (area == nullptr) return {};
  OGR_G_FlattenTo2D(area.get());
  if (transformation != nullptr && OGR_G_Transform(area.get(), transformation) != OGRERR_NONE) return {};
  char* text = nullptr;
  std::string result;
  if (OGR_G_ExportToIsoWkt(area.get(), &text) == OGRERR_NONE && text != nullptr) result = text;
  CPLFree(text);
  return result;
}

/// Null for what has no position.
Geometry point_of(OGRGeometryH geometry) {
  if (geometry == nullptr || OGR_G_IsEmpty(geometry) != 0) return nullptr;
  if (wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbPoint) return Geometry(OGR_G_Clone(geometry));
  if (is_point(geometry)) return Geometry(OGR_G_Clone(OGR_G_GetGeometryRef(geometry, 0)));
  const Geometry straight(OGR_G_GetLinearGeometry(geometry, 0, nullptr));
  return Geometry(straight == nullptr ? nullptr : OGR_G_PointOnSurface(straight.get()));
}

class FeatureLayers : public SourceSheets {
 public:
  FeatureLayers(SourceBytes source, const std::string& name) : source_(std::move(source)) {
    findings_ = std::move(source_.findings);
    const auto [path, driver] = opening_of(source_.kind);
    // A GeoPackage may define virtual tables that read other files.
    CPLSetConfigOption("OGR_SQLITE_STATIC_VIRTUAL_OGR", "NO");
    CPLSetConfigOption("SHAPE_RESTORE_SHX", "YES");
    put_in_memory(path, source_.content);
    for (auto& [ending, content] : source_.companions) put_in_memory("/vsimem/source." + ending, content);
    dataset_ = open_with(path, driver, nullptr, name);
    const bool named = source_.kind == SourceKind::geopackage || source_.kind == SourceKind::kml;
    const int count = GDALDatasetGetLayerCount(dataset_.get());
    if (count == 0) throw ImportRefused(fmt::format("{} has no layer of features", name));
    if (count > max_layers)
      throw ImportRefused(fmt::format("{} has {} layers; at most {} are read", name, count, max_layers));
    for (int i = 0; i < count; ++i) add_layer(GDALDatasetGetLayer(dataset_.get(), i), named);
  }

  void read(std::size_t sheet, const RowVisitor& visit) const override {
    auto* layer = GDALDatasetGetLayer(dataset_.get(), static_cast<int>(sheet));
    const auto& names = names_[sheet];
    std::vector<std::string_view> cells(names.begin(), names.end());
    if (!visit(0, cells)) return;
    RowLimit limit(cells.size());
    std::vector<std::string> texts(cells.size());
    std::int64_t row = 0;
    CPLErrorReset();
    OGR_L_ResetReading(layer);
    while (const Feature feature{OGR_L_GetNextFeature(layer)}) {
      refuse_if_damaged(sheet, row);
      limit.count();
      ++row;
      if (fill(feature.get(), sheet, texts) && !visit(row, cells_of(texts, cells))) return;
      CPLErrorReset();  // a position that cannot be turned into degrees is this row's matter alone
    }
    refuse_if_damaged(sheet, row);
  }

 private:
  /// After the next feature was asked for: a file cut short ends in an error, not in fewer features.
  void refuse_if_damaged(std::size_t sheet, std::int64_t rows_before) const {
    if (CPLGetLastErrorType() < CE_Failure) return;
    const auto& name = sheets_[sheet].name;
    if (rows_before == 0 && source_.kind == SourceKind::geopackage)
      throw SheetUnreadable(
          fmt::format("`{}` cannot be read: {}. If it is a view, save what it shows as a table.", name,
                      last_complaint()));
    throw ImportRefused(fmt::format("feature {}{} is damaged: {}", rows_before + 1,
                                    name.empty() ? "" : fmt::format(" of `{}`", name), last_complaint()));
  }

  void add_layer(OGRLayerH layer, bool named) {
    auto* definition = OGR_L_GetLayerDefn(layer);
    auto& names = names_.emplace_back(std::vector<std::string>{"longitude", "latitude"});
    const bool areas = may_hold_areas(OGR_L_GetGeomType(layer));
    areas_.push_back(areas);
    if (areas) names.emplace_back("geometry");
    const int fields = OGR_FD_GetFieldCount(definition);
    if (static_cast<std::size_t>(fields) > RowLimit::max_columns)
      throw ImportRefused(fmt::format("a layer has {} attributes; no table is that wide", fields));
    for (int i = 0; i < fields; ++i)
      names.emplace_back(trim(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i))));
    sheets_.push_back({named ? OGR_L_GetName(layer) : "", names.size()});
    transformations_.push_back(to_wgs84(layer));
    note_geometry(layer, sheets_.back().name);
  }

  void note_geometry(OGRLayerH layer, const std::string& sheet) {
    const auto type = wkbFlatten(OGR_L_GetGeomType(layer));
    if (type != wkbNone && OGR_L_GetSpatialRef(layer) == nullptr)
      findings_.push_back(make_finding("geometry.no_system", sheet, {},
                                       "The file names no coordinate system; its positions were taken for "
                                       "longitude and latitude on WGS 84."));
    if (OGR_GT_IsSubClassOf(type, wkbSurface) != 0 || OGR_GT_IsSubClassOf(type, wkbMultiSurface) != 0 ||
        OGR_GT_IsSubClassOf(type, wkbCurve) != 0 || OGR_GT_IsSubClassOf(type, wkbMultiCurve) != 0)
      findings_.push_back(make_finding("geometry.inner_point", sheet, {},
                                       "The features are areas or lines; a point on each stands for it."));
  }

  static std::span<const std::string_view> cells_of(const std::vector<std::string>& texts,
                                                    std::vector<std::string_view>& cells) {
    std::ranges::transform(texts, cells.begin(), [](const std::string& text) { return trim(text); });
    return cells;
  }

  /// Copies: GDAL gives the text of a number only until it is asked for the next.
  bool fill(OGRFeatureH feature, std::size_t sheet, std::vector<std::string>& texts) const {
    auto* transformation = transformations_[sheet].get();
    std::ranges::fill(texts, std::string());
    if (const auto point = point_of(OGR_F_GetGeometryRef(feature)))
      if (transformation == nullptr || OGR_G_Transform(point.get(), transformation) == OGRERR_NONE) {
        const std::array values = {OGR_G_GetX(point.get(), 0), OGR_G_GetY(point.get(), 0)};
        for (std::size_t i = 0; i < position_columns; ++i)
          if (std::isfinite(values[i])) texts[i] = fmt::format("{}", values[i]);
      }
    auto first = position_columns;
    if (areas_[sheet]) texts[first++] = area_text(OGR_F_GetGeometryRef(feature), transformation);
    for (std::size_t i = first; i < texts.size(); ++i)
      if (const int field = static_cast<int>(i - first); OGR_F_IsFieldSetAndNotNull(feature, field) != 0) {
        texts[i] = OGR_F_GetFieldAsString(feature, field);
        if (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field)) == OFTReal)
          texts[i] = with_certain_point(texts[i]).value_or(texts[i]);
      }
    return std::ranges::any_of(texts, [](const std::string& text) { return !text.empty(); });
  }

  SourceBytes source_;  ///< GDAL reads its content through /vsimem
  Dataset dataset_;
  std::vector<std::vector<std::string>> names_;  ///< of the columns, by layer
  std::vector<bool> areas_;                      ///< by layer: whether it has a column of areas as text
  std::vector<Transformation> transformations_;
};

}  // namespace

std::unique_ptr<SourceSheets> open_feature_layers(SourceBytes source, const std::string& name) {
  return std::make_unique<FeatureLayers>(std::move(source), name);
}

}  // namespace sojourn::ingest
