#include "export/pmtiles/directory.hpp"

#include <protozero/varint.hpp>

#include <algorithm>
#include <iterator>

#include "export/gzip.hpp"

namespace sojourn::exports {
namespace {

constexpr int directory_level = 9;
/// A leaf is read whole for one tile: small enough for a slow line, large enough to be worth a request.
constexpr std::size_t entries_of_smallest_leaf = 4096;

void append(std::string& out, std::uint64_t number) {
  protozero::write_varint(std::back_inserter(out), number);
}

Directories with_leaves(std::span<const DirectoryEntry> entries, std::size_t entries_per_leaf) {
  Directories made;
  std::vector<DirectoryEntry> root;
  for (std::size_t first = 0; first < entries.size(); first += entries_per_leaf) {
    const auto part = entries.subspan(first, std::min(entries_per_leaf, entries.size() - first));
    const auto leaf = gzip(serialise(part), directory_level);
    root.push_back({part.front().tile, made.leaves.size(), static_cast<std::uint32_t>(leaf.size()), 0});
    made.leaves += leaf;
  }
  made.root = gzip(serialise(root), directory_level);
  return made;
}

}  // namespace

std::string serialise(std::span<const DirectoryEntry> entries) {
  std::string out;
  append(out, entries.size());
  std::uint64_t before = 0;
  for (const auto& entry : entries) {
    append(out, entry.tile - before);
    before = entry.tile;
  }
  for (const auto& entry : entries) append(out, entry.run);
  for (const auto& entry : entries) append(out, entry.length);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    // 0: right behind the one before.
    const bool follows = i > 0 && entries[i].offset == entries[i - 1].offset + entries[i - 1].length;
    append(out, follows ? 0 : entries[i].offset + 1);
  }
  return out;
}

Directories make_directories(std::span<const DirectoryEntry> entries, std::size_t most_root) {
  // No directory of so many entries could fit: four bytes each, and random lengths do not compress.
  if (entries.size() < most_root) {
    auto root = gzip(serialise(entries), directory_level);
    if (root.size() <= most_root) return {std::move(root), {}};
  }
  for (auto size = entries_of_smallest_leaf;; size += size / 4)
    if (auto made = with_leaves(entries, size); made.root.size() <= most_root) return made;
}

}  // namespace sojourn::exports
