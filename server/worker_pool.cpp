#include "server/worker_pool.hpp"

#include <sys/resource.h>

#include <utility>

namespace sojourn::server {

WorkerPool::WorkerPool(std::size_t threads, std::size_t most_waiting, Priority priority)
    : most_waiting_(most_waiting), most_under_way_((threads + 1) / 2) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this, priority] { run(priority); });
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

bool WorkerPool::submit(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= most_waiting_) return false;
    queue_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

void WorkerPool::submit_under_way(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    under_way_.push_back(std::move(work));
  }
  changed_.notify_one();
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

bool WorkerPool::is_full() const {
  const std::lock_guard lock(mutex_);
  return queue_.size() >= most_waiting_;
}

/// What a thread takes from now; null if there is nothing for it. Under the mutex.
WorkerPool::Queue* WorkerPool::next_queue() {
  constexpr unsigned turns = 3;
  const bool may = !under_way_.empty() && running_under_way_ < most_under_way_;
  if (may && (queue_.empty() || turns_of_others_ >= turns)) return &under_way_;
  return queue_.empty() ? nullptr : &queue_;
}

void WorkerPool::run(Priority priority) {
  // On Linux 0 is the thread that asks. Where it is refused, the work is only less polite.
  constexpr int polite = 10;
  if (priority == Priority::background) setpriority(PRIO_PROCESS, 0, polite);
  std::unique_lock lock(mutex_);
  while (true) {
    Queue* queue = nullptr;
    changed_.wait(lock, [&] { return (queue = next_queue()) || (stopping_ && under_way_.empty()); });
    if (!queue) return;
    const bool is_under_way = queue == &under_way_;
    turns_of_others_ = is_under_way ? 0 : turns_of_others_ + 1;
    running_under_way_ += is_under_way ? 1 : 0;
    {
      const auto work = std::move(queue->front());
      queue->pop_front();
      lock.unlock();
      work();
    }
    lock.lock();
    if (!is_under_way) continue;
    --running_under_way_;
    // Threads that found half of them taken, or that may only stop when nothing is under way, sleep.
    if (!under_way_.empty() || stopping_) changed_.notify_all();
  }
}

}  // namespace sojourn::server
