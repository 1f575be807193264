#include "ingest/boundary_layer_reader.hpp"

#include <cpl_error.h>
#include <fmt/format.h>
#include <ogr_api.h>

#include <algorithm>
#include <cmath>

#include "ingest/boundary_columns.hpp"
#include "ingest/boundary_names.hpp"
#include "ingest/gdal_handles.hpp"

namespace sojourn::ingest {
namespace {

std::string cleaned(const char* text) {
  return clean_name(text == nullptr ? "" : text);
}

/// Some files run over the antimeridian or a pole by rounding.
double on_earth(double value, double limit) {
  constexpr double rounding = 1e-6;
  if (std::isfinite(value) && std::abs(value) <= limit + rounding) return std::clamp(value, -limit, limit);
  throw BoundaryError(
      fmt::format("the coordinate {} is not one in degrees. If these are metres, the file's coordinate "
                  "system (.prj) is missing",
                  value));
}

class GeometryReader {
 public:
  explicit GeometryReader(Transformation transformation) : transformation_(std::move(transformation)) {}

  geo::MultiPolygon read(OGRGeometryH geometry) {
    geo::MultiPolygon result;
    if (geometry == nullptr) return result;
    const Geometry straight(OGR_G_HasCurveGeometry(geometry, 1) != 0
                                ? OGR_G_GetLinearGeometry(geometry, 0, nullptr)
                                : OGR_G_Clone(geometry));
    if (transformation_ && OGR_G_Transform(straight.get(), transformation_.get()) != OGRERR_NONE)
      throw BoundaryError(
          fmt::format("its coordinates cannot be brought to WGS 84: {}", CPLGetLastErrorMsg()));
    collect(straight.get(), result);
    return result;
  }

 private:
  /// Polygons at any depth; points and lines are no areas.
  void collect(OGRGeometryH geometry, geo::MultiPolygon& into) {
    const auto type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    const int count = OGR_G_GetGeometryCount(geometry);
    if (type == wkbPolygon) {
      auto& polygon = into.emplace_back();
      for (int i = 0; i < count; ++i) polygon.push_back(ring(OGR_G_GetGeometryRef(geometry, i)));
      if (polygon.empty()) into.pop_back();
    } else if (type == wkbMultiPolygon || type == wkbGeometryCollection) {
      for (int i = 0; i < count; ++i) collect(OGR_G_GetGeometryRef(geometry, i), into);
    }
  }

  geo::Ring ring(OGRGeometryH line) {
    const auto size = static_cast<std::size_t>(OGR_G_GetPointCount(line));
    positions_ += size;
    if (positions_ > BoundaryLimits::positions)
      throw BoundaryError(fmt::format("it has more than {} positions", BoundaryLimits::positions));
    geo::Ring ring(size);
    if (size == 0) return ring;
    constexpr int stride = sizeof(geo::Position);
    OGR_G_GetPoints(line, &ring[0].x, stride, &ring[0].y, stride, nullptr, 0);
    for (auto& position : ring) position = {on_earth(position.x, 180), on_earth(position.y, 90)};
    if (ring.front() != ring.back()) ring.push_back(ring.front());
    return ring;
  }

