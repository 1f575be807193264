/// Which PostgreSQL is installed here, and has PostGIS.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace sojourn::sql {

struct PostgresInstall {
  int major = 0;
  std::filesystem::path programs;  ///< initdb, postgres, pg_dump
  bool has_postgis = false;
};

/// As Debian lays it out: <root>/lib/postgresql/<major>/bin. Newest first.
std::vector<PostgresInstall> find_installs(const std::filesystem::path& root = "/usr");

/// The newest with PostGIS, or the one that matches an existing cluster. Throws EnvironmentError that names
/// the Debian packages to install.
PostgresInstall choose_install(const std::vector<PostgresInstall>& installs, std::optional<int> cluster_major,
                               const std::filesystem::path& cluster);

}  // namespace sojourn::sql
