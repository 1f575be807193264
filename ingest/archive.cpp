#include "ingest/archive.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <memory>

#include "ingest/error.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::uint64_t max_unpacked = std::uint64_t{768} << 20;
constexpr std::uint64_t harmless = std::uint64_t{32} << 20;  ///< below this the ratio does not matter
constexpr std::uint64_t max_ratio = 120;                     ///< real workbooks: up to 40
constexpr std::size_t max_entries = 20000;

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

[[noreturn]] void damaged(const std::string& file) {
  throw ImportRefused(
      fmt::format("{} is damaged: it begins as a zip file (as XLSX and ODS do) but its end is missing. "
                  "Get the file again, or open it in a spreadsheet program and save it anew.",
                  file));
}

[[noreturn]] void too_large(const std::string& file, std::string_view what) {
  throw ImportRefused(
      fmt::format("{} unpacks to far more than a table of records needs ({}): it is not opened. "
                  "Save the sheet with the data alone, or as CSV.",
                  file, what));
}

// No table needs it; some programs write it all the same.
[[noreturn]] void zip64(const std::string& file) {
  throw ImportRefused(fmt::format(
      "{} is packed in the way of very large zip files (ZIP64), which is not read here. Open it in a "
      "spreadsheet program and save it anew, or as CSV; a zip of files, pack anew.",
      file));
}

// The end record stands last, before a comment of up to 65,535 bytes.
std::size_t find_end(std::string_view bytes, const std::string& file) {
  constexpr std::size_t end_bytes = 22;
  if (bytes.size() < end_bytes) damaged(file);
  const auto lowest = bytes.size() > end_bytes + 65535 ? bytes.size() - end_bytes - 65535 : 0;
  const auto found = bytes.rfind("PK\5\6", bytes.size() - end_bytes);
  if (found == std::string_view::npos || found < lowest) damaged(file);
  return found;
}

struct CloseFile {
  void operator()(VSILFILE* file) const { VSIFCloseL(file); }
};
using VsiFile = std::unique_ptr<VSILFILE, CloseFile>;

VsiFile open_entry(const std::string& path, const ArchiveEntry& entry, const std::string& file) {
  VsiFile handle(VSIFOpenL(fmt::format("/vsizip/{{{}}}/{}", path, entry.name).c_str(), "rb"));
  if (handle == nullptr)
    throw ImportRefused(fmt::format("`{}` inside {} is damaged and cannot be unpacked", entry.name, file));
  return handle;
}

}  // namespace

std::vector<ArchiveEntry> list_archive(std::string_view bytes, const std::string& file) {
  const auto end = find_end(bytes, file);
  const auto count = number(bytes, end + 10, 2);
  std::size_t at = number(bytes, end + 16, 4);
  if (count == 0xFFFF || at == 0xFFFFFFFF) zip64(file);
  if (count > max_entries) too_large(file, fmt::format("{} entries", count));
  std::vector<ArchiveEntry> entries;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (at + 46 > bytes.size() || bytes.substr(at, 4) != "PK\1\2") damaged(file);
    const auto name_size = number(bytes, at + 28, 2);
    if (at + 46 + name_size > bytes.size()) damaged(file);
    entries.push_back({std::string(bytes.substr(at + 46, name_size)), number(bytes, at + 20, 4),
                       number(bytes, at + 24, 4)});
    at += 46 + name_size + number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
  }
  return entries;
}

void check_archive_sizes(const std::vector<ArchiveEntry>& entries, const std::string& file) {
  std::uint64_t packed = 0;
  std::uint64_t unpacked = 0;
  for (const auto& entry : entries) {
    packed += entry.packed;
    unpacked += entry.unpacked;
    if (entry.unpacked > harmless && entry.unpacked / max_ratio > entry.packed)
      too_large(file, fmt::format("`{}`: {} kB become {} MB", entry.name, entry.packed >> 10,
                                  entry.unpacked >> 20));
  }
  if (unpacked > max_unpacked) too_large(file, fmt::format("{} MB", unpacked >> 20));
  if (unpacked > harmless && unpacked / max_ratio > packed)
    too_large(file, fmt::format("{} kB become {} MB", packed >> 10, unpacked >> 20));
}

std::string unpack_entry(const std::string& path, const ArchiveEntry& entry, const std::string& file) {
  const auto handle = open_entry(path, entry, file);
  std::string content(static_cast<std::size_t>(entry.unpacked), '\0');
  const auto count = VSIFReadL(content.data(), 1, content.size(), handle.get());
  char more = 0;
  if (count != content.size() || VSIFReadL(&more, 1, 1, handle.get()) != 0)
    throw ImportRefused(fmt::format("`{}` inside {} is damaged: its size is not the one the zip file states",
                                    entry.name, file));
  return content;
}

void verify_archive(const std::string& path, const std::vector<ArchiveEntry>& entries,
                    const std::string& file) {
  std::string buffer(std::size_t{1} << 18, '\0');
  for (const auto& entry : entries) {
    if (entry.name.ends_with('/')) continue;
    const auto handle = open_entry(path, entry, file);
    std::uint64_t total = 0;
    while (const auto count = VSIFReadL(buffer.data(), 1, buffer.size(), handle.get())) {
      total += count;
      if (total > entry.unpacked) break;
    }
    if (total != entry.unpacked)
      throw ImportRefused(
          fmt::format("`{}` inside {} is damaged: it does not unpack to the size the file states. "
                      "Get the file again, or open it in a spreadsheet program and save it anew.",
                      entry.name, file));
  }
}

}  // namespace sojourn::ingest
