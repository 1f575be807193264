/// The steps of making an edition, inside a transaction that somebody else commits.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sql/connection.hpp"
#include "sql/publisher.hpp"

namespace sojourn::sql {

/// Waits for other changes of the operation, until this transaction ends.
void lock_operation(Connection& connection, const std::string& operation,
                    const std::function<void()>& watch = {});

/// A role for a part of a transaction. Must end, like the transaction, before the session goes on.
class ActingAs {
 public:
  ActingAs(Connection& connection, Role role, Role session_role);
  /// Back to the session's own role; not called when an exception has ended the transaction.
  void finish();

 private:
  Connection& connection_;
  Role session_role_;
};

/// The next edition, of which servers hear when the transaction commits. Needs the publisher's rights.
std::uint64_t make_edition(Connection& connection, const std::string& operation, const char* action,
                           const std::vector<std::int64_t>& round_ids, const std::string& by,
                           const std::string& reason);

/// Publisher::publish without lock and commit. Needs the publisher's rights.
PublishResult publish_rounds(Connection& connection, const RoundSelection& selection,
                             const std::string& cleared_by);

}  // namespace sojourn::sql
