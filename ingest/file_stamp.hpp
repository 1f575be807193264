/// Whether a file is still the one that was looked at before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace sojourn::ingest {

/// Which file it is, how long, and when it was last written to. All zero where there is none.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t number = 0;
  std::int64_t bytes = 0;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;

  bool operator==(const FileStamp&) const = default;

  static FileStamp of(int descriptor);
  static FileStamp of(const std::filesystem::path& path);
};

/// Throws ImportRefused, unless both are the same: what was read may be half of one file and half of another.
void refuse_if_changed(const FileStamp& before, const FileStamp& after, const std::filesystem::path& file);

}  // namespace sojourn::ingest
