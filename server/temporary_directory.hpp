/// A directory that goes away with its owner.
#pragma once

#include <filesystem>

namespace sojourn::server {

class TemporaryDirectory {
 public:
  /// Below the system's directory for temporary files. Throws std::system_error.
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace sojourn::server
