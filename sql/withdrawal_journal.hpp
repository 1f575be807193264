/// Withdrawals that must take effect although the database may be down: one small
/// file each in data-dir/withdrawals/, written before anything else is tried. In the database an entry
/// concerns the revisions imported until it was written (the clocks of both machines have to agree); a
/// server's memory hides every revision until the database has the entry, so a correction waits, at most, for
/// that.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sql/publisher.hpp"

namespace sojourn::sql {

struct Withdrawal {
  std::string id;            ///< the entry's file name; set by append
  RoundSelection selection;  ///< with a number
  std::string reason;
  std::string by;
  std::string at;  ///< RFC 3339, UTC; set by append
};

class WithdrawalJournal {
 public:
  struct Contents {
    std::vector<Withdrawal> entries;      ///< oldest first
    std::vector<std::string> unreadable;  ///< files that are no entry, with the reason; a person must look
  };

  explicit WithdrawalJournal(const std::filesystem::path& data_dir);

  /// On disk (file and directory synced) when this returns the entry's id. Throws EnvironmentError.
  std::string append(const Withdrawal& withdrawal) const;
  /// Cheap enough to poll. A missing directory is an empty journal.
  Contents read() const;
  /// After the database has it. Removing what is gone already is fine.
  void remove(const std::string& id) const;

 private:
  std::filesystem::path directory_;
};

}  // namespace sojourn::sql
