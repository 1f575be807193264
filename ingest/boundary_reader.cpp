#include "ingest/boundary_reader.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <optional>

#include "ingest/boundary_layer_reader.hpp"
#include "ingest/gdal_handles.hpp"

namespace sojourn::ingest {
namespace {

namespace fs = std::filesystem;

/// A country's boundaries are at most some hundred megabytes, and coordinates compress tenfold at best.
constexpr std::uint64_t largest_unpacked = 2'000'000'000;
constexpr std::uint64_t largest_ratio = 100;
constexpr int largest_zip_entries = 5000;

/// GDAL prints errors unless told otherwise; ours are exceptions.
class QuietErrors {
 public:
  QuietErrors() { CPLPushErrorHandler(CPLQuietErrorHandler); }
  ~QuietErrors() { CPLPopErrorHandler(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

void prepare_gdal() {
  static const bool once = [] {
    GDALAllRegister();
    OSRSetPROJEnableNetwork(0);
    // A GeoPackage may define virtual tables that read other files; none of ours needs them.
    CPLSetConfigOption("OGR_SQLITE_STATIC_VIRTUAL_OGR", "NO");
    return true;
  }();
  static_cast<void>(once);
}

std::string lower_extension(const std::string& path) {
  auto extension = fs::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return extension;
}

template <std::size_t n>
bool is_one_of(const std::string& extension, const std::array<const char*, n>& known) {
  return std::find(known.begin(), known.end(), extension) != known.end();
}

bool is_companion(const std::string& path) {
  return is_one_of(lower_extension(path),
                   std::array{".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qmd", ".qix", ".xml"});
}

bool may_hold_boundaries(const std::string& path) {
  return is_one_of(lower_extension(path), std::array{".shp", ".json", ".geojson", ".topojson", ".gpkg"});
}

/// The first bytes of a file; GDAL's own path names (into zips) are understood.
std::string head_of(const std::string& path) {
  VSILFILE* file = VSIFOpenL(path.c_str(), "rb");
  if (file == nullptr) throw BoundaryError(fmt::format("cannot open {}", path));
  std::string head(4096, '\0');
  head.resize(VSIFReadL(head.data(), 1, head.size(), file));
  VSIFCloseL(file);
  return head;
}

bool is_zip(const std::string& head) {
  return head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06");
}

/// The GDAL drivers, at most two, that may open a file of this content.
std::array<const char*, 3> drivers_for(const std::string& path) {
  const auto head = head_of(path);
  if (head.starts_with(std::string("\0\0\x27\x0A", 4))) return {"ESRI Shapefile", nullptr, nullptr};
  if (head.starts_with("SQLite format 3")) return {"GPKG", nullptr, nullptr};
  const auto begin = head.starts_with("\xEF\xBB\xBF") ? std::size_t{3} : std::size_t{0};
  const auto first = head.find_first_not_of(" \t\r\n", begin);
  // TopoJSON is JSON too; which of the two it is, each driver sees from the content.
  if (first != std::string::npos && head[first] == '{') return {"GeoJSON", "TopoJSON", nullptr};
  throw BoundaryError(fmt::format(
      "{} is neither a shapefile nor GeoJSON, TopoJSON, GeoPackage or a zip of these{}",
      fs::path(path).filename().string(), head.empty() ? ": it is empty" : ", whatever its name says"));
}

std::vector<BoundaryLayer> read_file(const std::string& path) {
  const auto file = fs::path(path).filename().string();
  const auto drivers = drivers_for(path);
  const Dataset dataset(
      GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers.data(), nullptr, nullptr));
  if (!dataset)
    throw BoundaryError(fmt::format("cannot read {} as {}: {}", file, drivers[0], CPLGetLastErrorMsg()));
  const auto count = GDALDatasetGetLayerCount(dataset.get());
  if (count > static_cast<int>(BoundaryLimits::layers))
    throw BoundaryError(
        fmt::format("{} has {} layers; at most {} are read", file, count, BoundaryLimits::layers));
  std::vector<BoundaryLayer> layers;
  for (int i = 0; i < count; ++i)
    if (auto layer = read_boundary_layer(GDALDatasetGetLayer(dataset.get(), i), file))
      layers.push_back(std::move(*layer));
  if (layers.empty()) throw BoundaryError(fmt::format("{} has no layer of areas", file));
  return layers;
}

std::string in_zip(const std::string& zip, const std::string& inner) {
  return fmt::format("/vsizip/{{{}}}/{}", zip, inner);
}

/// Names of the zip's files, after a look at the sizes it claims.
std::vector<std::string> zip_entries(const std::string& zip) {
  std::vector<std::string> names;
  char** entries = VSIReadDirRecursive(fmt::format("/vsizip/{{{}}}", zip).c_str());
  std::uint64_t unpacked = 0;
  for (char** entry = entries; entry != nullptr && *entry != nullptr; ++entry) {
    names.emplace_back(*entry);
    VSIStatBufL stat;
    if (VSIStatL(in_zip(zip, names.back()).c_str(), &stat) == 0)
      unpacked += static_cast<std::uint64_t>(stat.st_size);
    if (names.size() > largest_zip_entries) break;
  }
  CSLDestroy(entries);
  const auto packed = static_cast<std::uint64_t>(fs::file_size(zip));
  if (names.size() > largest_zip_entries || unpacked > largest_unpacked || unpacked / largest_ratio > packed)
    throw BoundaryError(
        fmt::format("{} would unpack to {} files and {} bytes: more than boundaries take. Unpack it by hand "
                    "if you trust it",
                    fs::path(zip).filename().string(), names.size(), unpacked));
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<BoundaryLayer> read_zip(const std::string& zip, const std::string& inner) {
  const auto entries = zip_entries(zip);
  if (!inner.empty()) return read_file(in_zip(zip, inner));
  std::vector<BoundaryLayer> layers;
  for (const auto& entry : entries) {
    if (!may_hold_boundaries(entry) || entry.starts_with("__MACOSX")) continue;
    for (auto& layer : read_file(in_zip(zip, entry))) layers.push_back(std::move(layer));
  }
  if (layers.empty())
    throw BoundaryError(fmt::format("{} holds no .shp, .json, .geojson, .topojson or .gpkg",
                                    fs::path(zip).filename().string()));
  return layers;
}

/// Splits "set.zip/adm1.shp" where a file is followed by more.
std::pair<fs::path, fs::path> file_and_inner(const fs::path& path) {
  fs::path inner;
  for (fs::path file = path; !file.empty() && file != file.root_path(); file = file.parent_path()) {
    if (fs::is_regular_file(file)) return {file, inner};
    inner = inner.empty() ? file.filename() : file.filename() / inner;
  }
  throw BoundaryError(fmt::format("there is no file {}", path.string()));
}

}  // namespace

std::vector<BoundaryLayer> boundary_layers_from_file(const fs::path& path) {
  prepare_gdal();
  const QuietErrors quiet;
  // Absolute, so that no name can be one of GDAL's own, such as /vsicurl/ or a connection string.
  const auto [file, inner] = file_and_inner(fs::absolute(path));
  if (is_zip(head_of(file.string()))) return read_zip(file.string(), inner.generic_string());
  if (!inner.empty())
    throw BoundaryError(fmt::format("{} is not a zip, so nothing can lie inside it", file.string()));
  if (is_companion(file.string())) return {};
  return read_file(file.string());
}

}  // namespace sojourn::ingest
