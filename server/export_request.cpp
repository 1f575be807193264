#include "server/export_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <numeric>

#include "export/gdal_file.hpp"
#include "export/text_file.hpp"
#include "export/tile_archive.hpp"
#include "server/feature_rows.hpp"
#include "server/filter_parameter.hpp"
#include "server/problem.hpp"
#include "tiles/encode.hpp"
#include "tiles/tilejson.hpp"

namespace sojourn::server {
namespace {

struct FormatInfo {
  ExportFormat format;
  std::string_view extension;
  std::string_view media_type;
};
constexpr std::array formats = {
    FormatInfo{ExportFormat::geojson, ".geojson", "application/geo+json"},
    FormatInfo{ExportFormat::csv, ".csv", "text/csv; charset=utf-8; header=present"},
    FormatInfo{ExportFormat::flatgeobuf, ".fgb", "application/vnd.flatgeobuf"},
    FormatInfo{ExportFormat::geopackage, ".gpkg", "application/geopackage+sqlite3"},
    FormatInfo{ExportFormat::pmtiles, ".pmtiles", "application/vnd.pmtiles"},
};

const FormatInfo& info_of_format(ExportFormat format) {
  return formats.at(static_cast<std::size_t>(format));
}

std::vector<std::string_view> known_parameters(model::Collection collection, ExportFormat format) {
  std::vector<std::string_view> names(std::begin(state_parameters), std::end(state_parameters));
  names.insert(names.end(), {"bbox", "properties", "f"});
  names.insert(names.end(), std::begin(filter_parameters), std::end(filter_parameters));
  if (format == ExportFormat::pmtiles) names.insert(names.end(), {"min-zoom", "max-zoom"});
  for (const auto name : filterable_fields(model::fields_of(collection))) names.push_back(name);
  return names;
}

std::vector<std::size_t> standard_fields(model::Collection collection, ExportFormat format) {
  if (format == ExportFormat::pmtiles) return tiles::default_properties(collection);
  std::vector<std::size_t> fields(model::fields_of(collection).size());
  std::iota(fields.begin(), fields.end(), 0U);
  return fields;
}

void parse_zooms(ExportRequest& request, const Parameters& parameters) {
  constexpr int deepest = exports::deepest_archive_zoom;
  request.min_zoom = static_cast<int>(parse_integer(parameters, "min-zoom", 0, deepest, 0));
  const auto standard = std::max(exports::default_max_zoom(request.collection), request.min_zoom);
  request.max_zoom =
      static_cast<int>(parse_integer(parameters, "max-zoom", request.min_zoom, deepest, standard));
}

/// What the filter leaves of each round.
model::RowSelections selections_of(const query::Filter& filter, const model::RoundList& rounds) {
  model::RowSelections selections;
  if (filter.is_everything()) return selections;
  for (const auto& round : rounds) {
    const auto* block = round->block(filter.collection());
    selections.push_back(block ? std::make_shared<const model::RowSelection>(filter.select(*block))
                               : nullptr);
  }
  return selections;
}

exports::Selection selection_of(const ExportRequest& request) {
  exports::Selection selection{request.collection, request.rounds, request.fields, {}};
  selection.rows = [&request](std::size_t index) {
    RowSelection wanted;
    wanted.rounds = {request.rounds[index]};
    wanted.collection = request.collection;
    wanted.boxes = request.boxes;
    const auto found = select_rows(wanted, {std::numeric_limits<std::size_t>::max(), 0});
    std::vector<std::uint32_t> rows;
    rows.reserve(found.rows.size());
    const auto* selected = model::selection_at(request.selections, index);
    for (const auto& row : found.rows)
      if (selected == nullptr || selected->contains(row.row)) rows.push_back(row.row);
    return rows;
  };
  return selection;
}

exports::TileArchive archive_of(const ExportRequest& request, tiles::PreparedAreas& areas) {
  exports::TileArchive archive;
  archive.collection = request.collection;
  archive.rounds = request.rounds;
  archive.min_zoom = request.min_zoom;
  archive.max_zoom = request.max_zoom;
  archive.boxes = request.boxes;
  // A file has neither budget nor parameters: each location by itself, and nothing left out.
  static constexpr tiles::TileOptions everything{false, std::numeric_limits<std::size_t>::max()};
  archive.encode = [&request, &areas](tiles::TileId tile) {
    return tiles::encode_tile(request.rounds, request.collection, tile, request.fields, areas,
                              request.selections, everything)
        .bytes;
  };
  archive.tilejson =
      tiles::tilejson(request.rounds, request.collection, "", request.fields, request.selections, false);
  return archive;
}

ExportResult from_gdal(const exports::GdalResult& result) {
  return {result.written, result.left_out, 0};
}

ExportResult write_features(const ExportRequest& request, const std::filesystem::path& path,
                            const ExportTools& tools, const exports::Progress& progress) {
  const auto selection = selection_of(request);
  switch (request.format) {
    case ExportFormat::csv:
      return {exports::write_csv_file(path, selection, progress), 0, 0};
    case ExportFormat::flatgeobuf:
      return from_gdal(exports::write_gdal_file(path, exports::GdalFormat::flatgeobuf, selection, progress));
    case ExportFormat::geopackage:
      return from_gdal(exports::write_gdal_file(path, exports::GdalFormat::geopackage, selection, progress));
    default:
      return {exports::write_geojson_file(path, selection, tools.texts, progress), 0, 0};
  }
}

}  // namespace

std::string_view extension_of(ExportFormat format) {
  return info_of_format(format).extension;
}

std::string_view media_type_of(ExportFormat format) {
  return info_of_format(format).media_type;
}

std::optional<ExportFormat> find_export_format(std::string_view name) {
  for (const auto& info : formats)
    if (info.extension.substr(1) == name) return info.format;
  return std::nullopt;
}

ExportRequest parse_export(model::Collection collection, ExportFormat format,
                           const std::vector<QueryParameter>& query,
                           std::shared_ptr<const model::Published> published, model::Date today) {
  const bool archive = format == ExportFormat::pmtiles;
  const auto& info = model::info_of(collection);
  if (archive && !info.has_tiles)
    throw Problem(
        ProblemCode::unknown_collection,
        fmt::format("The collection '{}' has no tiles, so it cannot be an archive of them.", info.name));
  const auto known = known_parameters(collection, format);
  const Parameters parameters(query, known);
  ExportRequest request;
  request.collection = collection;
  request.format = format;
  const auto state = parse_state(parameters, *published);
  request.rounds = collection == model::Collection::assessments
                       ? model::select_assessments(*published, state)
                       : model::select_state(*published, state, today);
  request.fields = parse_properties(parameters, model::fields_of(collection))
                       .value_or(standard_fields(collection, format));
  request.boxes = parse_bbox(parameters);
  request.selections = selections_of(parse_filter(parameters, collection), request.rounds);
  if (archive) parse_zooms(request, parameters);
  request.published = std::move(published);
  return request;
}

ExportResult write_export(const ExportRequest& request, const std::filesystem::path& path,
                          const ExportTools& tools, const exports::Progress& progress) {
  ExportResult result;
  if (request.format == ExportFormat::pmtiles)
    result.count =
        exports::write_tile_archive(path, archive_of(request, tools.areas), tools.threads, progress)
            .addressed;
  else
    result = write_features(request, path, tools, progress);
  result.bytes = std::filesystem::file_size(path);
  return result;
}

}  // namespace sojourn::server
