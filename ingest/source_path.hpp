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

/// Throws ImportRefused if another program has the database open (a GeoPackage is one) and its last changes
/// lie beside it, where a reader of the file alone would not see them.
void refuse_if_open_elsewhere(const std::filesystem::path& file);

/// What belongs to a shapefile lies beside it under the same name: its .dbf, .shx, .prj and .cpg. Of other
/// files nothing.
std::vector<std::filesystem::path> companions_of(const std::filesystem::path& file);

}  // namespace sojourn::ingest
