#include "export/pmtiles/archive_writer.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "export/gzip.hpp"

namespace sojourn::exports {
namespace {

constexpr std::size_t write_size = std::size_t{1} << 20;
constexpr int tile_level = 6;
constexpr int metadata_level = 9;

/// Section 3 of the specification; numbers are little-endian.
class HeaderBytes {
 public:
  HeaderBytes() : bytes_("PMTiles\x03") {}
  void number(std::uint64_t value) { append(value, 8); }
  void small(std::uint64_t value) { append(value, 1); }
  void degrees(double value) {
    append(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 1e7))), 4);
  }
  const std::string& text() const { return bytes_; }

 private:
  void append(std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes_ += static_cast<char>((value >> (8 * i)) & 0xFF);
  }
  std::string bytes_;
};

struct Section {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

struct Layout {
  Section root, metadata, leaves, tiles;
};

std::string header_text(const Layout& layout, const ArchiveCounts& counts, const ArchiveHeader& header) {
  constexpr int clustered = 1, gzip = 2, vector_tiles = 1;
  HeaderBytes out;
  for (const auto& section : {layout.root, layout.metadata, layout.leaves, layout.tiles}) {
    out.number(section.offset);
    out.number(section.length);
  }
  for (const auto count : {counts.addressed, counts.entries, counts.contents}) out.number(count);
  for (const auto value : {clustered, gzip, gzip, vector_tiles, header.min_zoom, header.max_zoom})
    out.small(static_cast<std::uint64_t>(value));
  const auto& bounds = header.bounds;
  for (const auto value : {bounds.min_x, bounds.min_y, bounds.max_x, bounds.max_y}) out.degrees(value);
  out.small(static_cast<std::uint64_t>(header.center_zoom));
  out.degrees(header.center.x);
  out.degrees(header.center.y);
  return out.text();
}

}  // namespace

PackedTile pack_tile(std::string_view content) {
  const auto hash = XXH3_128bits(content.data(), content.size());
  return {{hash.low64, hash.high64}, gzip(content, tile_level)};
}

ArchiveWriter::ArchiveWriter(const std::filesystem::path& path) : file_(path) {
  // Root, leaves and metadata are known last: room is left for the first, the others go to the end.
  file_.skip_to(first_read_bytes);
}

ArchiveWriter::Place ArchiveWriter::place_of(const PackedTile& tile) {
  const Place next{tile_bytes_, static_cast<std::uint32_t>(tile.gzipped.size())};
  const auto [known, is_new] = places_.try_emplace(tile.hash, next);
  if (!is_new) return known->second;
  tile_bytes_ += tile.gzipped.size();
  buffer_ += tile.gzipped;
  if (buffer_.size() < write_size) return next;
  file_.write(buffer_);
  buffer_.clear();
  return next;
}

void ArchiveWriter::add(std::uint64_t number, const PackedTile& tile) {
  if (!entries_.empty() && number < entries_.back().tile + entries_.back().run)
    throw std::logic_error("tiles of an archive come in the order of their numbers");
  const auto place = place_of(tile);
  ++addressed_;
  if (!entries_.empty()) {
    auto& last = entries_.back();
    if (last.offset == place.offset && last.tile + last.run == number) {
      ++last.run;
      return;
    }
  }
  entries_.push_back({number, place.offset, place.length, 1});
}

ArchiveCounts ArchiveWriter::finish(const ArchiveHeader& header, std::string_view metadata) {
  if (entries_.empty()) throw std::logic_error("an archive needs a tile");
  file_.write(buffer_);
  const auto directories = make_directories(entries_);
  const auto packed_metadata = gzip(metadata, metadata_level);
  Layout layout;
  layout.root = {header_bytes, directories.root.size()};
  layout.tiles = {first_read_bytes, tile_bytes_};
  layout.metadata = {file_.size(), packed_metadata.size()};
  file_.write(packed_metadata);
  layout.leaves = {file_.size(), directories.leaves.size()};
  file_.write(directories.leaves);
  const ArchiveCounts counts{addressed_, entries_.size(), places_.size(), file_.size()};
  file_.write_at(0, header_text(layout, counts, header) + directories.root);
  file_.close();
  return counts;
}

}  // namespace sojourn::exports
