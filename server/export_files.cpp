#include "server/export_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <system_error>
#include <utility>

#include "server/log.hpp"
#include "server/one_answer.hpp"

namespace sojourn::server {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

constexpr std::string_view workshop_prefix = "making-";
constexpr std::string_view workshop_pattern = "making-XXXXXX";

/// A directory for one file in the making and whatever libraries put beside it.
class Workshop {
 public:
  explicit Workshop(const fs::path& parent) {
    auto name = (parent / workshop_pattern).string();
    if (mkdtemp(name.data()) == nullptr) fail("cannot make a directory for an export");
    path_ = name;
  }
  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  const fs::path& path() const { return path_; }
  /// Of all files in it. One that goes meanwhile has no bytes any more.
  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    std::error_code error;
    for (fs::directory_iterator entry(path_, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code gone;
      const auto size = entry->file_size(gone);
      if (!gone) sum += size;
    }
    return sum;
  }

 private:
  fs::path path_;
};

bool is_workshop(const fs::directory_entry& entry) {
  const auto name = entry.path().filename().string();
  return name.size() == workshop_pattern.size() && name.starts_with(workshop_prefix) &&
         entry.symlink_status().type() == fs::file_type::directory;
}

int open_file(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("an export cannot be opened again");
  return descriptor;
}

/// Each takes a descriptor, however small it is.
constexpr std::size_t most_files = 64;

/// Thrown to end the making of a file.
struct GivenUp : std::exception {};

Problem overloaded() {
  return {ProblemCode::overloaded, "Too many exports are being made or kept; try again in a while."};
}

Problem public_no_more() {
  return {ProblemCode::not_ready, "What was asked for is public no more; ask again."};
}

/// As true of a busy hour as of a large file, so it is no reason never to try again.
Problem takes_too_long(std::chrono::seconds most) {
  return {ProblemCode::overloaded,
          fmt::format("Making the file took longer than this server spends on one ({} s): try again when it "
                      "has less to do, or ask for less with bbox, filter, properties or max-zoom.",
                      most.count())};
}

}  // namespace

KeptFile::KeptFile(const fs::path& path, std::uint64_t size,
                   std::shared_ptr<std::atomic<std::int64_t>> counter)
    : descriptor_(open_file(path)), size_(size), counter_(std::move(counter)) {}

KeptFile::~KeptFile() {
  ::close(descriptor_);
  *counter_ -= static_cast<std::int64_t>(size_);
}

void KeptFile::read(std::uint64_t offset, std::size_t count, std::string& out) const {
  const auto before = out.size();
  out.resize(before + count);
  for (std::size_t done = 0; done < count;) {
    const auto bytes =
        ::pread(descriptor_, out.data() + before + done, count - done, static_cast<off_t>(offset + done));
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) fail("an export cannot be read again");
    done += static_cast<std::size_t>(bytes);
  }
}

class ExportFiles::Claim {
 public:
  explicit Claim(ExportFiles& files) : files_(files) {}
  ~Claim() { *files_.bytes_ -= own_; }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  /// Older files make room. Throws Problem where that is not enough.
  void resize(std::uint64_t bytes) {
    const auto most = static_cast<std::int64_t>(files_.limits_.bytes);
    const auto wanted = static_cast<std::int64_t>(bytes);
    *files_.bytes_ += wanted - own_;
    own_ = wanted;
    if (own_ > most)
      throw Problem(ProblemCode::export_too_large,
                    "The file would be larger than this server makes them: ask for less with bbox, filter, "
                    "properties or max-zoom.");
    while (*files_.bytes_ > most && files_.drop_oldest()) {
    }
    if (*files_.bytes_ > most) throw overloaded();
  }
  /// So many of them count for a finished file from now on.
  void hand_over(std::uint64_t bytes) { own_ -= static_cast<std::int64_t>(bytes); }

 private:
  ExportFiles& files_;
  std::int64_t own_ = 0;
};

ExportFiles::ExportFiles(fs::path directory, const Limits& limits, Metrics& metrics)
    : directory_(std::move(directory)),
      limits_(limits),
      metrics_(metrics),
      workers_(limits.at_once, limits.waiting, WorkerPool::Priority::background) {
  if (fs::create_directories(directory_)) fs::permissions(directory_, fs::perms::owner_all);
  std::vector<fs::path> left;
  for (const auto& entry : fs::directory_iterator(directory_))
    if (is_workshop(entry)) left.push_back(entry.path());
  for (const auto& path : left) fs::remove_all(path);
}

ExportFiles::~ExportFiles() {
  give_up();
}

ExportFiles::File ExportFiles::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.key == key; });
  if (found == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  return found->file;
}

