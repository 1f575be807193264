#include "server/export_request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <numeric>
#include <span>

#include "export/gdal_file.hpp"
#include "export/text_file.hpp"
#include "export/tile_archive.hpp"
#include "server/feature_rows.hpp"
#include "server/filter_parameter.hpp"
#include "server/formats.hpp"
#include "server/negotiation.hpp"
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
    FormatInfo{ExportFormat::geojson, ".geojson", geojson_type},
    FormatInfo{ExportFormat::csv, ".csv", csv_type},
    FormatInfo{ExportFormat::flatgeobuf, ".fgb", "application/vnd.flatgeobuf"},
    FormatInfo{ExportFormat::geopackage, ".gpkg", "application/geopackage+sqlite3"},
    FormatInfo{ExportFormat::pmtiles, ".pmtiles", "application/vnd.pmtiles"},
};

const FormatInfo& info_of_format(ExportFormat format) {
  return formats.at(static_cast<std::size_t>(format));
}

std::vector<std::string_view> known_parameters(model::Collection collection, ExportFormat format) {
  const auto state = state_parameters_of(collection);
  std::vector<std::string_view> names(state.begin(), state.end());
  names.insert(names.end(), {"bbox", "properties", "f"});
  names.insert(names.end(), std::begin(filter_parameters), std::end(filter_parameters));
  if (format == ExportFormat::pmtiles) names.insert(names.end(), {"min-zoom", "max-zoom", "cluster"});
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

/// What the filter and the boxes leave of a block.
model::RowSelection chosen_rows(const ExportRequest& request,
                                const std::shared_ptr<const model::RoundData>& round,
                                const model::Block& block) {
  auto passing = request.filter.select(block);
  if (!request.boxes) return passing;
  RowSelection wanted;
  wanted.rounds = {round};
  wanted.collection = request.collection;
  wanted.boxes = request.boxes;
  model::RowSelection rows(block.rows());
  for (const auto& [index, row] : select_rows(wanted, {std::numeric_limits<std::size_t>::max(), 0}).rows)
    if (passing.contains(row)) rows.insert(row);
  return rows;
}

model::RowSelections selections_of(const ExportRequest& request) {
  model::RowSelections selections;
  if (request.filter.is_everything() && !request.boxes) return selections;
  for (const auto& round : request.rounds) {
    const auto* block = round->block(request.collection);
    selections.push_back(
        block ? std::make_shared<const model::RowSelection>(chosen_rows(request, round, *block)) : nullptr);
  }
  return selections;
}

exports::Selection selection_of(const ExportRequest& request, const model::RowSelections& selections) {
  exports::Selection selection{request.collection, request.rounds, request.fields, {}};
  selection.rows = [&request, &selections](std::size_t index) {
    std::vector<std::uint32_t> rows;
    if (const auto* selected = model::selection_at(selections, index)) {
      rows.reserve(selected->count());
      selected->for_each([&](std::size_t row) { rows.push_back(static_cast<std::uint32_t>(row)); });
    } else {
      rows.resize(request.rounds[index]->block(request.collection)->rows());
      std::iota(rows.begin(), rows.end(), 0U);
    }
    return rows;
  };
  return selection;
}

[[noreturn]] void refuse_large_tile(const tiles::TileId& tile, std::size_t most) {
  throw Problem(
      ProblemCode::export_too_large,
      fmt::format("Tile {}/{}/{} would be larger than the {} MB that this server makes them: ask for "
                  "clusters (without cluster=false), fewer properties or a higher min-zoom.",
                  tile.zoom(), tile.x(), tile.y(), most / 1'000'000));
}

exports::TileArchive archive_of(const ExportRequest& request, const model::RowSelections& selections,
                                const ExportTools& tools) {
  exports::TileArchive archive;
  archive.collection = request.collection;
  archive.rounds = request.rounds;
  archive.min_zoom = request.min_zoom;
  archive.max_zoom = request.max_zoom;
  archive.boxes = request.boxes;
  // Nobody could be told that a tile in a file shows less, so none does.
  archive.encode = [&request, &selections, &tools](tiles::TileId tile) {
    auto bytes = tiles::encode_full_tile(request.rounds, request.collection, tile, request.fields,
                                         tools.areas, selections, request.cluster, tools.largest_tile);
    if (!bytes) refuse_large_tile(tile, tools.largest_tile);
    return std::move(*bytes);
  };
  archive.tilejson =
      tiles::tilejson(request.rounds, request.collection, "", request.fields, selections, request.cluster,
                      request.boxes ? std::span(*request.boxes) : std::span<const geo::Box>());
  return archive;
}

ExportResult from_gdal(const exports::GdalResult& result) {
  return {result.written, result.left_out, 0};
}

ExportResult write_features(const ExportRequest& request, const model::RowSelections& selections,
                            const std::filesystem::path& path, const ExportTools& tools,
                            const exports::Progress& progress) {
  const auto selection = selection_of(request, selections);
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

ExportFormat choose_export_format(const std::vector<QueryParameter>& query, std::string_view accept) {
  const auto named = std::find_if(query.begin(), query.end(),
                                  [](const QueryParameter& parameter) { return parameter.name == "f"; });
  if (named != query.end()) {
    const auto format = find_export_format(named->value);
    if (!format) refuse_parameter("f", "must be geojson, csv, fgb, gpkg or pmtiles");
    return *format;
  }
  constexpr std::array<std::string_view, 5> offers = {
      "application/geo+json", "text/csv", "application/vnd.flatgeobuf", "application/geopackage+sqlite3",
      "application/vnd.pmtiles"};
  const auto choice = choose_media_type(accept, offers);
  if (!choice)
    throw Problem(ProblemCode::not_acceptable,
                  "This comes as GeoJSON, CSV, FlatGeobuf, GeoPackage or PMTiles; the request accepts none.");
  return formats[*choice].format;
}

std::string description_of(const ExportRequest& request) {
  std::string boxes;
  for (const auto& box : request.boxes.value_or(std::vector<geo::Box>()))
    boxes += fmt::format("{},{},{},{};", box.min_x, box.min_y, box.max_x, box.max_y);
  return fmt::format("{}{} {} [{}] {}-{}{} {}", model::info_of(request.collection).name,
                     extension_of(request.format), fmt::join(request.fields, ","), boxes, request.min_zoom,
                     request.max_zoom, request.cluster ? "" : " raw", request.filter.text());
}

std::string file_name_of(const ExportRequest& request) {
  constexpr std::size_t few = 3;
  std::string name = fmt::format("sojourn-{}", model::info_of(request.collection).name);
  if (request.rounds.size() <= few)
    for (const auto& data : request.rounds)
      name += fmt::format("-{}-{}-{}", data->operation.code, model::to_string(data->round.key.method),
                          data->round.key.number);
  return name.append(extension_of(request.format));
}

ExportRequest parse_export(model::Collection collection, ExportFormat format,
                           const std::vector<QueryParameter>& query, const model::Published& published,
                           model::Date today) {
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
  const auto state = parse_state(parameters, published);
  request.rounds = model::select_rounds(published, collection, state, today);
  request.fields = parse_properties(parameters, model::fields_of(collection))
                       .value_or(standard_fields(collection, format));
  request.boxes = parse_bbox(parameters);
  request.filter = parse_filter(parameters, collection);
  if (archive) {
    parse_zooms(request, parameters);
    request.cluster = parse_cluster(parameters, collection);
  }
  return request;
}

ExportResult write_export(const ExportRequest& request, const std::filesystem::path& path,
                          const ExportTools& tools, const exports::Progress& progress) {
  ExportResult result;
  const auto selections = selections_of(request);
  if (request.format == ExportFormat::pmtiles)
    result.count =
        exports::write_tile_archive(path, archive_of(request, selections, tools), tools.threads, progress)
            .addressed;
  else
    result = write_features(request, selections, path, tools, progress);
  result.bytes = std::filesystem::file_size(path);
  return result;
}

}  // namespace sojourn::server
