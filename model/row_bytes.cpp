#include "model/row_bytes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace sojourn::model {
namespace {

std::string kept_in() {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  return error ? "memory" : folder.string();
}

[[noreturn]] void fail() {
  const auto why = std::generic_category().message(errno);
  throw std::runtime_error(
      fmt::format("rows by the million are kept in {} while they are checked: {}", kept_in(), why));
}

// Some file systems know no files without a name, and TMPDIR may name no folder; then memory has to do.
int nameless_file() {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  const int file = error ? -1 : ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  return file >= 0 ? file : ::memfd_create("rows", MFD_CLOEXEC);
}

}  // namespace

RowBytes::~RowBytes() {
  if (mapped_ != nullptr) ::munmap(mapped_, size_);
  if (file_ >= 0) ::close(file_);
}

RowBytes& RowBytes::operator=(RowBytes&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(kept_, other.kept_);
  std::swap(file_, other.file_);
  std::swap(mapped_, other.mapped_);
  std::swap(size_, other.size_);
  return *this;
}

void RowBytes::append(std::string_view bytes) {
  memory_.append(bytes);
  if (memory_.size() >= (file_ < 0 ? kept_ : std::size_t{1} << 20)) spill();
}

void RowBytes::spill() {
  if (file_ < 0) file_ = nameless_file();
  if (file_ < 0) fail();
  for (std::string_view rest = memory_; !rest.empty();) {
    const auto written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail();
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  size_ += memory_.size();
  memory_.clear();
  memory_.shrink_to_fit();
}

void RowBytes::let_go() const {
  if (mapped_ != nullptr) ::madvise(mapped_, size_, MADV_DONTNEED);
}

void RowBytes::finish() {
  if (file_ < 0) return;
  spill();
  void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, file_, 0);
  if (mapped == MAP_FAILED) fail();
  mapped_ = static_cast<char*>(mapped);
}

}  // namespace sojourn::model
