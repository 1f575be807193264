#include "ingest/mapped_file.hpp"

#include <sys/mman.h>

#include <new>

namespace sojourn::ingest {

MappedFile::MappedFile(int descriptor, std::uint64_t size) : size_(static_cast<std::size_t>(size)) {
  void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  ::madvise(mapped, size_, MADV_SEQUENTIAL);
  bytes_ = static_cast<char*>(mapped);
}

MappedFile::~MappedFile() {
  ::munmap(bytes_, size_);
}

std::string_view MappedFile::text() const {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  std::string_view text(bytes_, size_);
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  return text;
}

void MappedFile::let_go() const {
  ::madvise(bytes_, size_, MADV_DONTNEED);
}

}  // namespace sojourn::ingest
