#include "export/gdal_file.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>

#include "export/feature_id.hpp"
#include "export/output_file.hpp"
#include "export/provenance.hpp"
#include "model/utf8.hpp"

namespace sojourn::exports {
namespace {

constexpr std::uint64_t features_per_transaction = 100'000;
/// About.
constexpr std::size_t bytes_of_value = 8;

/// GDAL's messages go into exceptions, not to the terminal.
class QuietErrors {
 public:
  QuietErrors() { CPLPushErrorHandler(CPLQuietErrorHandler); }
  ~QuietErrors() { CPLPopErrorHandler(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw OutputError(fmt::format("cannot write {}: {}", path.filename().string(), CPLGetLastErrorMsg()));
}

/// A GeoPackage says when it was changed last. Ours says of what day its newest round is, so that the same
/// data makes the same file.
class ChangedLast {
 public:
  explicit ChangedLast(const model::RoundList& rounds) {
    auto newest = model::Date::from_days(0);
    for (const auto& round : rounds) newest = std::max(newest, round->round.period_end);
    CPLSetThreadLocalConfigOption(option, (newest.to_string() + "T00:00:00.000Z").c_str());
  }
  ~ChangedLast() { CPLSetThreadLocalConfigOption(option, nullptr); }
  ChangedLast(const ChangedLast&) = delete;
  ChangedLast& operator=(const ChangedLast&) = delete;

 private:
  static constexpr const char* option = "OGR_CURRENT_DATE";
};

GDALDriver& driver_of(GdalFormat format) {
  static std::once_flag registered;
  std::call_once(registered, GDALAllRegister);
  const auto* name = format == GdalFormat::flatgeobuf ? "FlatGeobuf" : "GPKG";
  auto* driver = GetGDALDriverManager()->GetDriverByName(name);
  if (driver == nullptr) throw OutputError(fmt::format("this GDAL was built without its driver {}", name));
  return *driver;
}

OGRFieldType type_of(model::FieldType type) {
  switch (type) {
    case model::FieldType::integer:
      return OFTInteger64;
    case model::FieldType::real:
      return OFTReal;
    case model::FieldType::date:
      return OFTDate;
    default:
      return OFTString;
  }
}

std::unique_ptr<OGRGeometry> as_ogr(const geo::MultiPolygon& geometry) {
  auto made = std::make_unique<OGRMultiPolygon>();
  for (const auto& polygon : geometry) {
    auto part = std::make_unique<OGRPolygon>();
    for (const auto& ring : polygon) {
      auto line = std::make_unique<OGRLinearRing>();
      line->setNumPoints(static_cast<int>(ring.size()), FALSE);
      for (std::size_t i = 0; i < ring.size(); ++i) line->setPoint(static_cast<int>(i), ring[i].x, ring[i].y);
      part->addRingDirectly(line.release());
    }
    made->addGeometryDirectly(part.release());
  }
  return made;
}

std::unique_ptr<OGRGeometry> geometry_of(const model::Block& block, std::size_t row) {
  if (!block.has_geometry(row)) return nullptr;
  if (!block.is_points() && !block.is_point(row))
    return as_ogr(block.boundaries().area(block.area(row)).geometry);
  const auto point = block.point(row);
  return std::make_unique<OGRPoint>(point.lon_degrees(), point.lat_degrees());
}

/// One layer being filled.
class LayerFile {
 public:
  LayerFile(const std::filesystem::path& path, GdalFormat format, const Selection& selection)
      : path_(path), format_(format), selection_(selection), synthetic_(any_synthetic(selection.rounds)) {
    auto& driver = driver_of(format);
    dataset_.reset(driver.Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    if (!dataset_) fail(path_);
    describe();
    make_layer(driver);
    transactions_ = dataset_->TestCapability(ODsCTransactions) != 0;
    begin();
  }

  /// What is not closed is given up, and nothing is left of it.
  ~LayerFile() {
    if (dataset_) give_up();
  }
  LayerFile(const LayerFile&) = delete;
  LayerFile& operator=(const LayerFile&) = delete;

  /// How many bytes the feature takes, about.
  std::size_t add(const model::RoundData& round, std::uint32_t row);

  void close() {
    end();
    CPLErrorReset();
    GDALClose(dataset_.release());
    // What only closing writes (a spatial index) has no other way of telling.
    if (CPLGetLastErrorType() >= CE_Failure) fail(path_);
  }

 private:
  struct Close {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
  };

  void give_up();
  void describe();
  void make_layer(GDALDriver& driver);
  void make_field(const std::string& name, OGRFieldType type, OGRFieldSubType subtype = OFSTNone);
  void set(int field, const model::Column& column, std::size_t row);
  void set_text(int field, std::string_view text);
  void begin() {
    if (transactions_ && dataset_->StartTransaction() != OGRERR_NONE) fail(path_);
  }
  void end() {
    if (transactions_ && dataset_->CommitTransaction() != OGRERR_NONE) fail(path_);
  }

  const std::filesystem::path& path_;
  const GdalFormat format_;
  const Selection& selection_;
  bool synthetic_;
  bool transactions_ = false;
  std::unique_ptr<GDALDataset, Close> dataset_;
  OGRLayer* layer_ = nullptr;
  std::unique_ptr<OGRFeature> feature_;
  std::uint64_t added_ = 0;
};

/// Closing would write a FlatGeobuf's features once more, in the order of their index, for nobody. Until then
/// they lie in a file without a name, and a directory in the place of the other cannot be opened for writing.
void LayerFile::give_up() {
  std::error_code ignored;
  if (transactions_) dataset_->RollbackTransaction();
  if (format_ == GdalFormat::flatgeobuf) {
    std::filesystem::remove(path_, ignored);
    std::filesystem::create_directory(path_, ignored);
  }
  dataset_.reset();
  std::filesystem::remove(path_, ignored);
}

void LayerFile::describe() {
  const auto say = [&](const char* name, const std::string& text) {
    if (!text.empty()) dataset_->SetMetadataItem(name, text.c_str());
  };
  say("SOURCE", sources_of(selection_.rounds));
  say("LICENCE", licences_of(selection_.rounds));
  say("DISCLAIMER", std::string(boundary_disclaimer));
  say("PROVENANCE", provenance_json(selection_.rounds));
  if (synthetic_) say("SYNTHETIC", "true");
}

void LayerFile::make_layer(GDALDriver& driver) {
  const auto& info = model::info_of(selection_.collection);
  const std::string name(info.name);
  const std::string title(info.title);
  const auto description = description_of(selection_.rounds, selection_.collection);
  CPLStringList options;
  options.SetNameValue("SPATIAL_INDEX", "YES");
  // Which of these a driver knows differs between drivers and versions.
  const char* listed = driver.GetMetadataItem(GDAL_DS_LAYER_CREATIONOPTIONLIST);
  const std::string_view known = listed == nullptr ? "" : listed;
  for (const auto& [option, text] :
       {std::pair("IDENTIFIER", title), std::pair("TITLE", title), std::pair("DESCRIPTION", description)})
    if (known.find(fmt::format("'{}'", option)) != std::string_view::npos)
      options.SetNameValue(option, text.c_str());
  OGRSpatialReference degrees;
  degrees.importFromEPSG(4326);
  degrees.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  constexpr std::array types = {wkbMultiPolygon, wkbPoint, wkbUnknown};  // in the order of GeometryKind
  layer_ = dataset_->CreateLayer(name.c_str(), &degrees, types.at(static_cast<std::size_t>(info.geometry)),
                                 options.List());
  if (layer_ == nullptr) fail(path_);
  make_field("id", OFTString);
  for (const auto index : selection_.fields) {
    const auto& field = model::fields_of(selection_.collection)[index];
    make_field(std::string(field.name), type_of(field.type));
  }
  if (synthetic_) make_field("synthetic", OFTInteger, OFSTBoolean);
  feature_ = std::make_unique<OGRFeature>(layer_->GetLayerDefn());
}

void LayerFile::make_field(const std::string& name, OGRFieldType type, OGRFieldSubType subtype) {
  OGRFieldDefn field(name.c_str(), type);
  field.SetSubType(subtype);
  if (layer_->CreateField(&field) != OGRERR_NONE) fail(path_);
}

void LayerFile::set_text(int field, std::string_view text) {
  std::string copy;
  model::append_as_utf8(copy, text);
  feature_->SetField(field, copy.c_str());
}

void LayerFile::set(int field, const model::Column& column, std::size_t row) {
  if (column.is_null(row)) return feature_->SetFieldNull(field);
  switch (column.type()) {
    case model::FieldType::integer:
      return feature_->SetField(field, static_cast<GIntBig>(column.integer(row)));
    case model::FieldType::real:
      return feature_->SetField(field, column.real(row));
    case model::FieldType::date: {
      const auto day = model::Date::from_days(static_cast<std::int32_t>(column.integer(row)));
      return feature_->SetField(field, day.year(), static_cast<int>(day.month()),
                                static_cast<int>(day.day()));
    }
    case model::FieldType::text:
      return set_text(field, column.text(row));
  }
}

std::size_t LayerFile::add(const model::RoundData& round, std::uint32_t row) {
  const auto& block = *round.block(selection_.collection);
  feature_->SetFID(OGRNullFID);
  set_text(0, feature_id(round, selection_.collection, row));
  int field = 1;
  for (const auto index : selection_.fields) set(field++, block.column(index), row);
  if (synthetic_) feature_->SetField(field, round.operation.synthetic ? 1 : 0);
  auto geometry = geometry_of(block, row);
  const auto bytes = (geometry ? geometry->WkbSize() : 0) + bytes_of_value * selection_.fields.size();
  feature_->SetGeometryDirectly(geometry.release());
  if (layer_->CreateFeature(feature_.get()) != OGRERR_NONE) fail(path_);
  if (++added_ % features_per_transaction == 0) {
    end();
    begin();
  }
  return bytes;
}

}  // namespace

GdalResult write_gdal_file(const std::filesystem::path& path, GdalFormat format, const Selection& selection,
                           const Progress& progress) {
  const QuietErrors quiet;
  const ChangedLast day(selection.rounds);
  // GDAL would leave them out of a FlatGeobuf without a word.
  const bool needs_geometry = format == GdalFormat::flatgeobuf;
  LayerFile file(path, format, selection);
  GdalResult result;
  const auto add = [&](std::size_t index, std::uint32_t row) -> std::size_t {
    const auto& round = *selection.rounds[index];
    if (!needs_geometry || round.block(selection.collection)->has_geometry(row)) return file.add(round, row);
    ++result.left_out;
    return 0;
  };
  result.written = for_each_feature(selection, progress, add) - result.left_out;
  file.close();
  return result;
}

}  // namespace sojourn::exports
