#include "ingest/sandbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "ingest/confine.hpp"
#include "ingest/file_stamp.hpp"
#include "ingest/frames.hpp"
#include "ingest/source_path.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr int source_descriptor = 3;
constexpr std::size_t max_companions = 8;

class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset();
    value_ = std::exchange(other.value_, -1);
    return *this;
  }
  int get() const { return value_; }
  void reset() {
    if (value_ >= 0) ::close(value_);
    value_ = -1;
  }

 private:
  int value_;
};

[[noreturn]] void fail(std::string_view what) {
  throw IngestError(
      fmt::format("cannot start the reader: {}: {}", what, std::generic_category().message(errno)));
}

Descriptor open_source(const std::filesystem::path& path, std::uint64_t most_bytes) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.get() < 0)
    throw ImportRefused(
        fmt::format("cannot open {}: {}", path.string(), std::generic_category().message(errno)));
  struct stat status{};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    throw ImportRefused(fmt::format("{} is not a file", path.string()));
  if (status.st_size == 0) throw ImportRefused(fmt::format("{} is empty", path.filename().string()));
  if (static_cast<std::uint64_t>(status.st_size) > most_bytes)
    throw ImportRefused(fmt::format("{} has {} MB; files up to {} MB are read. Split it by round.",
                                    path.filename().string(), status.st_size >> 20, most_bytes >> 20));
  return file;
}

/// The source and what belongs to it, all open.
struct OpenFiles {
  explicit OpenFiles(const SandboxTask& task) {
    refuse_if_open_elsewhere(task.file);
    add(task.file, task.limits);
    for (const auto& companion : task.companions) {
      add(companion, task.limits);
      const auto ending = companion.extension().string();
      if (!endings.empty()) endings += ',';
      endings += lower_ascii(ending.empty() ? ending : ending.substr(1));
    }
  }

  /// Throws ImportRefused if somebody has written to one of them since.
  void refuse_if_changed() const {
    for (std::size_t i = 0; i < descriptors.size(); ++i)
      ingest::refuse_if_changed(stamps_[i], FileStamp::of(descriptors[i].get()), paths_[i]);
  }

  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& stamp : stamps_) sum += static_cast<std::uint64_t>(stamp.bytes);
    return sum;
  }

  std::vector<Descriptor> descriptors;
  std::string endings;  ///< of the companions, with commas between

 private:
  void add(const std::filesystem::path& path, const SandboxLimits& limits) {
    descriptors.push_back(open_source(path, limits.file_bytes));
    stamps_.push_back(FileStamp::of(descriptors.back().get()));
    paths_.push_back(path);
  }

  std::vector<FileStamp> stamps_;
  std::vector<std::filesystem::path> paths_;
};

// The request is a file in memory: the child may read it when it likes, and no write here can block.
Descriptor request_file(const std::string& request) {
  Descriptor memory(::memfd_create("request", MFD_CLOEXEC));
  if (memory.get() < 0) fail("memory for the request");
  for (std::size_t at = 0; at < request.size();) {
    const auto written = ::write(memory.get(), request.data() + at, request.size() - at);
    if (written <= 0) fail("memory for the request");
    at += static_cast<std::size_t>(written);
  }
  ::lseek(memory.get(), 0, SEEK_SET);
  return memory;
}

std::string program() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment.
  const char* other = std::getenv("SOJOURN_READER");
  return other != nullptr && *other != '\0' ? other : "/proc/self/exe";
}

