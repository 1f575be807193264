#include "export/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace sojourn::exports {
namespace {

std::string reason(int number) {
  return std::error_code(number, std::generic_category()).message();
}

[[noreturn]] void refuse_existing(const std::filesystem::path& path) {
  throw FileExists(fmt::format("{} is there already; --force replaces it", path.string()));
}

void sync(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    throw OutputError(fmt::format("cannot read {} again: {}", path.string(), reason(errno)));
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (failed != 0)
    throw OutputError(fmt::format("cannot write {} to disk: {}", path.string(), reason(failed)));
}

}  // namespace

PendingFile::PendingFile(std::filesystem::path target, bool replace)
    : target_(std::move(target)), replace_(replace) {
  if (!target_.has_filename()) throw OutputError(fmt::format("{} names no file", target_.string()));
  if (std::filesystem::is_directory(target_))
    throw OutputError(fmt::format("{} is a directory", target_.string()));
  if (!replace_ && std::filesystem::exists(std::filesystem::symlink_status(target_)))
    refuse_existing(target_);
  auto name = (std::filesystem::absolute(target_).parent_path() / ".sojourn-export-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    throw OutputError(fmt::format("cannot write beside {}: {}", target_.string(), reason(errno)));
  directory_ = name;
  path_ = directory_ / target_.filename();
}

PendingFile::~PendingFile() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void PendingFile::commit() {
  sync(path_);
  const unsigned flags = replace_ ? 0 : RENAME_NOREPLACE;
  if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), flags) == 0) return;
  int failed = errno;
  // Some network file systems cannot refuse; whether the name is free was asked at the start.
  if (failed == EINVAL && flags != 0) {
    if (std::filesystem::exists(target_)) refuse_existing(target_);
    if (std::rename(path_.c_str(), target_.c_str()) == 0) return;
    failed = errno;
  }
  if (failed == EEXIST) refuse_existing(target_);
  throw OutputError(fmt::format("cannot write {}: {}", target_.string(), reason(failed)));
}

FileSink::FileSink(const std::filesystem::path& path) : path_(path) {
  descriptor_ = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail(reason(errno));
}

FileSink::~FileSink() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void FileSink::fail(std::string_view what) const {
  throw OutputError(fmt::format("cannot write {}: {}", path_.string(), what));
}

void FileSink::write(std::string_view bytes) {
  write_at(size_, bytes);
}

void FileSink::write_at(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(written < 0 ? reason(errno) : "nothing could be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
    size_ = std::max(size_, offset);
  }
}

void FileSink::skip_to(std::uint64_t offset) {
  if (offset <= size_) return;
  if (::ftruncate(descriptor_, static_cast<off_t>(offset)) != 0) fail(reason(errno));
  size_ = offset;
}

void FileSink::close() {
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (::close(descriptor) != 0) fail(reason(errno));
}

}  // namespace sojourn::exports
