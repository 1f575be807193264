#include "sql/withdrawal_journal.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "sql/error.hpp"

namespace sojourn::sql {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view what) {
  throw EnvironmentError(
      fmt::format("the withdrawal could not be written down: {} {}: {}. It has no effect while the "
                  "database is down; make room or give this user the directory, and repeat it",
                  what, path.string(), std::generic_category().message(errno)));
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : value_(open(path.c_str(), flags | O_CLOEXEC, 0644)) {
    if (value_ < 0) fail(path, "cannot open");
  }
  ~Descriptor() { close(value_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int operator*() const { return value_; }

 private:
  int value_;
};

void write_synced(const std::filesystem::path& path, std::string_view text) {
  const Descriptor file(path, O_WRONLY | O_CREAT | O_EXCL);
  while (!text.empty()) {
    const auto count = write(*file, text.data(), text.size());
    if (count < 0 && errno != EINTR) fail(path, "cannot write");
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (fsync(*file) != 0) fail(path, "cannot sync");
}

void sync_directory(const std::filesystem::path& directory) {
  const Descriptor handle(directory, O_RDONLY | O_DIRECTORY);
  if (fsync(*handle) != 0) fail(directory, "cannot sync");
}

/// Sorts by time; process and counter keep two of one microsecond apart.
std::string new_id() {
  static std::atomic<unsigned> counter{0};
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  return fmt::format("{:020}-{}-{}.json", now.count(), getpid(), counter++);
}

std::string utc_now() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::string document_of(const Withdrawal& withdrawal) {
  nlohmann::json document = {{"operation", withdrawal.selection.operation},
                             {"round", withdrawal.selection.number.value()},
                             {"reason", withdrawal.reason},
                             {"by", withdrawal.by},
                             {"at", utc_now()}};
  if (withdrawal.selection.method) document["method"] = model::to_string(*withdrawal.selection.method);
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Withdrawal parse(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto document = nlohmann::json::parse(text);
  Withdrawal withdrawal;
  withdrawal.id = path.filename().string();
  withdrawal.selection.operation = document.at("operation").get<std::string>();
  withdrawal.selection.number = document.at("round").get<int>();
  if (document.contains("method")) {
    withdrawal.selection.method = model::parse_method(document.at("method").get<std::string>());
    if (!withdrawal.selection.method) throw std::runtime_error("its method is not known");
  }
  withdrawal.reason = document.at("reason").get<std::string>();
  withdrawal.by = document.at("by").get<std::string>();
  withdrawal.at = document.at("at").get<std::string>();
  return withdrawal;
}

}  // namespace

WithdrawalJournal::WithdrawalJournal(const std::filesystem::path& data_dir)
    : directory_(data_dir / "withdrawals") {}

std::string WithdrawalJournal::append(const Withdrawal& withdrawal) const {
  if (!withdrawal.selection.number) throw Refusal("a withdrawal names its round");
  if (mkdir(directory_.c_str(), 0755) == 0)
    sync_directory(directory_.parent_path());
  else if (errno != EEXIST)
    fail(directory_, "cannot make");
  const auto id = new_id();
  const auto draft = directory_ / (id + ".tmp");
  // Readers see the whole entry or none: it gets its name when it is on disk.
  write_synced(draft, document_of(withdrawal));
  if (rename(draft.c_str(), (directory_ / id).c_str()) != 0) fail(draft, "cannot rename");
  sync_directory(directory_);
  return id;
}

WithdrawalJournal::Contents WithdrawalJournal::read() const {
  Contents contents;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    if (entry.path().extension() != ".json") continue;
    try {
      contents.entries.push_back(parse(entry.path()));
    } catch (const std::exception& problem) {
      // Taken away by another process between listing and reading: no entry, and no problem.
      if (!std::filesystem::exists(entry.path(), error)) continue;
      contents.unreadable.push_back(fmt::format("{}: {}", entry.path().string(), problem.what()));
    }
  }
  std::sort(contents.entries.begin(), contents.entries.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(contents.unreadable.begin(), contents.unreadable.end());
  return contents;
}

void WithdrawalJournal::remove(const std::string& id) const {
  std::error_code error;
  std::filesystem::remove(directory_ / std::filesystem::path(id).filename(), error);
}

}  // namespace sojourn::sql
