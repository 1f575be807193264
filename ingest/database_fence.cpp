#include "ingest/database_fence.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace sojourn::ingest {
namespace {

// Four million vertices of 16 bytes, more than any country's outline has.
constexpr int longest_value = 64 << 20;

// https://www.sqlite.org/security.html, "Untrusted SQLite Database Files".
int restrain(sqlite3* database, const char**, const sqlite3_api_routines*) {
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, longest_value);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  for (const int never : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                          SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION})
    if (const int failed = sqlite3_db_config(database, never, 0, nullptr); failed != SQLITE_OK) return failed;
  return SQLITE_OK;
}

}  // namespace

void fence_databases() {
  // SQLite declares what it calls for each new connection as a function without arguments.
  const auto entry = reinterpret_cast<void (*)()>(&restrain);
  if (sqlite3_auto_extension(entry) != SQLITE_OK) throw std::runtime_error("cannot restrain SQLite");
}

}  // namespace sojourn::ingest