// GDAL's reader of XLS wants a file named so. The link leads to the child's own descriptor.
class XlsLink {
 public:
  explicit XlsLink(int source) {
    constexpr std::string_view mark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    char start[8] = {};
    if (::pread(source, start, sizeof start, 0) != sizeof start ||
        std::string_view(start, sizeof start) != mark)
      return;
    auto pattern = (std::filesystem::temp_directory_path() / "sojourn-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) fail("a temporary folder");
    folder_ = pattern;
    path_ = folder_ + "/source.xls";
    if (::symlink(fmt::format("/proc/self/fd/{}", source_descriptor).c_str(), path_.c_str()) != 0)
      fail("a temporary link");
  }
  ~XlsLink() {
    if (folder_.empty()) return;
    ::unlink(path_.c_str());
    ::rmdir(folder_.c_str());
  }
  XlsLink(const XlsLink&) = delete;
  XlsLink& operator=(const XlsLink&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string folder_;
  std::string path_;
};

/// What the child is started with, all made before fork.
struct Start {
  const char* path;
  char* const* arguments;
  const int* descriptors;  ///< what becomes 0, 1, 3, 4 …
  int count;
};

// After fork only calls that are safe there: other threads' locks may be held forever.
[[noreturn]] void become_child(const Start& start) {
  constexpr int out_of_the_way = 32;
  char* const environment[] = {nullptr};
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGINT, SIG_IGN);  // Ctrl-C goes to all of a terminal's processes; the parent decides
  // High up first, so that no dup2 closes what a later one needs.
  int high[out_of_the_way];
  for (int i = 0; i < start.count; ++i) high[i] = ::fcntl(start.descriptors[i], F_DUPFD, out_of_the_way);
  // Libraries complain about every odd file; of sanitizers, one word is worth more than the file.
  bool good = is_sanitized || ::dup2(::open("/dev/null", O_WRONLY), 2) == 2;
  for (int i = 0; i < start.count; ++i) {
    const int place = i < 2 ? i : i + 1;
    good = good && ::dup2(high[i], place) == place;
  }
  if (good && ::close_range(static_cast<unsigned>(start.count) + 1, ~0U, 0) == 0) {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);  // NOLINT(concurrency-mt-unsafe): there is one thread here
    ::execve(start.path, start.arguments, environment);
  }
  ::_exit(127);
}

// A child that is killed and reaped when it goes out of scope, unless it was awaited.
class Child {
 public:
  Child(const SandboxTask& task, const std::string& xls_path, int request, int answer,
        const OpenFiles& files) {
    const auto path = program();
    const auto cpu = std::to_string(task.limits.cpu_seconds);
    const auto memory = std::to_string(task.limits.memory_bytes);
    std::vector<char*> arguments;
    for (const auto* text :
         {&name_, &task.subcommand, &cpu, &memory, &xls_path, &files.endings, &task.readable_folder.native()})
      arguments.push_back(const_cast<char*>(text->c_str()));
    arguments.push_back(nullptr);
    std::vector<int> descriptors = {request, answer};
    for (const auto& file : files.descriptors) descriptors.push_back(file.get());
    const Start start{path.c_str(), arguments.data(), descriptors.data(),
                      static_cast<int>(descriptors.size())};
    pid_ = ::fork();
    if (pid_ < 0) fail("fork");
    if (pid_ == 0) become_child(start);
  }
  ~Child() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      wait();
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  const std::string name_ = "sojourn-reader";
  pid_t pid_ = -1;
};

// Cuts the stream into frames.
class AnswerFrames {
 public:
  AnswerFrames(const SandboxTask& task, const std::function<void(std::string_view)>& receive)
      : task_(task), receive_(receive) {}

  void take(std::string_view bytes) {
    pending_.append(bytes);
    std::size_t at = 0;
    while (pending_.size() - at >= FrameHeader::bytes) {
      const auto header = FrameHeader::decode(pending_.data() + at);
      if (header.size > max_frame_bytes) throw ImportRefused("the reader's answer is malformed");
      if (pending_.size() - at - FrameHeader::bytes < header.size) break;
      frame(header.kind, std::string_view(pending_).substr(at + FrameHeader::bytes, header.size));
      at += FrameHeader::bytes + header.size;
    }
    pending_.erase(0, at);
  }

  bool done() const { return done_; }
  double share() const { return share_; }

 private:
  void frame(FrameKind kind, std::string_view payload) {
    switch (kind) {
      case FrameKind::data:
        received_ += payload.size();
        if (received_ > task_.limits.output_bytes)
          throw ImportRefused(fmt::format("{} holds more than {} MB of data; split it by round",
                                          task_.file.filename().string(), task_.limits.output_bytes >> 20));
        receive_(payload);
        return;
      case FrameKind::progress:
        if (payload.size() == 2)
          share_ = (static_cast<unsigned char>(payload[0]) + static_cast<unsigned char>(payload[1]) * 256) /
                   1000.0;
        return;
      case FrameKind::done:
        done_ = true;
        return;
      case FrameKind::memory:
        throw ImportRefused(fmt::format(
            "reading {} needs more than {} MB of memory. Save the sheet with the data alone, or as CSV.",
            task_.file.filename().string(), task_.limits.memory_bytes >> 20));
      case FrameKind::refused:
        throw ImportRefused(lines(payload));
      case FrameKind::fault:
        throw ImportRefused(fmt::format("{} cannot be read: {}", task_.file.filename().string(), payload));
    }
    throw ImportRefused("the reader's answer is malformed");
  }

