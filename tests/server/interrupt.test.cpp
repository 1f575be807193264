#include "server/interrupt.hpp"

#include <csignal>
#include <functional>

#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.hpp"

using sojourn::server::Interrupt;
using sojourn::server::Interrupted;

namespace {

/// How a process of its own ends that does this: its status, or the negative number of a signal.
int end_of(const std::function<int()>& work) {
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(work());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

bool is_interrupted(const Interrupt& interrupt) {
  try {
    interrupt.check();
    return false;
  } catch (const Interrupted&) {
    return true;
  }
}

}  // namespace

TEST_CASE("The first signal ends work where it asks, the second ends the process") {
  const auto signal = GENERATE(SIGINT, SIGTERM);
  CHECK(end_of([&] {
          const Interrupt interrupt;
          if (is_interrupted(interrupt) || interrupt.requested()) return 1;
          (void)::raise(signal);
          return is_interrupted(interrupt) && interrupt.requested() ? 0 : 2;
        }) == 0);
  CHECK(end_of([&] {
          const Interrupt interrupt;
          (void)::raise(signal);
          (void)::raise(signal);
          return 0;
        }) == -signal);
}

TEST_CASE("A signal that comes when the work is done does not let the process end as if it were not") {
  CHECK(end_of([] {
          {
            const Interrupt interrupt;
          }
          (void)::raise(SIGINT);
          return 0;
        }) == 0);
}
