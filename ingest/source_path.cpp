#include "ingest/source_path.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/error.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {

SourcePath split_source_path(const std::filesystem::path& path) {
  std::error_code ignored;
  std::filesystem::path inner;
  for (auto file = path; !file.empty() && file != file.parent_path(); file = file.parent_path()) {
    if (std::filesystem::is_regular_file(file, ignored)) return {file, inner.generic_string()};
    inner = inner.empty() ? file.filename() : file.filename() / inner;
  }
  if (std::filesystem::exists(path, ignored))
    throw ImportRefused(fmt::format("{} is not a file but a folder, a pipe or a device", path.string()));
  throw ImportRefused(fmt::format("there is no file {}", path.string()));
}

void refuse_if_open_elsewhere(const std::filesystem::path& file) {
  std::error_code ignored;
  auto log = file;
  log += "-wal";
  const auto size = std::filesystem::file_size(log, ignored);
  if (!ignored && size > 0)
    throw ImportRefused(
        fmt::format("{} is open in another program, and its last changes lie in {}: close it "
                    "there and try again",
                    file.string(), log.filename().string()));
}

std::vector<std::filesystem::path> companions_of(const std::filesystem::path& file) {
  std::vector<std::filesystem::path> found;
  if (lower_ascii(file.extension().string()) != ".shp") return found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path() / ".", ignored)) {
    const auto ending = lower_ascii(entry.path().extension().string());
    // A link may lead to anything on the machine.
    if (entry.path().stem() == file.stem() && !entry.is_symlink(ignored) && entry.is_regular_file(ignored) &&
        entry.file_size(ignored) > 0 &&
        (ending == ".dbf" || ending == ".shx" || ending == ".prj" || ending == ".cpg"))
      found.push_back(entry.path());
  }
  // Whatever the case of their endings.
  std::ranges::sort(found, {}, [](const auto& path) { return lower_ascii(path.extension().string()); });
  return found;
}

}  // namespace sojourn::ingest
