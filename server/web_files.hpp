/// The built page and its assets, held in memory.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "server/request.hpp"
#include "server/response.hpp"

namespace sojourn::server {

/// Read once at start; nothing outside the directory is ever opened, whatever a request says.
class WebFiles {
 public:
  /// A directory that is missing or empty gives a site of one page that says how to build it. Throws
  /// std::filesystem::filesystem_error for one that cannot be read.
  explicit WebFiles(const std::filesystem::path& directory);

  /// Nothing if there is no such file. `/` is index.html.
  std::optional<Response> respond(const Request& request) const;
  std::size_t count() const { return files_.size(); }

 private:
  struct File {
    Response plain;
    Response gzipped;  ///< equal to `plain` where compressing is not worth it
  };
  void add(const std::string& path, std::string content);

  std::map<std::string, File, std::less<>> files_;  ///< by path with its leading slash
};

/// The media type for a file name's extension.
std::string_view media_type(std::string_view path);

}  // namespace sojourn::server
