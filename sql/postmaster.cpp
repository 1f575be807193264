#include "sql/postmaster.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "sql/error.hpp"

namespace sojourn::sql {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool has_name(const std::string& program, std::string_view name) {
  return std::filesystem::path(program).filename() == name;
}

/// Told by its arguments, since root without the right to trace cannot see another user's executable.
bool is_our_postmaster(pid_t pid, const ClusterPaths& paths) {
  if (!process_alive(pid)) return false;
  const auto arguments = process_arguments(pid);
  return arguments.size() >= 3 &&
         (has_name(arguments[0], "postgres") || has_name(arguments[0], "postmaster")) &&
         arguments[1] == "-D" && arguments[2] == paths.cluster.string();
}

/// Sessions and helpers of this cluster carry its label in their titles.
std::vector<pid_t> orphans(const ClusterPaths& paths) {
  std::vector<pid_t> found;
  const auto title = fmt::format("postgres: {}: ", paths.label);
  for (const auto pid : all_processes()) {
    const auto arguments = process_arguments(pid);
    if (!arguments.empty() && arguments[0].starts_with(title) && process_alive(pid)) found.push_back(pid);
  }
  return found;
}

/// They end by themselves when they notice that the postmaster is gone; one in a long computation does not.
/// Two generations on one cluster would destroy it.
void wait_for_orphans(const ClusterPaths& paths) {
  const auto start = Clock::now();
  for (;;) {
    const auto pids = orphans(paths);
    if (pids.empty()) return;
    const auto waited = Clock::now() - start;
    if (waited > 20s)
      throw EnvironmentError(
          fmt::format("processes of a killed PostgreSQL still run on {} (first: {}): end them",
                      paths.cluster.string(), pids.front()));
    for (const auto pid : pids)
      if (waited > 5s)
        kill(pid, SIGKILL);
      else if (waited > 1s)
        kill(pid, SIGQUIT);
    std::this_thread::sleep_for(50ms);
  }
}

void remove_leftovers(const ClusterPaths& paths, const std::filesystem::path& sockets) {
  std::error_code error;
  std::filesystem::remove(paths.cluster / "postmaster.pid", error);
  std::filesystem::remove(sockets / ".s.PGSQL.5432.lock", error);
  std::filesystem::remove(sockets / ".s.PGSQL.5432", error);
}

std::string whole_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// PostgreSQL's own log of today may hold the reason when the start log does not.
std::string newest_log(const ClusterPaths& paths) {
  std::filesystem::path newest;
  std::filesystem::file_time_type time{};
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(paths.logs, error)) {
    const auto written = entry.last_write_time(error);
    if (error || entry.path().extension() != ".log" || entry.path() == paths.start_log || written < time)
      continue;
    newest = entry.path();
    time = written;
  }
  const auto text = newest.empty() ? std::string() : whole_file(newest);
  return text.size() > 4000 ? text.substr(text.size() - 4000) : text;
}

[[noreturn]] void throw_not_started(const ClusterPaths& paths) {
  const auto output = newest_log(paths) + "\n" + whole_file(paths.start_log);
  throw EnvironmentError(fmt::format("PostgreSQL does not start on {}: {}\nIts logs are in {}",
                                     paths.cluster.string(), explain_failure(output, paths.cluster),
                                     paths.logs.string()));
}

}  // namespace

std::optional<PostmasterStatus> find_postmaster(const ClusterPaths& paths) {
  // Lines as in PostgreSQL's miscadmin.h: pid, directory, start time, port, socket directory, address, key,
  // state.
  const auto lines = lines_of(paths.cluster / "postmaster.pid");
  if (lines.empty()) return std::nullopt;
  PostmasterStatus status;
  const auto& text = lines[0];
  if (std::from_chars(text.data(), text.data() + text.size(), status.pid).ec != std::errc{})
    return std::nullopt;
  if (status.pid <= 1 || !is_our_postmaster(status.pid, paths)) return std::nullopt;
  if (lines.size() >= 5) status.socket_directory = lines[4];
  status.ready = lines.size() >= 8 && lines[7].starts_with("ready");
  return status;
}

PostmasterStatus start_postmaster(const ClusterPaths& paths, const std::filesystem::path& programs,
                                  const OsUser& user, const std::filesystem::path& sockets,
                                  const std::function<void(std::string_view)>& messages) {
  wait_for_orphans(paths);
  remove_leftovers(paths, sockets);
  std::error_code error;
  std::filesystem::remove(paths.start_log, error);
  const auto pid =
      spawn_detached(user, {(programs / "postgres").string(), "-D", paths.cluster.string()}, paths.start_log);
  return wait_until_ready(paths, pid, messages);
}

PostmasterStatus wait_until_ready(const ClusterPaths& paths, pid_t pid,
                                  const std::function<void(std::string_view)>& messages) {
  const auto start = Clock::now();
  for (auto told = start;;) {
    const auto status = find_postmaster(paths);
    if (status && status->ready) return *status;
    if (!process_alive(pid)) throw_not_started(paths);
    const auto now = Clock::now();
    if (now - told > 5s && messages) {
      told = now;
      messages(fmt::format("the database has been starting for {} s (it recovers what a crash left)",
                           std::chrono::duration_cast<std::chrono::seconds>(now - start).count()));
    }
    std::this_thread::sleep_for(10ms);
  }
}

void stop_postmaster(const ClusterPaths& paths, const PostmasterStatus& status) {
  if (kill(status.pid, SIGINT) != 0 && errno != ESRCH)
    throw EnvironmentError(fmt::format("PostgreSQL (process {}) on {} cannot be stopped: {}", status.pid,
                                       paths.cluster.string(), std::generic_category().message(errno)));
  const auto start = Clock::now();
  while (is_our_postmaster(status.pid, paths)) {
    if (Clock::now() - start > 120s)
      throw EnvironmentError(fmt::format("PostgreSQL (process {}) on {} does not stop; its logs are in {}",
                                         status.pid, paths.cluster.string(), paths.logs.string()));
    std::this_thread::sleep_for(10ms);
  }
  // The log's writer goes last; after this nobody has a file of the cluster open.
  wait_for_orphans(paths);
}

std::string explain_failure(const std::string& output, const std::filesystem::path& directory) {
  if (output.find("No space left on device") != std::string::npos) {
    struct statvfs disk{};
    const bool known =
        statvfs(directory.c_str(), &disk) == 0 || statvfs(directory.parent_path().c_str(), &disk) == 0;
    const auto free = known ? disk.f_bavail * disk.f_frsize / (std::uint64_t{1} << 20) : 0;
    return fmt::format("the disk that holds {} is full ({} MB are free now): make room, then try again",
                       directory.string(), free);
  }
  std::string tail;
  int lines = 0;
  for (auto end = output.size(); end > 0 && lines < 8; ++lines) {
    const auto start = output.rfind('\n', end - 1);
    tail = output.substr(start == std::string::npos ? 0 : start + 1);
    end = start == std::string::npos ? 0 : start;
  }
  return tail;
}

}  // namespace sojourn::sql
