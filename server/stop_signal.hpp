/// Waiting for SIGTERM or SIGINT, and meanwhile for SIGHUP.
#pragma once

#include <chrono>
#include <cstdint>

namespace sojourn::server {

/// While one exists, the first SIGTERM or SIGINT is `stop`, the second ends the process as usual; SIGHUP is
/// `reload` where that was asked for (else it ends the process, as when a terminal is closed). Signals are
/// not blocked, so programs started meanwhile get them as ever. At most one at a time.
class StopSignal {
 public:
  /// Throws std::system_error.
  explicit StopSignal(bool with_reload);
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  enum class Event : std::uint8_t { nothing, reload, stop };
  /// The next of them; nothing after so long without one.
  Event wait(std::chrono::milliseconds at_most);

 private:
  int read_end_ = -1;
};

}  // namespace sojourn::server