void ExportFiles::get(const std::shared_ptr<const FileRendition>& rendition, Found found) {
  const auto begun = enqueue(rendition, std::move(found));
  if (!begun) return;
  bool accepted = false;
  try {
    accepted = workers_.submit([this, begun] { make(*begun); });
  } catch (const std::exception& error) {
    log_failure("an export could not be begun", error);
  }
  if (accepted) return;
  const auto waiting = take_waiting(*begun);
  metrics_.count_shed();
  tell(waiting, overloaded());
}

/// The making, if it has to be begun; null if somebody does it already.
std::shared_ptr<ExportFiles::Making> ExportFiles::enqueue(
    const std::shared_ptr<const FileRendition>& rendition, Found found) {
  const std::lock_guard lock(mutex_);
  if (const auto known = under_way_.find(rendition->key); known != under_way_.end()) {
    known->second->waiting.push_back(std::move(found));
    return nullptr;
  }
  auto making = std::make_shared<Making>(rendition);
  making->waiting.push_back(std::move(found));
  under_way_.emplace(rendition->key, making);
  return making;
}

/// On a worker. Throws nothing, and leaves nobody waiting.
void ExportFiles::make(Making& making) {
  try {
    const auto outcome = outcome_of(making);
    tell(take_waiting(making), outcome);
  } catch (const std::exception& error) {
    log_failure("an export could not be told of", error);
    take_waiting(making);
  }
}

/// Those who wait for the making, which is over with that: others that come begin one anew.
std::vector<ExportFiles::Found> ExportFiles::take_waiting(Making& making) noexcept {
  const std::lock_guard lock(mutex_);
  const auto known = under_way_.find(making.rendition->key);
  if (known != under_way_.end() && known->second.get() == &making) under_way_.erase(known);
  return std::exchange(making.waiting, {});
}

void ExportFiles::tell(const std::vector<Found>& waiting, const Outcome& outcome) noexcept {
  for (const auto& one : waiting) {
    try {
      one(outcome);
    } catch (const std::exception& error) {  // which is for this one alone
      log_failure("an export could not be handed over", error);
    }
  }
}

ExportFiles::Outcome ExportFiles::outcome_of(const Making& making) {
  try {
    // Another may have made it while this one waited for its turn.
    if (auto file = find(making.rendition->key)) return file;
    auto file = make_file(making);
    keep(making, file);
    metrics_.count_export();
    return file;
  } catch (const Problem& problem) {
    return problem;
  } catch (const GivenUp&) {
    return Problem(ProblemCode::overloaded, "The server is being stopped; try again in a moment.");
  } catch (const std::exception& error) {
    log(LogLevel::error, "an export could not be made", {{"reason", std::string_view(error.what())}});
    return Problem(ProblemCode::internal_error, "Something failed here; the log says what.");
  }
}

ExportFiles::File ExportFiles::make_file(const Making& making) {
  const auto deadline = std::chrono::steady_clock::now() + limits_.time;
  const Workshop workshop(directory_);
  Claim claim(*this);
  const auto go_on = [&](std::uint64_t) {
    if (stopping_) throw GivenUp();
    if (!making.is_public) throw public_no_more();
    if (std::chrono::steady_clock::now() > deadline) throw takes_too_long(limits_.time);
    claim.resize(workshop.bytes());
  };
  go_on(0);
  const auto path = workshop.path() / making.rendition->file_name;
  making.rendition->write(path, go_on);
  go_on(0);
  const auto size = fs::file_size(path);
  auto file = std::make_shared<const KeptFile>(path, size, bytes_);
  // What lies beside it goes with the directory, and so does its name.
  claim.hand_over(size);
  return file;
}

void ExportFiles::keep(const Making& making, const File& file) {
  {
    const std::lock_guard lock(mutex_);
    // Under the mutex: whoever withdraws a round finds the file either here or in the making.
    if (!making.is_public) throw public_no_more();
    entries_.push_front({making.rendition->key, making.rendition->rounds, file});
    if (entries_.size() <= most_files) return;
  }
  drop_oldest();
}

/// Whether there was one. Its bytes go when nobody reads it any more.
bool ExportFiles::drop_oldest() {
  File dropped;
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return false;
  dropped = std::move(entries_.back().file);
  entries_.pop_back();
  return true;
}

void ExportFiles::keep_only(const std::function<bool(const std::string& round)>& is_public) {
  const auto all_public = [&](const std::vector<std::string>& rounds) {
    return std::all_of(rounds.begin(), rounds.end(), is_public);
  };
  std::list<Entry> dropped;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, making] : under_way_)
    if (!all_public(making->rendition->rounds)) making->is_public = false;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto next = std::next(entry);
    if (!all_public(entry->rounds)) dropped.splice(dropped.end(), entries_, entry);
    entry = next;
  }
}

}  // namespace sojourn::server