  Transformation transformation_;
  std::size_t positions_ = 0;
};

/// Nothing before 1950: empty dates are often written as 1899-11-30.
std::optional<model::Date> plausible(int year, int month, int day) {
  if (year < 1950 || month < 1 || day < 1) return std::nullopt;
  return model::Date::make(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

/// Dates come as dates, as text beginning with one, as 20190417, or as milliseconds since 1970.
std::optional<model::Date> date_of(OGRFeatureH feature, int field) {
  if (OGR_F_IsFieldSetAndNotNull(feature, field) == 0) return std::nullopt;
  const auto type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field));
  if (type == OFTInteger || type == OFTInteger64 || type == OFTReal) {
    const double number = OGR_F_GetFieldAsDouble(feature, field);
    // Asked as what holds: files have `nan` too, which is neither above nor below.
    if (!(number > 0 && number < 1e15)) return std::nullopt;
    const auto value = static_cast<std::int64_t>(number);
    constexpr std::int64_t milliseconds_per_day = 86'400'000;
    if (value >= 19500101 && value <= 99991231)
      return plausible(static_cast<int>(value / 10000), static_cast<int>(value / 100 % 100),
                       static_cast<int>(value % 100));
    const auto days = value / milliseconds_per_day;
    if (days <= 0 || days > 100'000) return std::nullopt;
    return model::Date::from_days(static_cast<std::int32_t>(days));
  }
  if (type == OFTString) {
    std::string text = OGR_F_GetFieldAsString(feature, field);
    std::replace(text.begin(), text.end(), '/', '-');
    const auto date = model::Date::parse(text.substr(0, 10));
    return date && date->year() >= 1950 ? date : std::nullopt;
  }
  std::array<int, 7> part{};
  if (OGR_F_GetFieldAsDateTime(feature, field, &part[0], &part[1], &part[2], &part[3], &part[4], &part[5],
                               &part[6]) == 0)
    return std::nullopt;
  return plausible(part[0], part[1], part[2]);
}

/// Features of one layer by its recognised columns. No other column is looked at.
class FeatureReader {
 public:
  FeatureReader(BoundaryColumns columns, Transformation transformation)
      : columns_(std::move(columns)), geometry_(std::move(transformation)) {}

  BoundaryFeature read(OGRFeatureH from) {
    BoundaryFeature feature;
    const auto& own = columns_.levels[static_cast<std::size_t>(columns_.level)];
    feature.pcode = text(from, own.pcode);
    const auto names = names_of(from, own);
    const auto chosen = choose_names(names);
    feature.name = chosen.name;
    feature.name_local = chosen.name_local;
    for (const auto& name : names) add_other_name(feature, name.text);
    for (const auto column : own.other_names) add_other_name(feature, text(from, column));
    read_ancestors(from, feature);
    if (columns_.valid_on) feature.valid_on = date_of(from, static_cast<int>(*columns_.valid_on));
    if (!feature.valid_on && columns_.date)
      feature.valid_on = date_of(from, static_cast<int>(*columns_.date));
    feature.population = population(from);
    feature.geometry = geometry_.read(OGR_F_GetGeometryRef(from));
    return feature;
  }

 private:
  static std::string text(OGRFeatureH from, std::optional<std::size_t> column) {
    if (!column || OGR_F_IsFieldSetAndNotNull(from, static_cast<int>(*column)) == 0) return {};
    auto value = cleaned(OGR_F_GetFieldAsString(from, static_cast<int>(*column)));
    return value == "<Null>" || value == "NULL" ? std::string() : value;
  }

  static std::vector<GivenName> names_of(OGRFeatureH from, const LevelColumns& columns) {
    std::vector<GivenName> names;
    for (const auto& name : columns.names) names.push_back({text(from, name.column), name.language});
    return names;
  }

  static void add_other_name(BoundaryFeature& feature, const std::string& name) {
    auto& others = feature.other_names;
    if (name.empty() || name == feature.name || name == feature.name_local) return;
    if (std::find(others.begin(), others.end(), name) == others.end()) others.push_back(name);
  }

  void read_ancestors(OGRFeatureH from, BoundaryFeature& feature) const {
    for (int level = 0; level < columns_.level; ++level) {
      const auto& columns = columns_.levels[static_cast<std::size_t>(level)];
      const auto chosen = choose_names(names_of(from, columns));
      feature.ancestors[static_cast<std::size_t>(level)] = {text(from, columns.pcode), chosen.name,
                                                            chosen.name_local};
    }
    if (columns_.level == 0) return;
    auto& parent = feature.ancestors[static_cast<std::size_t>(columns_.level - 1)];
    if (parent.pcode.empty()) parent.pcode = text(from, columns_.parent_pcode);
  }

  std::optional<std::int64_t> population(OGRFeatureH from) const {
    if (!columns_.population || OGR_F_IsFieldSetAndNotNull(from, static_cast<int>(*columns_.population)) == 0)
      return std::nullopt;
    const double value = OGR_F_GetFieldAsDouble(from, static_cast<int>(*columns_.population));
    // Zero stands for "not known" in practice, and nobody's country has more than 10¹⁰ people.
    if (!(value >= 1) || value > 1e10) return std::nullopt;
    return std::llround(value);
  }

  BoundaryColumns columns_;
  GeometryReader geometry_;
};

std::vector<std::string> column_names(OGRFeatureDefnH definition) {
  std::vector<std::string> names;
  const int count = OGR_FD_GetFieldCount(definition);
  for (int i = 0; i < count; ++i)
    names.push_back(cleaned(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i))));
  return names;
}

bool may_hold_areas(OGRFeatureDefnH definition) {
  const auto type = wkbFlatten(OGR_FD_GetGeomType(definition));
  return type == wkbUnknown || OGR_GT_IsSubClassOf(type, wkbSurface) != 0 ||
         OGR_GT_IsSubClassOf(type, wkbMultiSurface) != 0 || type == wkbGeometryCollection;
}

BoundaryLayer read_layer(OGRLayerH layer, const std::string& file, const std::string& name) {
  // Where the layer has a name of no meaning, the file's may tell the level.
  auto columns = recognise_boundary_columns(column_names(OGR_L_GetLayerDefn(layer)), name + " " + file);
  BoundaryLayer result{file, name, columns.level, columns.population_year, {}, {}};
  if (OGR_L_GetSpatialRef(layer) == nullptr)
    result.notes.emplace_back(
        "the file names no coordinate system; taken for longitude and latitude on WGS 84");
  FeatureReader reader(std::move(columns), to_wgs84(layer));
  CPLErrorReset();
  OGR_L_ResetReading(layer);
  while (const Feature feature{OGR_L_GetNextFeature(layer)}) {
    if (result.features.size() == BoundaryLimits::features)
      throw BoundaryError(fmt::format("it has more than {} features", BoundaryLimits::features));
    result.features.push_back(reader.read(feature.get()));
  }
  // A file cut short ends in an error, not in fewer areas.
  if (CPLGetLastErrorType() >= CE_Failure) throw BoundaryError(CPLGetLastErrorMsg());
  return result;
}

}  // namespace

std::optional<BoundaryLayer> read_boundary_layer(void* layer, const std::string& file) {
  if (!may_hold_areas(OGR_L_GetLayerDefn(layer))) return std::nullopt;
  const auto name = cleaned(OGR_L_GetName(layer));
  try {
    return read_layer(layer, file, name);
  } catch (const IngestError& error) {
    throw BoundaryError(fmt::format("{}, layer {}: {}", file, name, error.what()));
  }
}

}  // namespace sojourn::ingest
