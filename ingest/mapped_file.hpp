/// A text file read where it lies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sojourn::ingest {

/// The kernel brings the pages that are looked at and takes them back, so that a large file needs no memory.
class MappedFile {
 public:
  /// Throws std::bad_alloc where there is no room in the process.
  MappedFile(int descriptor, std::uint64_t size);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// Without a byte order mark.
  std::string_view text() const;
  /// The pages are not needed for now; they are there again when looked at.
  void let_go() const;

 private:
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace sojourn::ingest
