/// Whole collections as files: what is asked for, by the command line or over HTTP, and making it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "export/geometry_text.hpp"
#include "export/selection.hpp"
#include "model/row_selection.hpp"
#include "query/filter.hpp"
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
  query::Filter filter{collection};
  bool cluster = true;  ///< of tiles, like the zooms
  int min_zoom = 0;
  int max_zoom = 0;
};

/// `f` among the five formats, else what the Accept field likes best of them. Throws Problem.
ExportFormat choose_export_format(const std::vector<QueryParameter>& query, std::string_view accept);

/// The parameters mean what they mean for items, and for an archive what they mean for tiles, beside `bbox`,
/// `min-zoom` and `max-zoom`. Throws Problem naming the parameter.
ExportRequest parse_export(model::Collection collection, ExportFormat format,
                           const std::vector<QueryParameter>& query, const model::Published& published,
                           model::Date today);

/// All that determines the file but what its rounds hold.
std::string description_of(const ExportRequest& request);
/// `sojourn-locations-NGA-baseline-28.pmtiles`; operations and round as far as there are few.
std::string file_name_of(const ExportRequest& request);

/// What an export needs and shares with requests.
struct ExportTools {
  exports::GeometryTexts& texts;
  tiles::PreparedAreas& areas;
  unsigned threads = 1;
  /// Of an archive, before compression; beyond, Problem(export_too_large).
  std::size_t largest_tile = std::numeric_limits<std::size_t>::max();
};

struct ExportResult {
  std::uint64_t count = 0;     ///< features, or tiles of an archive
  std::uint64_t left_out = 0;  ///< features without geometry, where the format cannot hold them
  std::uint64_t bytes = 0;
};

/// Writes the file at `path`, which must not exist. Throws exports::OutputError, exports::NothingToShow and
/// Problem(export_too_large), and what `progress` throws.
ExportResult write_export(const ExportRequest& request, const std::filesystem::path& path,
                          const ExportTools& tools, const exports::Progress& progress);

}  // namespace sojourn::server
