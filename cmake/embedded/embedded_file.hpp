/// A file that cmake/EmbedFiles.cmake compiled into the program.
#pragma once

#include <string_view>

namespace sojourn {

struct EmbeddedFile {
  std::string_view path;     ///< relative to the folder that was embedded
  std::string_view content;  ///< as it was at build time
};

}  // namespace sojourn
