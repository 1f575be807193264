/// Zip files, before anything is unpacked from them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::ingest {

struct ArchiveEntry {
  std::string name;
  std::uint64_t packed = 0;
  std::uint64_t unpacked = 0;  ///< as the directory claims
};

/// The central directory's entries (APPNOTE.TXT 4.3.12). Throws ImportRefused where it is cut off or
/// malformed, and for ZIP64, which no spreadsheet or table of the allowed size needs.
std::vector<ArchiveEntry> list_archive(std::string_view bytes, const std::string& file);

/// Throws ImportRefused if the entries claim to unpack to more than is allowed, in all or against their
/// packed size.
void check_archive_sizes(const std::vector<ArchiveEntry>& entries, const std::string& file);

/// Unpacks one entry of an archive that GDAL knows as `path` (in /vsimem), and stops at its claimed size.
std::string unpack_entry(const std::string& path, const ArchiveEntry& entry, const std::string& file);

/// Unpacks all entries without keeping them, so that one that holds more than it claims is found before GDAL
/// reads it.
void verify_archive(const std::string& path, const std::vector<ArchiveEntry>& entries,
                    const std::string& file);

}  // namespace sojourn::ingest
