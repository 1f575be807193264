/// Reads a PMTiles archive by the specification alone, for tests: header, directories, tiles.
#pragma once

#include <libdeflate.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "export/pmtiles/directory.hpp"

namespace sojourn::exports::test {

inline std::string gunzip(const std::string& bytes) {
  std::string out(64 * bytes.size() + (1 << 20), '\0');
  auto* decompressor = libdeflate_alloc_decompressor();
  std::size_t size = 0;
  const auto result =
      libdeflate_gzip_decompress(decompressor, bytes.data(), bytes.size(), out.data(), out.size(), &size);
  libdeflate_free_decompressor(decompressor);
  if (result != LIBDEFLATE_SUCCESS) throw std::runtime_error("not gzip");
  out.resize(size);
  return out;
}

class Bytes {
 public:
  explicit Bytes(std::string text) : text_(std::move(text)) {}
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(text_.at(at_++));
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if ((byte & 0x80U) == 0) return value;
    }
  }
  std::uint64_t fixed(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i)
      value |= std::uint64_t{static_cast<unsigned char>(text_.at(at_++))} << (8 * i);
    return value;
  }
  bool at_end() const { return at_ == text_.size(); }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

inline std::vector<DirectoryEntry> parse_directory(const std::string& text) {
  Bytes bytes(text);
  std::vector<DirectoryEntry> entries(bytes.varint());
  std::uint64_t tile = 0;
  for (auto& entry : entries) entry.tile = tile += bytes.varint();
  for (auto& entry : entries) entry.run = static_cast<std::uint32_t>(bytes.varint());
  for (auto& entry : entries) entry.length = static_cast<std::uint32_t>(bytes.varint());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto value = bytes.varint();
    entries[i].offset = value == 0 ? entries[i - 1].offset + entries[i - 1].length : value - 1;
  }
  if (!bytes.at_end()) throw std::runtime_error("a directory is longer than its entries");
  return entries;
}

struct Archive {
  std::string text;
  std::uint64_t root, root_length, metadata, metadata_length, leaves, leaves_length, data, data_length;
  std::uint64_t addressed, entries, contents;
  std::uint64_t clustered, internal_compression, tile_compression, type, min_zoom, max_zoom;
  std::int32_t west, south, east, north;

  explicit Archive(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
    if (!text.starts_with("PMTiles\x03")) throw std::runtime_error("not an archive");
    Bytes header(text.substr(8, 119));
    for (auto* field : {&root, &root_length, &metadata, &metadata_length, &leaves, &leaves_length, &data,
                        &data_length, &addressed, &entries, &contents})
      *field = header.fixed(8);
    for (auto* field : {&clustered, &internal_compression, &tile_compression, &type, &min_zoom, &max_zoom})
      *field = header.fixed(1);
    for (auto* field : {&west, &south, &east, &north}) *field = static_cast<std::int32_t>(header.fixed(4));
  }

  std::string metadata_json() const { return gunzip(text.substr(metadata, metadata_length)); }

  /// Every tile by number, decompressed.
  std::map<std::uint64_t, std::string> tiles() const {
    std::map<std::uint64_t, std::string> found;
    read(text.substr(root, root_length), found);
    return found;
  }

 private:
  void read(const std::string& directory, std::map<std::uint64_t, std::string>& found) const {
    for (const auto& entry : parse_directory(gunzip(directory))) {
      if (entry.run == 0) {
        read(text.substr(leaves + entry.offset, entry.length), found);
        continue;
      }
      if (entry.offset + entry.length > data_length)
        throw std::runtime_error("a tile lies outside the tiles");
      const auto content = gunzip(text.substr(data + entry.offset, entry.length));
      for (std::uint64_t i = 0; i < entry.run; ++i) found.emplace(entry.tile + i, content);
    }
  }
};

}  // namespace sojourn::exports::test
