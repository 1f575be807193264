/// The file that is imported with what belongs to it: whether it stays as it is, and what names its content.
#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "ingest/file_stamp.hpp"

struct XXH3_state_s;

namespace sojourn::ingest {

/// What the same files, read the same way, always give.
class ContentHash {
 public:
  /// Of the first file and what lies beside it, in this order. Ends early, with what is then of no use, when
  /// stopped.
  ContentHash(const std::vector<std::filesystem::path>& files, const std::stop_token& stop);

  /// 32 hexadecimal digits, of the files and of what else determines what was read from them.
  std::string with(const std::string& more) const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  using State = std::unique_ptr<XXH3_state_s, Free>;
  void add(const std::filesystem::path& path, const std::stop_token& stop);

  State state_;
};

/// A file and what belongs to it (of a shapefile), as they were when it was begun with.
class SourceFiles {
 public:
  explicit SourceFiles(const std::filesystem::path& file);

  const std::vector<std::filesystem::path>& paths() const { return paths_; }
  /// Throws ImportRefused if somebody has written to one of them since, or put another beside them.
  void refuse_if_changed() const;

 private:
  std::vector<std::filesystem::path> paths_;
  std::vector<FileStamp> stamps_;
};

/// Reads the files beside what else is done. Whoever gives up before asking does not wait for the rest of
/// them.
class Hashing {
 public:
  explicit Hashing(const std::vector<std::filesystem::path>& files);
  ~Hashing() { stop_.request_stop(); }
  Hashing(const Hashing&) = delete;
  Hashing& operator=(const Hashing&) = delete;

  ContentHash get() { return hash_.get(); }

 private:
  std::stop_source stop_;
  std::future<ContentHash> hash_;
};

}  // namespace sojourn::ingest
