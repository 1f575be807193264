#include "sql/private_cluster.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <mutex>
#include <optional>

#include "sql/cluster_config.hpp"
#include "sql/file_lock.hpp"
#include "sql/os_process.hpp"
#include "sql/postgres_install.hpp"
#include "sql/postmaster.hpp"
#include "sql/provision.hpp"

namespace sojourn::sql {
namespace {

constexpr std::chrono::seconds patience{600};

/// The version in PG_VERSION; nothing where there is no cluster yet.
std::optional<int> cluster_major(const ClusterPaths& paths) {
  std::error_code error;
  if (!std::filesystem::exists(paths.cluster, error) && !error) return std::nullopt;
  std::ifstream file(paths.cluster / "PG_VERSION");
  std::string text;
  int major = 0;
  if (!std::getline(file, text) ||
      std::from_chars(text.data(), text.data() + text.size(), major).ec != std::errc{})
    throw EnvironmentError(
        fmt::format("{} cannot be read as a database: its file PG_VERSION is missing, damaged or out of "
                    "reach for this user. Run as the user who made it, or name another data directory with "
                    "--data-dir",
                    paths.cluster.string()));
  return major;
}

/// Who runs PostgreSQL: this user, or as root, whom PostgreSQL refuses, the owner of the cluster or
/// `postgres`.
OsUser cluster_user(const ClusterPaths& paths) {
  if (geteuid() != 0) return current_user();
  struct stat status{};
  if (stat(paths.cluster.c_str(), &status) == 0 && status.st_uid != 0)
    if (auto owner = find_user(status.st_uid)) return *std::move(owner);
  if (auto user = find_user("postgres")) return *std::move(user);
  throw EnvironmentError(
      "PostgreSQL does not run as root, and there is no user postgres: install the Debian package "
      "postgresql-15, which brings both, or run as another user");
}

void require_reach(const ClusterPaths& paths, const OsUser& user) {
  if (!can_enter(user, paths.data_dir))
    throw EnvironmentError(
        fmt::format("the user {}, who runs the database, cannot enter {}: allow it, or name another "
                    "data directory with --data-dir",
                    user.name, paths.data_dir.string()));
}

}  // namespace

struct PrivateCluster::State {
  State(const std::filesystem::path& data_dir, MessageSink sink)
      : paths(data_dir),
        messages(std::move(sink)),
        user(cluster_user(paths)),
        starting(data_dir / "cluster.lock"),
        using_it(data_dir / "cluster.users") {}

  void say(std::string_view text) const {
    if (messages) messages(text);
  }

  /// Holds the lock under which clusters are started and stopped.
  struct Turn {
    explicit Turn(State& owner) : state(owner) {
      state.starting.exclusive(
          patience, [&] { state.say("waiting for another process that starts or stops the database"); });
    }
    ~Turn() { state.starting.unlock(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    State& state;
  };

  void join();
  PostmasterStatus run();
  void initialise(const PostgresInstall& install);
  void leave();

  ClusterPaths paths;
  MessageSink messages;
  OsUser user;
  FileLock starting;
  FileLock using_it;
  std::optional<Database> database;
  std::mutex mutex;
  bool joined = false;
};

void PrivateCluster::State::initialise(const PostgresInstall& install) {
  say(fmt::format("making a database in {} (PostgreSQL {}, run by user {})", paths.cluster.string(),
                  install.major, user.name));
  // What a killed initdb left is nobody's data yet.
  std::filesystem::remove_all(paths.making);
  make_private_directory(paths.making, user);
  const auto finished =
      run_as(user, {(install.programs / "initdb").string(), "-D", paths.making.string(), "--username",
                    std::string(name_of(Role::administrator)), "--auth-local=peer", "--auth-host=reject",
                    "--encoding=UTF8", "--locale=C.UTF-8", "--lc-collate=C", "--data-checksums",
                    "--no-instructions"});
  if (finished.exit_status != 0) {
    const auto reason = explain_failure(finished.output, paths.making);
    std::error_code error;
    std::filesystem::remove_all(paths.making, error);
    throw EnvironmentError(fmt::format("no database can be made in {} (it takes some 60 MB): {}",
                                       paths.cluster.string(), reason));
  }
  std::filesystem::rename(paths.making, paths.cluster);
}

/// With the turn held: a running, configured server.
PostmasterStatus PrivateCluster::State::run() {
  require_reach(paths, user);
  const auto install = choose_install(find_installs(), cluster_major(paths), paths.cluster);
  std::error_code error;
  if (!std::filesystem::exists(paths.cluster, error)) initialise(install);
  make_private_directory(paths.logs, user);

  const auto caller = current_user().name;
  auto running = find_postmaster(paths);
  if (running && !running->ready) running = wait_until_ready(paths, running->pid, messages);
  if (running && !std::filesystem::exists(running->socket_directory / ".s.PGSQL.5432", error)) {
    say("the database's socket was removed: starting it again");
    stop_postmaster(paths, *running);
    running.reset();
  }
  if (running) {
    if (write_configuration(paths, running->socket_directory, user, {caller})) kill(running->pid, SIGHUP);
    return *running;
  }
  const auto sockets = socket_directory(paths, user);
  if (sockets.parent_path() != paths.data_dir)
    say(fmt::format("the data directory's path is too long for a socket: it is in {}", sockets.string()));
  make_private_directory(sockets, user);
  write_configuration(paths, sockets, user, {caller});
  return start_postmaster(paths, install.programs, user, sockets, messages);
}

void PrivateCluster::State::join() {
  const std::lock_guard guard(mutex);
  const Turn turn(*this);
  using_it.try_shared();  // only a process that holds the turn ever asks for it exclusively
  joined = true;
  const auto status = run();
  database = Database::on_socket(status.socket_directory);
  provision_private(*database);
}

void PrivateCluster::State::leave() {
  const std::lock_guard guard(mutex);
  if (!joined) return;
  joined = false;
  const Turn turn(*this);
  using_it.unlock();
  if (!using_it.try_exclusive()) return;
  const auto status = find_postmaster(paths);
  if (status) stop_postmaster(paths, *status);
  using_it.unlock();
}

PrivateCluster PrivateCluster::ensure_running(const std::filesystem::path& data_dir, MessageSink messages) {
  auto state = std::make_unique<State>(std::filesystem::canonical(data_dir), std::move(messages));
  PrivateCluster cluster(std::move(state));
  cluster.state_->join();
  return cluster;
}

PrivateCluster::PrivateCluster(std::unique_ptr<State> state) : state_(std::move(state)) {}
PrivateCluster::PrivateCluster(PrivateCluster&&) noexcept = default;

PrivateCluster& PrivateCluster::operator=(PrivateCluster&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

PrivateCluster::~PrivateCluster() {
  if (!state_) return;
  try {
    state_->leave();
  } catch (const std::exception& error) {
    state_->say(error.what());
  }
}

const Database& PrivateCluster::database() const {
  return *state_->database;
}

void PrivateCluster::ensure_running() {
  {
    const std::lock_guard guard(state_->mutex);
    const auto status = find_postmaster(state_->paths);
    std::error_code error;
    if (status && status->ready && std::filesystem::exists(status->socket_directory / ".s.PGSQL.5432", error))
      return;
  }
  state_->join();
}

void PrivateCluster::leave() {
  state_->leave();
}

}  // namespace sojourn::sql