  static std::vector<std::string> lines(std::string_view text) {
    std::vector<std::string> result;
    while (!text.empty()) {
      const auto end = text.find('\n');
      result.emplace_back(text.substr(0, end));
      text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return result;
  }

  const SandboxTask& task_;
  const std::function<void(std::string_view)>& receive_;
  std::string pending_;
  std::uint64_t received_ = 0;
  bool done_ = false;
  double share_ = 0;
};

[[noreturn]] void explain_end(const SandboxTask& task, int status) {
  const auto name = task.file.filename().string();
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
    throw ImportRefused(
        fmt::format("reading {} took more than {} s of processor time and was stopped. Save the sheet with "
                    "the data alone, or as CSV.",
                    name, task.limits.cpu_seconds));
  if (WIFSIGNALED(status))
    throw ImportRefused(
        fmt::format("reading {} crashed the reader (signal {}): the file is damaged or made to do harm", name,
                    WTERMSIG(status)));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
    throw IngestError("cannot start the reader " + program());
  throw ImportRefused(fmt::format("reading {} ended early (status {})", name, WEXITSTATUS(status)));
}

// Reads until the child closes its end. Throws when the time is over.
void pump(const SandboxTask& task, int descriptor, AnswerFrames& answer, const SandboxWatch& watch) {
  constexpr std::int64_t watch_milliseconds = 200;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(task.limits.wall_seconds);
  std::vector<char> buffer(std::size_t{1} << 18);
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now())
            .count();
    if (left <= 0)
      throw ImportRefused(fmt::format("reading {} took more than {} s and was stopped",
                                      task.file.filename().string(), task.limits.wall_seconds));
    if (watch) watch(answer.share());
    pollfd waiting{descriptor, POLLIN, 0};
    const auto patience = static_cast<int>(watch ? std::min<std::int64_t>(left, watch_milliseconds) : left);
    if (::poll(&waiting, 1, patience) < 0 && errno != EINTR) fail("waiting for the reader");
    if (waiting.revents == 0) continue;
    const auto count = ::read(descriptor, buffer.data(), buffer.size());
    if (count == 0) return;
    if (count < 0 && errno != EINTR && errno != EAGAIN) fail("reading from the reader");
    if (count > 0) answer.take({buffer.data(), static_cast<std::size_t>(count)});
  }
}

void run_child(const SandboxTask& task, const OpenFiles& files,
               const std::function<void(std::string_view)>& receive, const SandboxWatch& watch) {
  const auto request = request_file(task.request);
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  Descriptor answer_read(ends[0]);
  Descriptor answer_write(ends[1]);
  // Fewer turns between the two; where the system grants less, it is only slower.
  ::fcntl(answer_write.get(), F_SETPIPE_SZ, 1 << 20);
  const XlsLink xls(files.descriptors.front().get());
  Child child(task, xls.path(), request.get(), answer_write.get(), files);
  answer_write.reset();

  AnswerFrames answer(task, receive);
  pump(task, answer_read.get(), answer, watch);
  const int status = child.wait();
  if (!answer.done()) explain_end(task, status);
}

unsigned cpu_seconds_for(std::uint64_t bytes, unsigned most) {
  constexpr std::uint64_t per_megabyte = 8;
  return static_cast<unsigned>(
      std::min<std::uint64_t>(most, cpu_seconds_of_any_file + (per_megabyte * bytes >> 20)));
}

}  // namespace

void run_sandboxed(const SandboxTask& asked, const std::function<void(std::string_view)>& receive,
                   const SandboxWatch& watch) {
  if (asked.companions.size() > max_companions) throw std::logic_error("too many companions of a file");
  const OpenFiles files(asked);
  auto task = asked;
  task.limits.cpu_seconds = cpu_seconds_for(files.bytes(), asked.limits.cpu_seconds);
  try {
    run_child(task, files, receive, watch);
  } catch (const ImportRefused&) {
    // Of a file that changes meanwhile the child may say anything, or fall when its end is gone.
    files.refuse_if_changed();
    throw;
  }
  files.refuse_if_changed();
}

}  // namespace sojourn::ingest
