/// Whole collections as files: what is asked for, by the command line or over HTTP, and making it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "export/geometry_text.hpp"
#include "export/selection.hpp"
#include "model/row_selection.hpp"
#include "server/parameters.hpp"
#include "tiles/prepared_areas.hpp"

namespace sojourn::server {

enum class ExportFormat : std::uint8_t { geojson, csv, flatgeobuf, geopackage, pmtiles };

/// `.geojson`, `.csv`, `.fgb`, `.gpkg`, `.pmtiles`.
std::string_view extension_of(ExportFormat format);
std::string_view media_type_of(ExportFormat format);
/// By the name without its dot ("fgb"); nothing for any other.
std::optional<ExportFormat> find_export_format(std::string_view name);

struct ExportRequest {
  model::Collection collection = model::Collection::locations;
  ExportFormat format = ExportFormat::geojson;
  model::RoundList rounds;
  std::vector<std::size_t> fields;
  std::optional<std::vector<geo::Box>> boxes;
  model::RowSelections selections;  ///< what the filter leaves of each round; empty: all
  int min_zoom = 0;                 ///< of tiles
  int max_zoom = 0;
  std::shared_ptr<const model::Published> published;  ///< keeps what the rounds belong to
};

/// The parameters mean what they mean for items, and for an archive what they mean for tiles, beside `bbox`,
/// `min-zoom` and `max-zoom`. Throws Problem naming the parameter.
ExportRequest parse_export(model::Collection collection, ExportFormat format,
                           const std::vector<QueryParameter>& query,
                           std::shared_ptr<const model::Published> published, model::Date today);

/// What an export needs and shares with requests.
struct ExportTools {
  exports::GeometryTexts& texts;
  tiles::PreparedAreas& areas;
  unsigned threads = 1;
};

struct ExportResult {
  std::uint64_t count = 0;     ///< features, or tiles of an archive
  std::uint64_t left_out = 0;  ///< features without geometry, where the format cannot hold them
  std::uint64_t bytes = 0;
};

/// Writes the file at `path`, which must not exist. Throws exports::OutputError and exports::NothingToShow,
/// and what `progress` throws.
ExportResult write_export(const ExportRequest& request, const std::filesystem::path& path,
                          const ExportTools& tools, const exports::Progress& progress);

}  // namespace sojourn::server
