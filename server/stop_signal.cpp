#include "server/stop_signal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace sojourn::server {
namespace {

volatile std::sig_atomic_t write_end = -1;

/// Only what is allowed inside a signal handler.
void on_signal(int number) {
  const int saved = errno;
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(write_end, &byte, 1);
  std::signal(number, SIG_DFL);
  errno = saved;
}

}  // namespace

StopSignal::StopSignal() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  read_end_ = ends[0];
  // Reading waits, writing must never.
  fcntl(read_end_, F_SETFL, 0);
  write_end = ends[1];
  for (const int number : {SIGTERM, SIGINT}) std::signal(number, on_signal);
}

StopSignal::~StopSignal() {
  for (const int number : {SIGTERM, SIGINT}) std::signal(number, SIG_DFL);
  close(write_end);
  write_end = -1;
  close(read_end_);
}

void StopSignal::wait() {
  char byte = 0;
  while (::read(read_end_, &byte, 1) < 0 && errno == EINTR) {
  }
}

}  // namespace sojourn::server
