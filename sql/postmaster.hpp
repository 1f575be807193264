/// The PostgreSQL server process of one cluster: is it there, start it, stop it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sql/cluster_config.hpp"

namespace sojourn::sql {

struct PostmasterStatus {
  pid_t pid = 0;
  std::filesystem::path socket_directory;
  bool ready = false;
};

/// What runs on the cluster now. A pid file left by a killed server, or whose number another program has by
/// now, does not count.
std::optional<PostmasterStatus> find_postmaster(const ClusterPaths& paths);

/// Clears away what a killed server left (pid files, orphaned processes), starts a new one and waits until it
/// takes connections, recovering first if it has to. Throws EnvironmentError with what its log says.
PostmasterStatus start_postmaster(const ClusterPaths& paths, const std::filesystem::path& programs,
                                  const OsUser& user, const std::filesystem::path& socket_directory,
                                  const std::function<void(std::string_view)>& messages);

/// Waits for a server that is starting or recovering. Throws EnvironmentError if it ends instead.
PostmasterStatus wait_until_ready(const ClusterPaths& paths, pid_t pid,
                                  const std::function<void(std::string_view)>& messages);

/// Ends all sessions, writes everything to disk and waits (pg_ctl's "fast"). Throws EnvironmentError if it
/// lives on.
void stop_postmaster(const ClusterPaths& paths, const PostmasterStatus& status);

/// A reason in the text that a person can act on: a full disk with its figures; else the text's last lines.
std::string explain_failure(const std::string& output, const std::filesystem::path& directory);

}  // namespace sojourn::sql
