/// One session at the database, on libpq itself: COPY in both directions, bound
/// parameters and notifications through one handle. Used inside sql/ only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/database.hpp"
#include "sql/error.hpp"

struct pg_conn;
struct pg_result;

namespace sojourn::sql {

/// A bound value in its text form; nothing is NULL.
using Parameter = std::optional<std::string>;
/// The text form of an array.
std::string array_of(const std::vector<std::string>& values);
std::string array_of(const std::vector<std::int64_t>& values);

/// What a statement returned.
class Rows {
 public:
  explicit Rows(pg_result* result);
  int count() const;
  bool empty() const { return count() == 0; }
  bool is_null(int row, int column) const;
  /// Empty for NULL. Valid as long as this lives.
  std::string_view text(int row, int column) const;
  std::string string(int row, int column) const { return std::string(text(row, column)); }
  std::int64_t integer(int row, int column) const;
  bool boolean(int row, int column) const { return text(row, column) == "t"; }

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

class Connection {
 public:
  /// Throws Unavailable.
  Connection(const Database& database, Role role);
  explicit Connection(const std::string& connection_string, std::string description);

  /// A file of sql/queries by its name without ".sql": one statement.
  Rows query(std::string_view name, const std::vector<Parameter>& parameters = {});
  /// The same for one that takes long: `watch` (may be empty) is called several times a second, and if it
  /// throws, the statement is cancelled.
  Rows query_watched(std::string_view name, const std::vector<Parameter>& parameters,
                     const std::function<void()>& watch);
  /// One statement that a program wrote, for what cannot be bound (names of relations).
  Rows execute(const std::string& statement, const std::vector<Parameter>& parameters = {});
  /// Several statements without parameters.
  void script(const std::string& statements);

  /// The value as a literal, quotes and all: only for COPY, which takes no bound parameters.
  std::string literal(const std::string& value);

  /// `COPY … FROM STDIN`: sends chunks of COPY text until `produce` returns an empty one.
  void copy_in(const std::string& statement, const std::function<std::string_view()>& produce);
  /// `COPY … TO STDOUT`: one call for each line, without its newline.
  void copy_out(const std::string& statement, const std::function<void(std::string_view)>& line);

  /// True if a notification came within `milliseconds`. Throws Unavailable when the connection is lost.
  bool wait_for_notification(int milliseconds);

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  Rows check(pg_result* result);
  void wait_watched(const std::function<void()>& watch);
  void cancel() noexcept;
  [[noreturn]] void fail(const pg_result* result);
  std::unique_ptr<pg_conn, Close> connection_;
  std::string description_;
};

/// Rolls back on destruction unless committed.
class Transaction {
 public:
  explicit Transaction(Connection& connection, const std::string& begin = "begin");
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

/// The text of sql/queries/<name>.sql; throws std::logic_error if there is none.
std::string query_text(std::string_view name);

}  // namespace sojourn::sql
