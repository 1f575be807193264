/// A few threads for work that would hold up the I/O threads, with a bounded queue.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sojourn::server {

class WorkerPool {
 public:
  enum class Priority : std::uint8_t { normal, background };
  /// Threads of the background give way to all others where there is not enough time for all.
  WorkerPool(std::size_t threads, std::size_t most_waiting, Priority priority = Priority::normal);
  ~WorkerPool() { stop(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False, and nothing will happen, if the queue is full. The work must not throw.
  bool submit(std::function<void()> work);
  /// The next part of long work that was accepted before: never refused, but others go first, so that many
  /// long bodies do not hold up short ones. Of four turns it gets at least one, and at most half of the
  /// threads.
  void submit_under_way(std::function<void()> work);
  std::size_t waiting() const;
  /// Does what is waiting and ends all threads: for who goes before the pool and is used by its work.
  void stop();
  /// Whether `submit` would refuse now.
  bool is_full() const;

 private:
  using Queue = std::deque<std::function<void()>>;
  void run(Priority priority);
  Queue* next_queue();

  const std::size_t most_waiting_;
  const std::size_t most_under_way_;  ///< threads at once
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Queue queue_;
  Queue under_way_;
  std::size_t running_under_way_ = 0;
  unsigned turns_of_others_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sojourn::server
