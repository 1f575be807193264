/// A round's rows on their way into a table of a transaction that is still open, while the rest of them is
/// being checked.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "model/early_rows.hpp"
#include "sql/connection.hpp"
#include "sql/database.hpp"

namespace sojourn::sql {

class ChunkQueue;
class RowEncoder;

/// Loads one round. Whatever goes wrong here is no error yet: the round is then stored from its draft, in a
/// transaction of its own, and says so there.
class RoundLoading : public model::EarlyRows {
 public:
  using GetDatabase = std::function<const Database&()>;
  /// The database is asked for with the first rows. `replace`: whether a stored round may get a new revision.
  RoundLoading(GetDatabase get_database, bool replace);
  ~RoundLoading() override;

  void expect(std::span<const std::size_t> fields) override;
  bool take(const model::RoundDraft& draft, std::uint32_t rows) override;
  bool complete() override;
  void give_up() override;

  /// Whether the table has all rows of the draft, which then has none itself; if not, it is given up.
  bool holds(const model::RoundDraft& draft);
  /// Only if it holds the draft: the connection, in its transaction, which is rolled back with this unless it
  /// is committed.
  Connection& connection() { return session_->connection; }
  Transaction& transaction() { return session_->transaction; }
  std::int64_t round_id() const { return round_id_; }
  /// As of reported_fields, of all rows that were taken.
  std::vector<std::size_t> fields() const;

 private:
  struct Session {
    explicit Session(const Database& database)
        : connection(database, Role::writer), transaction(connection) {}
    Connection connection;
    Transaction transaction;
  };
  bool begin(const model::RoundDraft& draft, std::uint32_t rows);
  bool send(const model::RoundDraft& draft, std::uint32_t rows);
  bool note_fields(const model::RoundDraft& draft, std::uint32_t rows);

  GetDatabase get_database_;
  bool replace_;
  bool given_up_ = false;
  std::unique_ptr<Session> session_;
  std::unique_ptr<ChunkQueue> chunks_;
  std::unique_ptr<RowEncoder> encoder_;
  std::int64_t round_id_ = 0;
  std::set<std::size_t> expected_;
  std::vector<std::size_t> fields_;  ///< that are sent
  std::set<std::size_t> reported_;   ///< of those, with a value in some row
  std::int64_t sent_ = 0;
  bool failed_ = false;  ///< of the thread; to be looked at when that has ended
  std::thread copying_;
};

}  // namespace sojourn::sql
