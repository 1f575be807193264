/// Data directories and clusters for tests, of their own and gone afterwards.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "sql/open_database.hpp"
#include "sql/os_process.hpp"

namespace sojourn::sql::test {

/// In memory where there is plenty: clusters sync a lot, and a busy disk makes minutes of it.
inline std::string temporary_parent() {
  std::error_code error;
  const auto space = std::filesystem::space("/dev/shm", error);
  return !error && space.available > (std::uintmax_t{3} << 30) ? "/dev/shm" : "/tmp";
}

/// A directory that the database's user can enter.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    auto pattern = temporary_parent() + "/sojourn-test-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = pattern;
    std::filesystem::permissions(path_, std::filesystem::perms(0755));
  }
  ~TemporaryDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A data directory with a cluster that is made already and does not run: a copy of one that all tests share,
/// because making one takes seconds.
class MadeDataDirectory : public TemporaryDirectory {
 public:
  MadeDataDirectory() {
    struct Original {
      Original() { PrivateCluster::ensure_running(directory.path()).leave(); }
      TemporaryDirectory directory;
    };
    static const Original original;
    const auto copied = run_as(
        current_user(), {"/bin/cp", "-a", (original.directory.path() / "cluster").string(), path().string()});
    if (copied.exit_status != 0) throw std::runtime_error(copied.output);
  }
};

/// One migrated database for all tests of the program: made at the first use, stopped at the end. Tests keep
/// apart by using operations and countries of their own.
inline const Database& shared_database() {
  struct Store {
    MadeDataDirectory directory;
    OpenDatabase open = open_database({"", directory.path()});
  };
  static Store store;
  return store.open.database;
}

}  // namespace sojourn::sql::test
