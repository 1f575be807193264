/// At most one server on a data directory.
#pragma once

#include <filesystem>

#include "sql/file_lock.hpp"

namespace sojourn::sql {

/// Held by `sojourn serve` as long as it lives; also gone after `kill -9`.
class ServerLock {
 public:
  /// Throws EnvironmentError, naming the other server's process, if there is one.
  explicit ServerLock(const std::filesystem::path& data_dir);

 private:
  FileLock lock_;
};

}  // namespace sojourn::sql
