/// Writes a PMTiles archive, version 3 (github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md): a file that
/// a map page reads tile by tile from any server that knows ranges.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "export/output_file.hpp"
#include "export/pmtiles/directory.hpp"
#include "geo/geometry.hpp"

namespace sojourn::exports {

/// A tile as it goes into the file, made wherever; the hash is of the content before compression.
struct PackedTile {
  std::array<std::uint64_t, 2> hash{};
  std::string gzipped;
};
PackedTile pack_tile(std::string_view content);

struct ArchiveHeader {
  int min_zoom = 0;
  int max_zoom = 0;
  geo::Box bounds;  ///< degrees
  geo::Position center;
  int center_zoom = 0;
};

struct ArchiveCounts {
  std::uint64_t addressed = 0;  ///< tiles that a reader can ask for
  std::uint64_t entries = 0;    ///< of the directories: runs of equal tiles count once
  std::uint64_t contents = 0;   ///< different ones
  std::uint64_t bytes = 0;      ///< of the file
};

/// Tiles come in the order of their numbers; equal ones are kept once. Memory: about 24 bytes per entry and
/// 50 per different content.
class ArchiveWriter {
 public:
  explicit ArchiveWriter(const std::filesystem::path& path);

  /// Throws std::logic_error if the number is not higher than the one before.
  void add(std::uint64_t number, const PackedTile& tile);
  std::uint64_t bytes_so_far() const { return file_.size(); }
  /// The header, directories and `metadata` (JSON). Throws std::logic_error if there is no tile.
  ArchiveCounts finish(const ArchiveHeader& header, std::string_view metadata);

 private:
  struct Place {
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
  };
  struct HashOfHash {
    std::size_t operator()(const std::array<std::uint64_t, 2>& hash) const { return hash[0]; }
  };
  Place place_of(const PackedTile& tile);

  FileSink file_;
  std::string buffer_;  ///< tiles not yet written
  std::uint64_t tile_bytes_ = 0;
  std::uint64_t addressed_ = 0;
  std::vector<DirectoryEntry> entries_;
  std::unordered_map<std::array<std::uint64_t, 2>, Place, HashOfHash> places_;
};

}  // namespace sojourn::exports
