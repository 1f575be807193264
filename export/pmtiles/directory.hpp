/// Directories of a PMTiles archive: which tile is where (PMTiles specification 3.4, section 4).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sojourn::exports {

struct DirectoryEntry {
  std::uint64_t tile = 0;    ///< number of the first tile
  std::uint64_t offset = 0;  ///< from the start of the tiles, or of the leaves
  std::uint32_t length = 0;
  std::uint32_t run = 0;  ///< tiles in a row that are this one; 0: a leaf directory is there instead
  bool operator==(const DirectoryEntry&) const = default;
};

/// In columns, as the format has them, not compressed.
std::string serialise(std::span<const DirectoryEntry> entries);

/// Both gzipped.
struct Directories {
  std::string root;
  std::string leaves;  ///< one after the other; empty where the root names all tiles
};

/// The header and the root lie in the first 16 KiB, so that a reader gets both with its first request.
inline constexpr std::size_t header_bytes = 127;
inline constexpr std::size_t first_read_bytes = 16'384;
inline constexpr std::size_t most_root_bytes = first_read_bytes - header_bytes;

/// A root of at most `most_root` bytes, with leaves of equal numbers of entries if it needs them.
Directories make_directories(std::span<const DirectoryEntry> entries,
                             std::size_t most_root = most_root_bytes);

}  // namespace sojourn::exports
