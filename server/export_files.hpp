/// Files made for exports over HTTP: each made once however many ask, and kept as long as it is true and
/// there is room.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
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
  /// Takes over the descriptor, and the bytes that `counter` has for it.
  KeptFile(int descriptor, std::uint64_t size, std::shared_ptr<std::atomic<std::int64_t>> counter)
      : descriptor_(descriptor), size_(size), counter_(std::move(counter)) {}
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
    std::uint64_t bytes = 0;  ///< of all files, also of those being made or sent
  };
  /// Files lie in `directory` while they are made. It is this process's alone: what another one left there is
  /// removed. Throws std::filesystem::filesystem_error where it cannot be made.
  ExportFiles(std::filesystem::path directory, const Limits& limits, Metrics& metrics);
  /// Gives up what is being made.
  ~ExportFiles();

  using File = std::shared_ptr<const KeptFile>;
  /// What came of it: the file, or why there is none.
  using Outcome = std::variant<File, Problem>;
  using Found = std::function<void(const Outcome&)>;

  /// Null if there is no such file now.
  File find(const std::string& key);
  /// Calls `found` once, here or on another thread.
  void get(const std::shared_ptr<const FileRendition>& rendition, Found found);
  /// Ends what is being made, and makes nothing more.
  void give_up() { stopping_ = true; }
  /// Drops files that show a round which is public no more.
  void keep_only(const std::function<bool(const std::string& round)>& is_public);
  std::int64_t bytes() const { return *bytes_; }

 private:
  struct Entry {
    std::string key;
    std::vector<std::string> rounds;
    File file;
  };
  /// Bytes that count for one file in the making.
  class Claim;
  void make(const std::shared_ptr<const FileRendition>& rendition);
  Outcome outcome_of(const FileRendition& rendition);
  File make_file(const FileRendition& rendition);
  void keep(const FileRendition& rendition, const File& file);
  bool drop_oldest();

  const std::filesystem::path directory_;
  const Limits limits_;
  Metrics& metrics_;
  std::atomic<bool> stopping_{false};
  const std::shared_ptr<std::atomic<std::int64_t>> bytes_ = std::make_shared<std::atomic<std::int64_t>>(0);
  std::mutex mutex_;
  std::list<Entry> entries_;  ///< those asked for last come first
  std::unordered_map<std::string, std::vector<Found>> under_way_;
  WorkerPool workers_;  ///< last: its threads use the others
};

}  // namespace sojourn::server
