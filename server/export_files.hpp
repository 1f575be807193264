/// Files made for exports over HTTP: each made once however many ask, and kept as long as it is true and
/// there is room.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "server/metrics.hpp"
#include "server/problem.hpp"
#include "server/rendition.hpp"
#include "server/worker_pool.hpp"

namespace sojourn::server {

/// A file without a name: it is there as long as somebody holds it, and nothing is left of it however the
/// program ends.
class KeptFile {
 public:
  /// Opens the file, and takes `size` off `counter` when it goes. Throws std::system_error.
  KeptFile(const std::filesystem::path& path, std::uint64_t size,
           std::shared_ptr<std::atomic<std::int64_t>> counter);
  ~KeptFile();
  KeptFile(const KeptFile&) = delete;
  KeptFile& operator=(const KeptFile&) = delete;

  std::uint64_t size() const { return size_; }
  /// Appends `count` bytes from `offset` on. Throws std::runtime_error.
  void read(std::uint64_t offset, std::size_t count, std::string& out) const;

 private:
  const int descriptor_;
  const std::uint64_t size_;
  const std::shared_ptr<std::atomic<std::int64_t>> counter_;
};

/// Safe to use from any thread.
class ExportFiles {
 public:
  struct Limits {
    std::size_t at_once = 1;
    std::size_t waiting = 8;
    std::uint64_t bytes = 0;         ///< of all files, also of those being made or sent
    std::chrono::seconds time{600};  ///< for making one
  };
  /// Files lie in `directory` while they are made, each in a directory `making-XXXXXX` of its own. Those that
  /// another process left are removed, and nothing else. Throws std::filesystem::filesystem_error where the
  /// directory cannot be made.
  ExportFiles(std::filesystem::path directory, const Limits& limits, Metrics& metrics);
  /// Gives up what is being made.
  ~ExportFiles();

  using File = std::shared_ptr<const KeptFile>;
  /// What came of it: the file, or why there is none.
  using Outcome = std::variant<File, Problem>;
  using Found = std::function<void(const Outcome&)>;

  /// Null if there is no such file now.
  File find(const std::string& key);
  /// Calls `found` once, here or on another thread; where that would take memory that is not there, it goes
  /// without having been called.
  void get(const std::shared_ptr<const FileRendition>& rendition, Found found);
  /// Ends what is being made, and makes nothing more.
  void give_up() { stopping_ = true; }
  /// Drops files that show a round which is public no more; those that are being made, or wait for it, are
  /// given up.
  void keep_only(const std::function<bool(const std::string& round)>& is_public);
  std::int64_t bytes() const { return *bytes_; }

 private:
  struct Entry {
    std::string key;
    std::vector<std::string> rounds;
    File file;
  };
  /// A file being made, or waiting for it, and who waits for it. When it is over others may begin the same
  /// anew, which is another making.
  struct Making {
    explicit Making(std::shared_ptr<const FileRendition> what) : rendition(std::move(what)) {}

    const std::shared_ptr<const FileRendition> rendition;
    std::vector<Found> waiting;  ///< under the mutex
    std::atomic<bool> is_public{true};
  };
  /// Bytes that count for one file in the making.
  class Claim;
  std::shared_ptr<Making> enqueue(const std::shared_ptr<const FileRendition>& rendition, Found found);
  void make(Making& making);
  Outcome outcome_of(const Making& making);
  File make_file(const Making& making);
  void keep(const Making& making, const File& file);
  std::vector<Found> take_waiting(Making& making) noexcept;
  static void tell(const std::vector<Found>& waiting, const Outcome& outcome) noexcept;
  bool drop_oldest();

  const std::filesystem::path directory_;
  const Limits limits_;
  Metrics& metrics_;
  std::atomic<bool> stopping_{false};
  const std::shared_ptr<std::atomic<std::int64_t>> bytes_ = std::make_shared<std::atomic<std::int64_t>>(0);
  std::mutex mutex_;
  std::list<Entry> entries_;  ///< those asked for last come first
  std::unordered_map<std::string, std::shared_ptr<Making>> under_way_;
  WorkerPool workers_;  ///< last: its threads use the others
};

}  // namespace sojourn::server
