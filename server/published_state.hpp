/// Puts together what is served: editions as the database has them, without what has
/// been withdrawn since.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/snapshot.hpp"
#include "sql/edition_loader.hpp"
#include "sql/withdrawal_journal.hpp"

namespace sojourn::server {

/// Changed by the thread that loads editions and by the one that reads the journal; every change is served at
/// once. Safe to use from any thread.
class PublishedState {
 public:
  explicit PublishedState(SnapshotHolder& holder) : holder_(holder) {}

  void put(const std::string& operation, std::shared_ptr<const sql::LoadedEdition> edition,
           double load_seconds);
  void remove(const std::string& operation);
  /// Drops the operation's rounds whose ids are not listed; whether there were any.
  bool keep_only(const std::string& operation, const std::set<std::int64_t>& listed);
  /// From now on requests for data are answered.
  void set_ready();
  std::shared_ptr<const sql::LoadedEdition> loaded(const std::string& operation) const;
  std::vector<std::string> operations() const;

  /// What the journal holds now. An entry that has gone from it (because the database has it) goes on
  /// counting until editions were compared that were begun to be read afterwards: else its rounds would come
  /// back for a moment. Returns whether an entry is new.
  bool set_journal(const std::vector<sql::Withdrawal>& entries);
  /// Before reading which editions there are; give the number to `end_comparison` when all of them are
  /// loaded.
  std::uint64_t begin_comparison() const;
  void end_comparison(std::uint64_t begun);

 private:
  struct Operation {
    std::shared_ptr<const sql::LoadedEdition> loaded;
    std::shared_ptr<const model::Edition> served;
    LoadedOperation state;
  };
  struct Withdrawn {
    std::string id;
    sql::RoundSelection selection;
    std::optional<std::uint64_t> gone_since;  ///< the journal's state number when it had gone
  };
  void serve();
  std::string published_at(const model::RoundKey& key) const;

  SnapshotHolder& holder_;
  mutable std::mutex mutex_;
  std::map<std::string, Operation> operations_;
  std::vector<Withdrawn> withdrawn_;
  std::uint64_t journal_state_ = 0;
  std::uint64_t last_generation_ = 0;
  ContentIdentities identities_;
  bool ready_ = false;
};

}  // namespace sojourn::server
