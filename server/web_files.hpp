/// The built page and its assets, held in memory.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "server/negotiation.hpp"
#include "server/request.hpp"
#include "server/response.hpp"

namespace sojourn::server {

/// Read once at start; nothing outside the directory is ever opened, whatever a request says.
class WebFiles {
 public:
  /// A directory that is missing or empty gives a site of one page that says how to build it. Throws
  /// std::filesystem::filesystem_error for one that cannot be read.
  explicit WebFiles(const std::filesystem::path& directory);

  /// Null if there is no such file. `/` is index.html.
  SharedResponse respond(const Request& request) const;
  std::size_t count() const { return files_.size(); }

 private:
  struct File {
    /// By encoding; those that are not worth it are null.
    std::array<SharedResponse, encoding_count> encoded;
  };
  void add(const std::string& path, const std::string& content);

  std::map<std::string, File, std::less<>> files_;  ///< by path with its leading slash
};

/// The media type for a file name's extension.
std::string_view media_type(std::string_view path);

}  // namespace sojourn::server
