#include "ingest/sandbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

#include "ingest/confine.hpp"
#include "ingest/file_fence.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

using namespace sojourn::ingest;
using sojourn::test::contains;
using sojourn::test::message_of;
using sojourn::test::TemporaryFolder;

namespace {

/// Lets a shell script stand for the reader, to see what becomes of one that misbehaves.
class ScriptedReader {
 public:
  explicit ScriptedReader(const std::string& script) {
    const auto path = folder_.write("reader.sh", "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    ::setenv("SOJOURN_READER", path.c_str(), 1);
  }
  ~ScriptedReader() { ::unsetenv("SOJOURN_READER"); }
  ScriptedReader(const ScriptedReader&) = delete;
  ScriptedReader& operator=(const ScriptedReader&) = delete;

  std::string run(const SandboxLimits& limits = {}) {
    const auto file = folder_.write("data.csv", content);
    answer.clear();
    return message_of([&] {
      run_sandboxed({"read-source", file, "request", limits},
                    [&](std::string_view piece) { answer += piece; });
    });
  }
  std::string answer;
  std::string content = "a,b\n1,2\n";  ///< of the file that is read

 private:
  TemporaryFolder folder_;
};

/// Runs `attempt` in a confined process; true if it was denied.
template <typename Attempt>
bool denied(Attempt attempt) {
  const auto pid = ::fork();
  if (pid == 0) {
    confine_process(10, std::uint64_t{4} << 30);
    errno = 0;
    ::_exit(attempt() < 0 && errno == EPERM ? 0 : 1);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Whether this kernel can fence files at all.
bool has_landlock() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

/// Makes the call fail from now on in this process, as a kernel that lacks it does. Where `first_argument` is
/// not -1, only calls with it.
void take_away(long call, int error, std::int64_t first_argument = -1) {
  const auto first = static_cast<std::uint32_t>(first_argument);
  sock_filter code[] = {
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 3, static_cast<std::uint32_t>(call)},
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, args)},
      {static_cast<std::uint16_t>(BPF_JMP | (first_argument < 0 ? BPF_JGE : BPF_JEQ) | BPF_K), 0, 1,
       first_argument < 0 ? 0U : first},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW}};
  const sock_fprog program{static_cast<unsigned short>(std::size(code)), code};
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/// What confining says in a process of its own on a kernel without that call; "confined" if nothing.
std::string confined_without(long call, int error, std::int64_t first_argument = -1) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const auto pid = ::fork();
  if (pid == 0) {
    take_away(call, error, first_argument);
    const auto message = message_of([] { confine_process(10, std::uint64_t{4} << 30); });
    const auto said =
        (message.empty() ? "confined" : message) + (can_fence_files() ? "" : ", without a fence");
    ::_exit(::write(ends[1], said.data(), said.size()) > 0 ? 0 : 1);
  }
  ::close(ends[1]);
  char said[500] = {};
  const auto size = ::read(ends[0], said, sizeof said);
  ::close(ends[0]);
  ::waitpid(pid, nullptr, 0);
  return {said, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

}  // namespace

TEST_CASE("A reader that cannot be confined opens nothing; without Landlock the rest stands") {
  CHECK(contains(confined_without(SYS_prctl, EINVAL, PR_SET_SECCOMP), "seccomp"));
  CHECK(confined_without(SYS_landlock_create_ruleset, ENOSYS) == "confined, without a fence");
  if (has_landlock()) CHECK(contains(confined_without(SYS_landlock_restrict_self, EPERM), "Landlock"));
}

TEST_CASE("A confined process signals, limits and changes nobody but itself") {
  const auto other = static_cast<int>(::getpid());
  TemporaryFolder folder;
  const auto file = folder.write("present.txt", "x");
  CHECK(denied([&] { return ::kill(other, 0); }));
  CHECK(denied([&] { return static_cast<int>(::syscall(SYS_tgkill, other, other, 0)); }));
  CHECK(denied([&] { return static_cast<int>(::syscall(SYS_tkill, other, 0)); }));
  CHECK(denied([&] {
    siginfo_t info{};
    info.si_code = SI_QUEUE;
    return static_cast<int>(::syscall(SYS_rt_sigqueueinfo, other, 0, &info));
  }));
  CHECK(denied([&] { return static_cast<int>(::syscall(SYS_pidfd_open, other, 0)); }));
  CHECK(denied([&] {
    rlimit limit{};
    return ::prlimit(other, RLIMIT_CPU, nullptr, &limit);
  }));
  CHECK(denied([] { return ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600); }));
  const int held = ::open(file.c_str(), O_RDONLY);
  CHECK(denied([&] { return ::fchmod(held, 0777); }));
  CHECK(denied([&] { return ::setxattr(file.c_str(), "user.note", "x", 1, 0); }));
  ::close(held);
#if defined(__x86_64__)
  constexpr long x32 = 0x40000000;
  CHECK(denied([&] { return static_cast<int>(::syscall(x32 | SYS_kill, other, 0)); }));
#endif
  // Its own limits it may see, and itself it may end: a library's abort() is told as a crash.
  CHECK_FALSE(denied([] {
    rlimit limit{};
    return ::getrlimit(RLIMIT_CPU, &limit);
  }));
  const auto pid = ::fork();
  if (pid == 0) {
    confine_process(10, std::uint64_t{4} << 30);
    std::abort();
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
}

TEST_CASE("A reader that crashes, hangs or talks nonsense is a refusal that says so") {
  CHECK(contains(ScriptedReader("kill -SEGV $$").run(), "crashed the reader"));
  CHECK(contains(ScriptedReader("kill -XCPU $$").run(),
                 fmt::format("took more than {} s of processor time", cpu_seconds_of_any_file)));
  CHECK(contains(ScriptedReader("sleep 60").run({.wall_seconds = 1}), "took more than 1 s and was stopped"));
  CHECK(contains(ScriptedReader("exit 5").run(), "ended early (status 5)"));
  CHECK(contains(ScriptedReader("echo this is no answer at all").run(), "malformed"));
}

TEST_CASE("A large file has more processor time than a small one, up to the limit") {
  ScriptedReader reader("kill -XCPU $$");
  const auto refusal = [&](std::size_t bytes, unsigned most) {
    reader.content = std::string(bytes, 'x');
    return reader.run({.cpu_seconds = most});
  };
  CHECK(contains(refusal(3 << 20, 120),
                 fmt::format("more than {} s of processor time", cpu_seconds_of_any_file + 24)));
  CHECK(contains(refusal(30 << 20, 120), "more than 120 s of processor time"));
  CHECK(contains(refusal(1, 5), "more than 5 s of processor time"));
}

TEST_CASE("An answer larger than allowed is refused") {
  ScriptedReader reader(R"(printf 'd\010\000\000\000abcdefgh'; printf 'z\000\000\000\000')");
  CHECK(reader.run().empty());
  CHECK(reader.answer == "abcdefgh");
  CHECK(contains(reader.run({.output_bytes = 4}), "split it by round"));
}

TEST_CASE("The reader has no environment and no open files but its own") {
  ::setenv("SECRET", "value", 1);
  const auto inherited = ::open("/dev/null", O_RDONLY);
  ScriptedReader reader(R"sh(
    test -z "$SECRET" && ! [ -e /proc/$$/fd/4 ] && printf 'z\000\000\000\000')sh");
  CHECK(reader.run().empty());
  ::close(inherited);
  ::unsetenv("SECRET");
}

TEST_CASE("A reader that cannot be started is a fault of the machine, not of the file") {
  ::setenv("SOJOURN_READER", "/nowhere/reader", 1);
  TemporaryFolder folder;
  const auto file = folder.write("data.csv", "a\n");
  CHECK_THROWS_AS(run_sandboxed({"read-source", file, "", {}}, [](std::string_view) {}), IngestError);
  CHECK_THROWS_WITH(run_sandboxed({"read-source", file, "", {}}, [](std::string_view) {}),
                    "cannot start the reader /nowhere/reader");
  ::unsetenv("SOJOURN_READER");
}

TEST_CASE("What is no file, is empty or too large is refused before anything runs") {
  TemporaryFolder folder;
  const auto run = [](const std::filesystem::path& file, SandboxLimits limits = {}) {
    return message_of([&] { run_sandboxed({"read-source", file, "", limits}, [](std::string_view) {}); });
  };
  CHECK(contains(run(folder.path() / "absent.csv"), "cannot open"));
  CHECK(contains(run(folder.path()), "is not a file"));
  CHECK(contains(run(folder.write("empty.csv", "")), "is empty"));
  CHECK(contains(run(folder.write("large.csv", "12345678"), {.file_bytes = 4}), "Split it by round"));
}

TEST_CASE("A confined process has no network, starts nothing and writes nothing") {
  TemporaryFolder folder;
  const auto file = folder.write("present.txt", "x");
  CHECK(denied([] { return ::socket(AF_INET, SOCK_STREAM, 0); }));
  CHECK(denied([] { return ::socket(AF_UNIX, SOCK_STREAM, 0); }));
  CHECK(denied([&] { return ::open(file.c_str(), O_WRONLY); }));
  CHECK(denied([&] { return ::open((folder.path() / "new").c_str(), O_CREAT | O_RDONLY, 0600); }));
  CHECK(denied([&] { return ::unlink(file.c_str()); }));
  CHECK(denied([] { return static_cast<int>(::fork()); }));
  CHECK(denied([] {
    char name[] = "/bin/true";
    char* arguments[] = {name, nullptr};
    return ::execv(name, arguments);
  }));
  CHECK(std::filesystem::exists(file));
}

TEST_CASE("A confined process opens its source, its libraries' data, and nothing else") {
  TemporaryFolder folder;
  const auto source = folder.write("source.csv", "x");
  const auto other = folder.write("other.csv", "x");
  const auto shared = folder.path() / "shared";
  std::filesystem::create_directory(shared);
  const auto inside = (shared / "beside.dbf").string();
  std::filesystem::copy(other, inside);
  const int held = ::open(source.c_str(), O_RDONLY);
  // Whether this file can be opened in a process confined to `source` and the folder `shared`.
  const auto opens = [&](const std::string& path) {
    const auto pid = ::fork();
    if (pid == 0) {
      confine_process(10, std::uint64_t{4} << 30, {&held, 1}, shared.c_str());
      ::_exit(::open(path.c_str(), O_RDONLY) >= 0 ? 0 : errno == EACCES ? 1 : 2);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
  };
  CHECK(opens(source) == 0);
  CHECK(opens(inside) == 0);
  if (!has_landlock()) {
    WARN("SKIPPED: this kernel has no Landlock");
    return;
  }
  CHECK(opens(other) == 1);
  CHECK(opens("/etc/passwd") == 1);
  CHECK(opens("/proc/self/environ") == 1);
  ::close(held);
}
