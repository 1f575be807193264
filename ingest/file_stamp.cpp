#include "ingest/file_stamp.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include "ingest/error.hpp"

namespace sojourn::ingest {
namespace {

FileStamp stamp(const struct stat& status) {
  return {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

std::string what_changed(const FileStamp& before, const FileStamp& after) {
  if (after == FileStamp{}) return "was removed";
  if (before.device != after.device || before.number != after.number) return "was replaced";
  return before.bytes == after.bytes ? std::string("was written to")
                                     : fmt::format("changed from {} to {} bytes", before.bytes, after.bytes);
}

}  // namespace

FileStamp FileStamp::of(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 ? stamp(status) : FileStamp{};
}

FileStamp FileStamp::of(const std::filesystem::path& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? stamp(status) : FileStamp{};
}

void refuse_if_changed(const FileStamp& before, const FileStamp& after, const std::filesystem::path& file) {
  if (before == after) return;
  throw ImportRefused(fmt::format(
      "{} {} while it was read, so nothing of it was taken. Wait until the program that writes it has "
      "finished, or take a copy of the file, and try again.",
      file.filename().string(), what_changed(before, after)));
}

}  // namespace sojourn::ingest
