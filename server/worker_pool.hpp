/// A few threads for work that would hold up the I/O threads, with a bounded queue.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sojourn::server {

class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t most_waiting);
  /// Does what is waiting first.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False, and nothing will happen, if the queue is full. The work must not throw.
  bool submit(std::function<void()> work);
  /// The next part of work that was accepted before: never refused.
  void submit_under_way(std::function<void()> work);
  std::size_t waiting() const;

 private:
  void run();

  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sojourn::server
