#include "sql/os_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>
#include <tuple>
#include <vector>

#include "sql/error.hpp"

namespace sojourn::sql {
namespace {

OsUser from_entry(const passwd& entry) {
  OsUser user{entry.pw_name, entry.pw_uid, entry.pw_gid, {}};
  int count = 64;
  user.groups.resize(static_cast<std::size_t>(count));
  if (getgrouplist(entry.pw_name, entry.pw_gid, user.groups.data(), &count) < 0) {
    user.groups.resize(static_cast<std::size_t>(count));
    getgrouplist(entry.pw_name, entry.pw_gid, user.groups.data(), &count);
  }
  user.groups.resize(static_cast<std::size_t>(count));
  return user;
}

/// Calls `find` with room for an entry of the list of users, more of it until it is enough.
template <typename Find>
std::optional<OsUser> entry_of(Find find) {
  std::vector<char> room(4096);
  passwd entry{};
  passwd* found = nullptr;
  while (find(&entry, room.data(), room.size(), &found) == ERANGE) room.resize(room.size() * 2);
  return found == nullptr ? std::nullopt : std::optional(from_entry(*found));
}

/// What execve needs, laid out before the fork: a child of a threaded program must not allocate.
class ProgramImage {
 public:
  explicit ProgramImage(const std::vector<std::string>& arguments) : arguments_(arguments) {
    for (auto& argument : arguments_) pointers_.push_back(argument.data());
    pointers_.push_back(nullptr);
  }

  [[noreturn]] void execute() {
    execve(pointers_[0], pointers_.data(), environment_.data());
    constexpr std::string_view complaint = "cannot be executed: ";
    const char* reason = strerrordesc_np(errno);
    std::ignore = write(STDERR_FILENO, pointers_[0], std::strlen(pointers_[0]));
    std::ignore = write(STDERR_FILENO, " ", 1);
    std::ignore = write(STDERR_FILENO, complaint.data(), complaint.size());
    std::ignore = write(STDERR_FILENO, reason, std::strlen(reason));
    std::ignore = write(STDERR_FILENO, "\n", 1);
    _exit(127);
  }

 private:
  std::vector<std::string> arguments_;
  std::vector<char*> pointers_;
  // Nothing of the caller's environment reaches PostgreSQL: PGDATA and the like would change what it does.
  std::string path_ = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  std::string locale_ = "LC_ALL=C.UTF-8";
  std::array<char*, 3> environment_ = {path_.data(), locale_.data(), nullptr};
};

bool become(const OsUser& user) {
  if (geteuid() == user.uid) return true;
  return setgroups(user.groups.size(), user.groups.data()) == 0 && setgid(user.gid) == 0 &&
         setuid(user.uid) == 0;
}

/// Ours must not leak into the program: signal settings, open files, the working directory, the umask.
void shed_inheritance() {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);  // NOLINT(concurrency-mt-unsafe): a fork has one thread
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2})
    signal(number, SIG_DFL);
  close_range(3, ~0U, 0);
  std::ignore = chdir("/");
  umask(0077);
}

void connect_streams(int output) {
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    // Somebody ignores or reaps SIGCHLD: the child has ended all the same.
    if (errno != EINTR) return 0;
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
      throw EnvironmentError(fmt::format("no pipe to another process can be opened: {}",
                                         std::generic_category().message(errno)));
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t end) {
    if (ends[end] >= 0) close(ends[end]);
    ends[end] = -1;
  }
  std::string read_all() const {
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
      const auto count = read(ends[0], buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  std::array<int, 2> ends = {-1, -1};
};

pid_t fork_or_throw() {
  const pid_t child = fork();
  if (child < 0)
    throw EnvironmentError(
        fmt::format("no process can be started: {}", std::generic_category().message(errno)));
  return child;
}

}  // namespace

std::optional<OsUser> find_user(const std::string& name) {
  return entry_of([&](auto... to) { return getpwnam_r(name.c_str(), to...); });
}

std::optional<OsUser> find_user(uid_t uid) {
  return entry_of([&](auto... to) { return getpwuid_r(uid, to...); });
}

OsUser current_user() {
  if (auto user = find_user(geteuid())) return *std::move(user);
  throw EnvironmentError(fmt::format(
      "the system knows no name for user id {}, and PostgreSQL needs one: add the user", geteuid()));
}

Finished run_as(const OsUser& user, const std::vector<std::string>& arguments) {
  ProgramImage image(arguments);
  Pipe pipe;
  const pid_t child = fork_or_throw();
  if (child == 0) {
    connect_streams(pipe.ends[1]);
    setsid();
    shed_inheritance();
    if (!become(user)) _exit(126);
    image.execute();
  }
  pipe.close_end(1);
  Finished finished;
  finished.output = pipe.read_all();
  finished.exit_status = wait_for(child);
  return finished;
}

pid_t spawn_detached(const OsUser& user, const std::vector<std::string>& arguments,
                     const std::filesystem::path& log_file) {
  ProgramImage image(arguments);
  const std::string log = log_file.string();
  Pipe pipe;
  const pid_t child = fork_or_throw();
  if (child == 0) {
    setsid();
    const pid_t program = fork();
    if (program != 0) {
      std::ignore = write(pipe.ends[1], &program, sizeof program);
      _exit(0);
    }
    if (!become(user)) _exit(126);
    umask(0077);
    connect_streams(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600));
    shed_inheritance();
    image.execute();
  }
  pipe.close_end(1);
  const auto answer = pipe.read_all();
  wait_for(child);
  pid_t program = -1;
  if (answer.size() == sizeof program) std::memcpy(&program, answer.data(), sizeof program);
  if (program <= 0)
    throw EnvironmentError(fmt::format("{} cannot be started as user {}", arguments[0], user.name));
  return program;
}

bool can_enter(const OsUser& user, const std::filesystem::path& directory) {
  const std::string path = directory.string();
  const pid_t child = fork_or_throw();
  if (child == 0) _exit(become(user) && chdir(path.c_str()) == 0 ? 0 : 1);
  return wait_for(child) == 0;
}

bool process_alive(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  const std::string stat{std::istreambuf_iterator<char>(file), {}};
  // The state stands behind the name, which is in brackets and may hold anything.
  const auto bracket = stat.rfind(") ");
  return bracket != std::string::npos && stat.size() > bracket + 2 && stat[bracket + 2] != 'Z' &&
         stat[bracket + 2] != 'X';
}

std::vector<std::string> process_arguments(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/cmdline", pid));
  std::vector<std::string> arguments;
  for (std::string argument; std::getline(file, argument, '\0');) arguments.push_back(argument);
  return arguments;
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> processes;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const auto name = entry.path().filename().string();
    pid_t pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec == std::errc{} && parsed.ptr == name.data() + name.size()) processes.push_back(pid);
  }
  return processes;
}

}  // namespace sojourn::sql
