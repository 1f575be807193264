/// Ctrl-C during work that has something to clean up.
#pragma once

#include <stdexcept>

namespace sojourn::server {

struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// From its making to the end of the process the first SIGINT or SIGTERM makes `check` throw, and no more
/// than that: one that comes when the work is done does not let it look undone. The second ends the process
/// as usual. At most one in a process.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// Throws Interrupted once a signal has come.
  void check() const;
  bool requested() const;
};

}  // namespace sojourn::server
