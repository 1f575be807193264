/// Keeps what is served up to date: loads editions when they change, hides what is
/// withdrawn at once, and brings a database that died back to life.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "server/published_state.hpp"
#include "sql/open_database.hpp"
#include "tiles/prepared_areas.hpp"

namespace sojourn::server {

/// Two threads: one talks to the database and may wait for it, the other reads the journal of withdrawals and
/// never does.
class EditionWatcher {
 public:
  EditionWatcher(sql::DatabaseSettings database, SnapshotHolder& snapshots, tiles::PreparedAreas& areas);
  ~EditionWatcher();

  void start();
  /// Waits for what is under way; leaves the private cluster.
  void stop();

 private:
  void watch_journal();
  void watch_database();
  void follow(sql::OpenDatabase& open);
  bool compare(sql::EditionLoader& loader);
  bool load(sql::EditionLoader& loader, const std::string& operation);
  void prepare_deeper();
  void drop_withdrawn(sql::EditionLoader& loader, const std::string& operation);
  void record_withdrawals(const sql::Database& database);
  /// False when the watcher is to stop.
  bool pause(std::chrono::milliseconds time);

  const sql::DatabaseSettings database_;
  const sql::WithdrawalJournal journal_;
  tiles::PreparedAreas& areas_;
  PublishedState state_;
  std::map<std::string, std::chrono::steady_clock::time_point> first_seen_;  ///< journal entries
  /// Areas whose deeper zooms are yet to be prepared. Of the thread that loads.
  struct Deeper {
    std::weak_ptr<const geo::BoundarySet> set;
    int zoom = 0;
  };
  std::deque<Deeper> deeper_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> stopping_{false};
  std::thread journal_thread_;
  std::thread database_thread_;
};

}  // namespace sojourn::server
