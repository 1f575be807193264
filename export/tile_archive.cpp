#include "export/tile_archive.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <nlohmann/json.hpp>
#include <span>
#include <thread>

#include "export/pmtiles/tile_number.hpp"
#include "export/provenance.hpp"
#include "tiles/reach.hpp"

namespace sojourn::exports {
namespace {

constexpr std::size_t tiles_at_once = 1024;
/// Of packed tiles that wait to be written.
constexpr std::size_t bytes_at_once = std::size_t{32} << 20;
/// How often it is asked whether to go on: after so many tiles, and after each that is so large.
constexpr std::size_t tiles_between_questions = 16;
constexpr std::size_t large_tile = std::size_t{1} << 20;

bool has_row_in(const model::Block& block, const geo::Box& box) {
  bool found = false;
  block.search_runs(box, [&](std::uint32_t first, std::uint32_t last) {
    for (auto row = first; row < last && !found; ++row) found = block.box(row).intersects(box);
    return !found;
  });
  return found;
}

/// Whether a tile may show something, by the boxes of rows: may say yes to an empty tile, never no to
/// another.
class Coverage {
 public:
  explicit Coverage(const TileArchive& archive) : boxes_(archive.boxes) {
    for (const auto& round : archive.rounds)
      if (const auto* block = round->block(archive.collection)) blocks_.push_back(block);
  }

  bool meets(tiles::TileId tile) const {
    if (boxes_ && !is_in_boxes(tile)) return false;
    const auto reach = tiles::reach_of(tile, tiles::buffer + grid);
    return std::any_of(blocks_.begin(), blocks_.end(), [&](const model::Block* block) {
      return std::any_of(reach.begin(), reach.end(),
                         [&](const auto& part) { return has_row_in(*block, part.box); });
    });
  }

 private:
  /// Units that the grid may move a position by, and more.
  static constexpr double grid = 8;

  /// What lies on a box's edge may be put into the tile beside it.
  bool is_in_boxes(tiles::TileId tile) const {
    const auto reach = tiles::reach_of(tile, grid);
    return std::any_of(reach.begin(), reach.end(), [&](const auto& part) {
      return std::any_of(boxes_->begin(), boxes_->end(),
                         [&](const auto& box) { return box.intersects(part.box); });
    });
  }

  const std::optional<std::vector<geo::Box>>& boxes_;
  std::vector<const model::Block*> blocks_;
};

struct NumberedTile {
  std::uint64_t number = 0;
  tiles::TileId id;
};

/// Tiles of one zoom that may show something, along the curve, going down only where there is something.
template <typename Visit>
void walk(const Coverage& coverage, int zoom, int level, std::uint64_t distance, Visit& visit) {
  const auto tile = tile_along_curve(level, distance);
  if (!coverage.meets(tile)) return;
  if (level == zoom) return visit(NumberedTile{first_tile_number(zoom) + distance, tile});
  for (std::uint64_t quarter = 0; quarter < 4; ++quarter)
    walk(coverage, zoom, level + 1, 4 * distance + quarter, visit);
}

/// Makes a batch of tiles on several threads.
class Makers {
 public:
  Makers(const TileArchive& archive, unsigned threads) : archive_(archive), threads_(std::max(threads, 1U)) {}

