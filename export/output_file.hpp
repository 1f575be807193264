/// Files that are there whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace sojourn::exports {

/// Names the file and what stood in the way.
struct OutputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// The file is there already, and was not to be replaced.
struct FileExists : OutputError {
  using OutputError::OutputError;
};

/// A place for a file in the making: a hidden directory beside its final name, so that the last step is a
/// rename, and so that libraries may put their own temporary files next to it. Goes away with its owner.
class PendingFile {
 public:
  /// Throws FileExists unless `replace`, and OutputError where the directory cannot be written to.
  PendingFile(std::filesystem::path target, bool replace);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  /// Where to write; has the target's name.
  const std::filesystem::path& path() const { return path_; }
  /// Synced to disk and then put in its place, in one step. Throws as the constructor does.
  void commit();

 private:
  std::filesystem::path target_;
  bool replace_;
  std::filesystem::path directory_;
  std::filesystem::path path_;
};

/// Bytes into a file, in order; every failure is an OutputError.
class FileSink {
 public:
  explicit FileSink(const std::filesystem::path& path);
  ~FileSink();
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  void write(std::string_view bytes);
  /// Over bytes written before, or into a gap; the end does not move back.
  void write_at(std::uint64_t offset, std::string_view bytes);
  /// Goes on after a gap of zeros.
  void skip_to(std::uint64_t offset);
  std::uint64_t size() const { return size_; }
  void close();

 private:
  [[noreturn]] void fail(std::string_view what) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace sojourn::exports
