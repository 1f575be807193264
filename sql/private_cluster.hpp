/// Sojourn's own PostgreSQL: made and run in the data directory, on a Unix socket
/// only, by an unprivileged user. All processes on one data directory share it; the
/// first starts it, the last one out stops it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "sql/data_dir.hpp"
#include "sql/database.hpp"
#include "sql/error.hpp"

namespace sojourn::sql {

/// Gets one sentence at a time about what is going on; for the terminal or the log.
using MessageSink = std::function<void(std::string_view)>;

/// A share in the running cluster. Movable; leaving (destruction) stops the cluster if nobody else uses it.
class PrivateCluster {
 public:
  /// Makes the cluster if there is none, starts it if it does not run (also after `kill -9`), waits for a
  /// start or stop under way in another process. `data_dir` is one that resolve_data_dir gave. Throws
  /// EnvironmentError.
  static PrivateCluster ensure_running(const std::filesystem::path& data_dir, MessageSink messages = {});

  PrivateCluster(PrivateCluster&&) noexcept;
  PrivateCluster& operator=(PrivateCluster&&) noexcept;
  ~PrivateCluster();

  const Database& database() const;
  /// Starts the cluster again if it has gone. For watchers, after a lost connection; cheap when it runs.
  /// Safe from any thread. Throws EnvironmentError.
  void ensure_running();
  /// Leaves now instead of at destruction, with errors thrown. Does nothing the second time.
  void leave();

 private:
  struct State;
  explicit PrivateCluster(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sojourn::sql
