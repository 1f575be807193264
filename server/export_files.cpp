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

namespace sojourn::server {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// A directory for one file in the making and whatever libraries put beside it.
class Workshop {
 public:
  explicit Workshop(const fs::path& parent) {
    auto name = (parent / "XXXXXX").string();
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

/// Each takes a descriptor, however small it is.
constexpr std::size_t most_files = 64;

/// Thrown to end the making of a file.
struct GivenUp : std::exception {};

Problem overloaded() {
  return {ProblemCode::overloaded, "Too many exports are being made or kept; try again in a while."};
}

}  // namespace

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

 private:
  ExportFiles& files_;
  std::int64_t own_ = 0;
};

ExportFiles::ExportFiles(fs::path directory, const Limits& limits, Metrics& metrics)
    : directory_(std::move(directory)),
      limits_(limits),
      metrics_(metrics),
      workers_(limits.at_once, limits.waiting, WorkerPool::Priority::background) {
  fs::remove_all(directory_);
  fs::create_directories(directory_);
  fs::permissions(directory_, fs::perms::owner_all);
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
  {
    const std::lock_guard lock(mutex_);
    auto& others = under_way_[rendition->key];
    others.push_back(std::move(found));
    if (others.size() > 1) return;
  }
  if (workers_.submit([this, rendition] { make(rendition); })) return;
  metrics_.count_shed();
  std::vector<Found> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting = std::move(under_way_.extract(rendition->key).mapped());
  }
  for (const auto& one : waiting) one(overloaded());
}

/// On a worker.
void ExportFiles::make(const std::shared_ptr<const FileRendition>& rendition) {
  const auto outcome = outcome_of(*rendition);
  std::vector<Found> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting = std::move(under_way_.extract(rendition->key).mapped());
  }
  for (const auto& one : waiting) one(outcome);
}

ExportFiles::Outcome ExportFiles::outcome_of(const FileRendition& rendition) {
  try {
    // Another may have made it while this one waited for its turn.
    if (auto file = find(rendition.key)) return file;
    auto file = make_file(rendition);
    keep(rendition, file);
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

ExportFiles::File ExportFiles::make_file(const FileRendition& rendition) {
  const Workshop workshop(directory_);
  Claim claim(*this);
  const auto go_on = [&](std::uint64_t) {
    if (stopping_) throw GivenUp();
    claim.resize(workshop.bytes());
  };
  go_on(0);
  const auto path = workshop.path() / rendition.file_name;
  rendition.write(path, go_on);
  go_on(0);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("an export cannot be opened again");
  const auto size = fs::file_size(path);
  // It counts for itself from now on. What lies beside it goes with the directory, and so does its name.
  *bytes_ += static_cast<std::int64_t>(size);
  return std::make_shared<const KeptFile>(descriptor, size, bytes_);
}

void ExportFiles::keep(const FileRendition& rendition, const File& file) {
  {
    const std::lock_guard lock(mutex_);
    entries_.push_front({rendition.key, rendition.rounds, file});
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
  std::list<Entry> dropped;
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto next = std::next(entry);
    if (!std::all_of(entry->rounds.begin(), entry->rounds.end(), is_public))
      dropped.splice(dropped.end(), entries_, entry);
    entry = next;
  }
}

}  // namespace sojourn::server
