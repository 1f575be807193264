/// Waiting for SIGTERM or SIGINT.
#pragma once

namespace sojourn::server {

/// While one exists, the first of these signals ends `wait`, the second ends the process as usual. Signals
/// are not blocked, so programs started meanwhile get them as ever. At most one at a time.
class StopSignal {
 public:
  /// Throws std::system_error.
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void wait();

 private:
  int read_end_ = -1;
};

}  // namespace sojourn::server
