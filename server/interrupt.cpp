#include "server/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace sojourn::server {
namespace {

std::atomic<bool> signalled{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int number) {
  signalled = true;
  std::signal(number, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, on_signal);
}

bool Interrupt::requested() const {
  return signalled;
}

void Interrupt::check() const {
  if (signalled) throw Interrupted("interrupted; nothing was written");
}

}  // namespace sojourn::server
