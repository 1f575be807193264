#include "ingest/file_fence.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>

namespace sojourn::ingest {
namespace {

constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
// All that the first version of Landlock knows; what is handled and not allowed is denied.
constexpr std::uint64_t everything = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;

constexpr const char* library_folders[] = {
    "/usr/lib", "/lib", "/usr/local/lib", "/usr/share/proj", "/usr/share/gdal", "/usr/local/share/proj"};

void allow(int fence, int descriptor) {
  struct stat status{};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) return;
  landlock_path_beneath_attr rule{};
  rule.parent_fd = descriptor;
  rule.allowed_access = S_ISDIR(status.st_mode) ? reading : LANDLOCK_ACCESS_FS_READ_FILE;
  ::syscall(SYS_landlock_add_rule, fence, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

void allow_folder(int fence, const char* path) {
  const int descriptor = ::open(path, O_PATH | O_CLOEXEC);
  if (descriptor < 0) return;
  allow(fence, descriptor);
  ::close(descriptor);
}

}  // namespace

bool can_fence_files() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

void fence_files(std::span<const int> readable, const char* folder) {
  if (!can_fence_files()) return;
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = everything;
  const auto fence = static_cast<int>(
      ::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0));
  if (fence < 0) throw std::runtime_error("the reader's files cannot be fenced (Landlock)");
  for (const int descriptor : readable) allow(fence, descriptor);
  for (const auto* path : library_folders) allow_folder(fence, path);
  if (*folder != '\0') allow_folder(fence, folder);
  const bool fenced = ::syscall(SYS_landlock_restrict_self, fence, 0) == 0;
  ::close(fence);
  if (!fenced) throw std::runtime_error("the reader's files cannot be fenced (Landlock)");
}

}  // namespace sojourn::ingest
