#include "sql/cluster_config.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "sql/database.hpp"
#include "sql/error.hpp"

namespace sojourn::sql {
namespace {

/// FNV-1a: stable between builds, so every process finds the same short directory.
std::string short_hash(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return fmt::format("{:016x}", hash).substr(0, 12);
}

std::string quote_value(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += c;
    text += c;
  }
  return text + "'";
}

std::string settings(const ClusterPaths& paths, const std::filesystem::path& sockets) {
  return fmt::format(R"(# Written by sojourn at every start; changes here are lost.
listen_addresses = ''
port = 5432
unix_socket_directories = {}
unix_socket_permissions = 0700
cluster_name = {}
max_connections = 24
superuser_reserved_connections = 3

# A small machine shared with the server, which keeps what it serves in memory.
shared_buffers = 128MB
work_mem = 32MB
maintenance_work_mem = 192MB
max_wal_size = 2GB
checkpoint_timeout = 10min
jit = off

# No replica: a round copied into its new table is synced once, not logged as well.
wal_level = minimal
max_wal_senders = 0

# Terse, because details and contexts quote rows, and rows may hold what is not public.
log_error_verbosity = terse
log_min_error_statement = panic
log_line_prefix = '%m [%p] '
logging_collector = on
log_directory = {}
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_file_mode = 0600

timezone = 'UTC'
datestyle = 'ISO, YMD'
intervalstyle = 'iso_8601'
client_encoding = 'UTF8'
)",
                     quote_value(sockets.string()), quote_value(paths.label),
                     quote_value(paths.logs.string()));
}

std::string identities(const OsUser& user, std::vector<std::string> guests) {
  guests.push_back("root");
  guests.push_back(user.name);
  std::sort(guests.begin(), guests.end());
  guests.erase(std::unique(guests.begin(), guests.end()), guests.end());
  std::string text = "# Written by sojourn: who may enter as which role.\n";
  for (const auto& guest : guests)
    for (const auto role : {Role::administrator, Role::owner, Role::writer, Role::publisher, Role::reader})
      text += fmt::format("sojourn \"{}\" {}\n", guest, name_of(role));
  return text;
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Whole or not at all: PostgreSQL may be reading it.
bool write_if_changed(const std::filesystem::path& file, const std::string& text, const OsUser& user) {
  if (read_file(file) == text) return false;
  const auto draft = file.string() + ".new";
  {
    std::ofstream stream(draft, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.flush();
    if (!stream)
      throw EnvironmentError(
          fmt::format("{} cannot be written: {}", draft, std::generic_category().message(errno)));
  }
  if (geteuid() == 0 && chown(draft.c_str(), user.uid, user.gid) != 0)
    throw EnvironmentError(fmt::format("{} cannot be given to user {}: {}", draft, user.name,
                                       std::generic_category().message(errno)));
  chmod(draft.c_str(), 0600);
  std::filesystem::rename(draft, file);
  return true;
}

}  // namespace

ClusterPaths::ClusterPaths(const std::filesystem::path& directory)
    : data_dir(directory),
      cluster(directory / "cluster"),
      making(directory / "cluster.making"),
      logs(directory / "log"),
      start_log(logs / "start.log"),
      label("sojourn-" + short_hash(directory.string())) {}

std::filesystem::path socket_directory(const ClusterPaths& paths, const OsUser& user) {
  constexpr std::string_view socket_name = "/.s.PGSQL.5432";
  auto here = paths.data_dir / "socket";
  if (here.string().size() + socket_name.size() <= socket_path_limit) return here;
  const auto name = fmt::format("sojourn-{}-{}", user.uid, short_hash(paths.data_dir.string()));
  return std::filesystem::path(geteuid() == 0 ? "/run" : "/tmp") / name;
}

void make_private_directory(const std::filesystem::path& directory, const OsUser& user) {
  if (mkdir(directory.c_str(), 0700) == 0) {
    if (geteuid() == 0 && lchown(directory.c_str(), user.uid, user.gid) != 0)
      throw EnvironmentError(fmt::format("{} cannot be given to user {}: {}", directory.string(), user.name,
                                         std::generic_category().message(errno)));
    return;
  }
  if (errno != EEXIST)
    throw EnvironmentError(
        fmt::format("the directory {} cannot be made: {}. Choose another data directory with "
                    "--data-dir",
                    directory.string(), std::generic_category().message(errno)));
  struct stat status{};
  if (lstat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != user.uid ||
      (status.st_mode & 077) != 0)
    throw EnvironmentError(
        fmt::format("{} must be a directory that belongs to user {} alone (mode 0700), and is not",
                    directory.string(), user.name));
}

bool write_configuration(const ClusterPaths& paths, const std::filesystem::path& sockets, const OsUser& user,
                         const std::vector<std::string>& guests) {
  bool changed = write_if_changed(paths.cluster / "postgresql.conf", settings(paths, sockets), user);
  changed |= write_if_changed(
      paths.cluster / "pg_hba.conf",
      "# Written by sojourn: OS users of the ident map, over the Unix socket, and nobody else.\n"
      "local all all peer map=sojourn\n",
      user);
  changed |= write_if_changed(paths.cluster / "pg_ident.conf", identities(user, guests), user);
  return changed;
}

}  // namespace sojourn::sql
