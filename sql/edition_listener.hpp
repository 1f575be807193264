/// Tells a server when to look for new editions.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "sql/database.hpp"

namespace sojourn::sql {

/// Not for several threads at once.
class EditionListener {
 public:
  enum class Event {
    changed,  ///< a notification came, or the connection is new: compare EditionLoader::current_editions
    quiet,    ///< nothing within the time given; comparing now and then guards against lost notifications
    disconnected,  ///< the database cannot be reached: the watcher may call PrivateCluster::ensure_running
  };

  explicit EditionListener(Database database);
  ~EditionListener();

  /// Waits up to `timeout` (all of it when disconnected, so a loop around this does not spin). Never throws
  /// for a database that is down.
  Event wait(std::chrono::milliseconds timeout);
  /// What the last failed connection said; empty while connected.
  const std::string& problem() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sojourn::sql
