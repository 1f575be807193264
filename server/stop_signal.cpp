#include "server/stop_signal.hpp"

#include <fcntl.h>
#include <poll.h>
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
  const char byte = number == SIGHUP ? 'r' : 's';
  [[maybe_unused]] const auto written = ::write(write_end, &byte, 1);
  std::signal(number, number == SIGHUP ? on_signal : SIG_DFL);
  errno = saved;
}

}  // namespace

StopSignal::StopSignal(bool with_reload) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  read_end_ = ends[0];
  write_end = ends[1];
  for (const int number : {SIGTERM, SIGINT}) std::signal(number, on_signal);
  if (with_reload) std::signal(SIGHUP, on_signal);
}

StopSignal::~StopSignal() {
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) std::signal(number, SIG_DFL);
  close(write_end);
  write_end = -1;
  close(read_end_);
}

StopSignal::Event StopSignal::wait(std::chrono::milliseconds at_most) {
  pollfd waiting{read_end_, POLLIN, 0};
  if (poll(&waiting, 1, static_cast<int>(at_most.count())) <= 0) return Event::nothing;
  char byte = 0;
  if (::read(read_end_, &byte, 1) != 1) return Event::nothing;
  return byte == 'r' ? Event::reload : Event::stop;
}

}  // namespace sojourn::server
