/// What a user's path to a source means.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sojourn::ingest {

/// A file, or a zip and what is meant inside it.
struct SourcePath {
  std::filesystem::path file;
  std::string inner;
};

/// `archive.zip/folder/inner.csv`: the longest beginning that is a file is the archive. Throws ImportRefused
/// if there is none.
SourcePath split_source_path(const std::filesystem::path& path);

/// What belongs to a shapefile lies beside it under the same name: its .dbf, .shx, .prj and .cpg. Of other
/// files nothing.
std::vector<std::filesystem::path> companions_of(const std::filesystem::path& file);

}  // namespace sojourn::ingest
