#include "sql/postgres_install.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sql/error.hpp"

namespace sojourn::sql {
namespace {
std::string list_of(const std::vector<PostgresInstall>& installs) {
  std::string text;
  for (const auto& install : installs)
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", install.major,
                        install.has_postgis ? "" : " (without PostGIS)");
  return text.empty() ? "none" : text;
}
}  // namespace

std::vector<PostgresInstall> find_installs(const std::filesystem::path& root) {
  std::vector<PostgresInstall> installs;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(root / "lib/postgresql", error)) {
    const auto name = entry.path().filename().string();
    PostgresInstall install;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), install.major);
    if (parsed.ec != std::errc{} || parsed.ptr != name.data() + name.size()) continue;
    install.programs = entry.path() / "bin";
    // Client packages bring the directory too, without the server.
    if (!std::filesystem::exists(install.programs / "postgres", error)) continue;
    install.has_postgis =
        std::filesystem::exists(root / "share/postgresql" / name / "extension/postgis.control", error);
    installs.push_back(std::move(install));
  }
  std::sort(installs.begin(), installs.end(), [](const auto& a, const auto& b) { return a.major > b.major; });
  return installs;
}

PostgresInstall choose_install(const std::vector<PostgresInstall>& installs, std::optional<int> cluster_major,
                               const std::filesystem::path& cluster) {
  for (const auto& install : installs)
    if (install.has_postgis && (!cluster_major || install.major == *cluster_major)) return install;
  if (cluster_major)
    throw EnvironmentError(fmt::format(
        "the database in {} was made by PostgreSQL {}, but installed here: {}. Install postgresql-{} and "
        "postgresql-{}-postgis-3, or move the directory away to begin with an empty database",
        cluster.string(), *cluster_major, list_of(installs), *cluster_major, *cluster_major));
  const int wanted = installs.empty() ? 15 : installs.front().major;
  throw EnvironmentError(fmt::format(
      "no PostgreSQL server with PostGIS is installed (found: {}). Install the Debian packages postgresql-{} "
      "and postgresql-{}-postgis-3 (script/bootstrap does), or set database.url to use another database",
      list_of(installs), wanted, wanted));
}

}  // namespace sojourn::sql
