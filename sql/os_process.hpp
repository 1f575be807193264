/// Running PostgreSQL's programs as an unprivileged user: no shell, no sudo.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::sql {

struct OsUser {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
};

/// Nothing if the system has no such user.
std::optional<OsUser> find_user(const std::string& name);
std::optional<OsUser> find_user(uid_t uid);
/// The effective user of this process.
OsUser current_user();

struct Finished {
  int exit_status = 0;  ///< 128 + signal where a signal ended it
  std::string output;   ///< standard output and error together
};

/// Runs the program to its end. Becoming another user needs root. Throws EnvironmentError if there is no
/// process to be had; a program that cannot be executed exits with 127 and says why.
Finished run_as(const OsUser& user, const std::vector<std::string>& arguments);

/// Starts the program in a session of its own, so that it survives this process and the terminal's Ctrl-C;
/// its output is appended to the log. Returns its pid; it is not a child of this process.
pid_t spawn_detached(const OsUser& user, const std::vector<std::string>& arguments,
                     const std::filesystem::path& log_file);

/// Whether the user may pass through the directory.
bool can_enter(const OsUser& user, const std::filesystem::path& directory);

/// False for zombies too.
bool process_alive(pid_t pid);
/// The process's arguments; empty if it is gone. Readable for every user's processes.
std::vector<std::string> process_arguments(pid_t pid);
/// Every process of the machine that can be seen.
std::vector<pid_t> all_processes();

}  // namespace sojourn::sql
