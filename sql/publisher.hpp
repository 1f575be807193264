/// What the public sees: publishing and withdrawing rounds, each in one transaction
/// that raises the operation's edition and notifies servers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/round.hpp"
#include "sql/database.hpp"

namespace sojourn::sql {

/// The channel of NOTIFY; the payload is the operation's code.
inline constexpr const char* edition_channel = "sojourn_edition";

/// Rounds of an operation; what is not named is any. Without a method, rounds of assessments of every method
/// are meant; datasets only by name.
struct RoundSelection {
  std::string operation;
  std::optional<model::Method> method;
  std::optional<int> number;
};

struct PublishResult {
  std::optional<std::uint64_t> edition;    ///< nothing: all of it was public already
  std::vector<model::RoundKey> published;  ///< now
  std::vector<model::RoundKey> already_public;
  std::vector<model::RoundKey> held_back;  ///< not of low sensitivity, so not published
};

struct WithdrawResult {
  std::optional<std::uint64_t> edition;  ///< nothing: none of it was public
  std::vector<model::RoundKey> withdrawn;
  std::vector<model::RoundKey> already_withdrawn;
};

/// A stored revision, as `sojourn rounds` lists it. Times are RFC 3339 in UTC; empty: it did not happen.
struct RoundListing {
  model::Round round;
  std::int64_t round_id = 0;
  std::string imported_at;
  std::string cleared_by;
  std::string published_at;
  std::string withdrawn_at;
  std::string withdrawn_by;
  std::string withdrawn_reason;
};

class Publisher {
 public:
  explicit Publisher(Database database) : database_(std::move(database)) {}

  /// Publishes the newest revision of each round selected; the revision that was public before is superseded.
  /// Only rounds of low sensitivity are published. Throws Refusal if the selection is empty or none of it can
  /// be.
  PublishResult publish(const RoundSelection& selection, const std::string& cleared_by) const;
  /// Takes rounds of `number` off the public for good. With `decided_at` (RFC 3339), revisions imported after
  /// that second are left alone: who decided then cannot have meant them. Throws Refusal if there is none.
  WithdrawResult withdraw(const RoundSelection& selection, const std::string& reason, const std::string& by,
                          const std::string& decided_at = "") const;
  /// In order of operation, method, number, revision; every operation if none is named.
  std::vector<RoundListing> rounds(const std::string& operation = "") const;

 private:
  Database database_;
};

}  // namespace sojourn::sql
