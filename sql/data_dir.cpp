#include "sql/data_dir.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sql/error.hpp"
#include "sql/os_process.hpp"

namespace sojourn::sql {
namespace {

constexpr const char* fallback = "/var/lib/sojourn";

/// Others may pass through what we make, whatever the umask: the database's user has to.
void create(const std::filesystem::path& directory) {
  if (std::filesystem::is_directory(directory)) return;
  if (directory.has_parent_path() && directory.parent_path() != directory) create(directory.parent_path());
  if (mkdir(directory.c_str(), 0755) != 0 && !std::filesystem::is_directory(directory))
    throw EnvironmentError(
        fmt::format("the data directory {} cannot be made: {}. Choose another with --data-dir",
                    directory.string(), std::error_code(errno, std::generic_category()).message()));
  chmod(directory.c_str(), 0755);
}

std::filesystem::path deepest_existing(std::filesystem::path path) {
  std::error_code error;
  while (!std::filesystem::is_directory(path, error) && path.has_parent_path() && path != path.parent_path())
    path = path.parent_path();
  return path;
}

}  // namespace

DataDir resolve_data_dir(const std::filesystem::path& requested) {
  auto path = std::filesystem::absolute(requested).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "var/" and "var" are one directory
  DataDir result{path, ""};
  if (geteuid() == 0) {
    const auto user = find_user("postgres");
    if (user && !can_enter(*user, deepest_existing(path))) {
      result.path = fallback;
      result.note = fmt::format(
          "{} is out of reach for the user {} who runs the database: the data directory is {} instead",
          path.string(), user->name, fallback);
    }
  }
  create(result.path);
  result.path = std::filesystem::canonical(result.path);
  return result;
}

}  // namespace sojourn::sql
