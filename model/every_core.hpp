/// Work that every core of the machine takes a part of.
#pragma once

#include <algorithm>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace sojourn::model {

/// Calls work() on as many threads as there are cores, but eight at most, each of which may need memory of
/// its own; one is the caller's, and where there can be no more it is the only one. Returns when all have
/// ended. What is to be done next has to be agreed among the calls, by a counter for instance. Throws what
/// the first of them threw, after the others have ended.
template <typename Work>
void on_every_core(const Work& work) {
  std::exception_ptr failure;
  std::mutex guard;
  const auto work_on = [&] {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(guard);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    constexpr auto most = 8U;
    std::vector<std::jthread> others;
    try {
      for (auto core = 1U; core < std::min(most, std::thread::hardware_concurrency()); ++core)
        others.emplace_back(work_on);
      // NOLINTNEXTLINE(bugprone-empty-catch): without more threads those there are do it all
    } catch (const std::system_error&) {
    }
    work_on();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace sojourn::model
