/// The files that make a PostgreSQL cluster ours, and where its parts lie.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sql/os_process.hpp"

namespace sojourn::sql {

/// Parts of a data directory.
struct ClusterPaths {
  explicit ClusterPaths(const std::filesystem::path& data_dir);

  std::filesystem::path data_dir;
  std::filesystem::path cluster;  ///< PGDATA
  std::filesystem::path making;   ///< a cluster that initdb has not finished
  std::filesystem::path logs;
  std::filesystem::path start_log;  ///< what PostgreSQL says before its own log is open
  std::string label;                ///< cluster_name: stands in the title of each of its processes
};

/// Longest path of a Unix socket, without the final NUL (sockaddr_un).
inline constexpr std::size_t socket_path_limit = 107;

/// data_dir/socket, or a short directory of its own where that is too long for a socket.
std::filesystem::path socket_directory(const ClusterPaths& paths, const OsUser& user);

/// Makes the directory, for that user alone. Throws EnvironmentError if somebody else's stands in its place.
void make_private_directory(const std::filesystem::path& directory, const OsUser& user);

/// Writes postgresql.conf, pg_hba.conf and pg_ident.conf; true if one of them changed. `guests`: OS users
/// besides `user` who may enter as the sojourn roles.
bool write_configuration(const ClusterPaths& paths, const std::filesystem::path& socket_directory,
                         const OsUser& user, const std::vector<std::string>& guests);

}  // namespace sojourn::sql
