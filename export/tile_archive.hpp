/// The tiles of a selection as one PMTiles archive.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "export/pmtiles/archive_writer.hpp"
#include "export/selection.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::exports {

/// Zooms that an archive can have; map libraries enlarge the last one.
inline constexpr int deepest_archive_zoom = 14;
/// What an archive has unless asked otherwise: 2.4 m to a tile's unit for points, 9.5 m for areas, whose
/// interior makes many tiles and no news.
int default_max_zoom(model::Collection collection);

struct TileArchive {
  model::Collection collection = model::Collection::locations;
  model::RoundList rounds;
  int min_zoom = 0;
  int max_zoom = 0;
  /// Only tiles that meet one of these: what lies outside `encode` has to leave out. Nothing: all.
  std::optional<std::vector<geo::Box>> boxes;
  /// A tile as the server would answer, empty if there is nothing in it. Called from several threads at once.
  std::function<std::string(tiles::TileId)> encode;
  /// The TileJSON document of the same tiles, of which name, description, attribution, vector_layers, bounds
  /// and centre are taken.
  std::string tilejson;
};

/// There is nothing that a tile could show.
struct NothingToShow : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Tiles are made by `threads` threads and written in order; memory grows with the number of tiles, not with
/// their size, but for some that wait for their turn. `progress` is told the number of tiles tried, also
/// between large ones. Throws OutputError and NothingToShow.
ArchiveCounts write_tile_archive(const std::filesystem::path& path, const TileArchive& archive,
                                 unsigned threads, const Progress& progress);

}  // namespace sojourn::exports