  /// For tiles at the beginning of the batch, one at least, until they have many bytes; without content where
  /// one is empty. `go_on` is called by this thread now and then, and may throw.
  std::vector<std::optional<PackedTile>> make(std::span<const NumberedTile> batch,
                                              const std::function<void(std::size_t tried)>& go_on) {
    std::vector<std::optional<PackedTile>> made(batch.size());
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> bytes{0};
    std::vector<std::exception_ptr> failures(threads_);
    const auto work = [&](std::exception_ptr& failure) {
      try {
        for (std::size_t own = 1; bytes < bytes_at_once; ++own) {
          const auto i = next++;
          if (i >= batch.size()) break;
          const auto content = archive_.encode(batch[i].id);
          if (!content.empty()) made[i] = pack_tile(content);
          if (made[i]) bytes += made[i]->gzipped.size();
          if (&failure == failures.data() &&
              (own % tiles_between_questions == 0 || content.size() > large_tile))
            go_on(i);
        }
      } catch (...) {
        failure = std::current_exception();
        next = batch.size();
      }
    };
    {
      std::vector<std::jthread> others;
      for (unsigned i = 1; i < threads_; ++i) others.emplace_back(work, std::ref(failures[i]));
      work(failures[0]);
    }
    for (const auto& failure : failures)
      if (failure) std::rethrow_exception(failure);
    // Whoever took a tile has made it.
    made.resize(std::min<std::size_t>(next, batch.size()));
    return made;
  }

 private:
  const TileArchive& archive_;
  unsigned threads_;
};

std::string metadata_of(const TileArchive& archive, const nlohmann::json& tilejson) {
  auto metadata = nlohmann::json::parse(provenance_json(archive.rounds));
  for (const auto* member : {"name", "description", "attribution", "unplaced", "unplaced_individuals"})
    if (tilejson.contains(member)) metadata[member] = tilejson[member];
  metadata["type"] = "overlay";
  metadata["format"] = "pbf";
  metadata["collection"] = model::info_of(archive.collection).name;
  metadata["vector_layers"] = tilejson.at("vector_layers");
  for (auto& layer : metadata["vector_layers"]) {
    layer["minzoom"] = archive.min_zoom;
    layer["maxzoom"] = archive.max_zoom;
  }
  return metadata.dump();
}

ArchiveHeader header_of(const TileArchive& archive, const nlohmann::json& tilejson) {
  const auto& bounds = tilejson.at("bounds");
  const auto& center = tilejson.at("center");
  ArchiveHeader header;
  header.min_zoom = archive.min_zoom;
  header.max_zoom = archive.max_zoom;
  header.bounds = {bounds[0], bounds[1], bounds[2], bounds[3]};
  header.center = {center[0], center[1]};
  header.center_zoom = std::clamp(center[2].get<int>(), archive.min_zoom, archive.max_zoom);
  return header;
}

}  // namespace

int default_max_zoom(model::Collection collection) {
  return model::info_of(collection).geometry == model::GeometryKind::areas ? 10 : 12;
}

ArchiveCounts write_tile_archive(const std::filesystem::path& path, const TileArchive& archive,
                                 unsigned threads, const Progress& progress) {
  const auto tilejson = nlohmann::json::parse(archive.tilejson);
  const Coverage coverage(archive);
  Makers makers(archive, threads);
  ArchiveWriter writer(path);
  std::vector<NumberedTile> batch;
  std::uint64_t tried = 0;
  std::uint64_t written = 0;
  const auto finish_batch = [&] {
    for (std::span<const NumberedTile> rest(batch); !rest.empty();) {
      const auto made = makers.make(rest, [&](std::size_t more) {
        if (progress) progress(tried + more);
      });
      for (std::size_t i = 0; i < made.size(); ++i) {
        if (!made[i]) continue;
        writer.add(rest[i].number, *made[i]);
        ++written;
      }
      tried += made.size();
      rest = rest.subspan(made.size());
      if (progress) progress(tried);
    }
    batch.clear();
  };
  auto visit = [&](const NumberedTile& tile) {
    batch.push_back(tile);
    if (batch.size() == tiles_at_once) finish_batch();
  };
  for (int zoom = archive.min_zoom; zoom <= archive.max_zoom; ++zoom) walk(coverage, zoom, 0, 0, visit);
  finish_batch();
  if (written == 0)
    throw NothingToShow("nothing of what was asked for has a place on the map, so there is no tile to write");
  return writer.finish(header_of(archive, tilejson), metadata_of(archive, tilejson));
}

}  // namespace sojourn::exports
