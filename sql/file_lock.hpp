/// Advisory locks on files (flock), which the kernel gives back however a process ends.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>

namespace sojourn::sql {

class FileLock {
 public:
  /// Opens the file, creating it for the directory's owner alone, since whoever can open it can hold it;
  /// locks nothing yet. Throws EnvironmentError.
  explicit FileLock(const std::filesystem::path& file);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  bool try_exclusive();
  bool try_shared();
  /// Calls `waiting` once if the lock is not free at once. Throws EnvironmentError when `limit` has passed.
  void exclusive(std::chrono::seconds limit, const std::function<void()>& waiting);
  void unlock();
  /// The file itself, for a note on who holds it.
  int descriptor() const { return descriptor_; }

 private:
  bool try_lock(int operation);
  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace sojourn::sql
