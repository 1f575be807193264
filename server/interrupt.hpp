/// Ctrl-C during work that has something to clean up.
#pragma once

#include <stdexcept>

namespace sojourn::server {

struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// While one exists, the first SIGINT or SIGTERM makes `check` throw, the second ends the process as usual.
/// At most one at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// Throws Interrupted once a signal has come.
  void check() const;
  bool requested() const;
};

}  // namespace sojourn::server
