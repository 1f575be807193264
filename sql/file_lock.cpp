#include "sql/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>

#include "sql/error.hpp"

namespace sojourn::sql {

FileLock::FileLock(const std::filesystem::path& file) : file_(file) {
  descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor_ < 0)
    throw EnvironmentError(
        fmt::format("the lock file {} cannot be opened: {}. Give this user the data directory, or "
                    "choose another with --data-dir",
                    file.string(), std::generic_category().message(errno)));
  // Root may come first; whoever the directory belongs to has to get in afterwards.
  struct stat directory{};
  if (geteuid() == 0 && stat(file.parent_path().c_str(), &directory) == 0)
    std::ignore = fchown(descriptor_, directory.st_uid, directory.st_gid);
}

FileLock::FileLock(FileLock&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool FileLock::try_lock(int operation) {
  for (;;) {
    if (flock(descriptor_, operation | LOCK_NB) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR)
      throw EnvironmentError(
          fmt::format("{} cannot be locked: {}. The data directory must be on a file system with "
                      "locks",
                      file_.string(), std::generic_category().message(errno)));
  }
}

bool FileLock::try_exclusive() {
  return try_lock(LOCK_EX);
}
bool FileLock::try_shared() {
  return try_lock(LOCK_SH);
}

void FileLock::exclusive(std::chrono::seconds limit, const std::function<void()>& waiting) {
  using namespace std::chrono_literals;
  const auto start = std::chrono::steady_clock::now();
  for (bool told = false; !try_exclusive();) {
    const auto waited = std::chrono::steady_clock::now() - start;
    if (waited > limit)
      throw EnvironmentError(
          fmt::format("another process has held {} for more than {} s: see what it is with `fuser {}`",
                      file_.string(), limit.count(), file_.string()));
    if (!told && waited > 500ms) {
      told = true;
      if (waiting) waiting();
    }
    std::this_thread::sleep_for(20ms);
  }
}

void FileLock::unlock() {
  flock(descriptor_, LOCK_UN);
}

}  // namespace sojourn::sql
