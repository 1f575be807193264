#include "ingest/database_fence.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace sojourn::ingest {
namespace {

// A country's outline has up to some million vertices of 16 bytes.
constexpr int longest_value = 64 << 20;

// https://www.sqlite.org/security.html, "Untrusted SQLite Database Files".
int restrain(sqlite3* database, const char**, const sqlite3_api_routines*) {
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, longest_value);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  return SQLITE_OK;
}

}  // namespace

void fence_databases() {
  // SQLite declares what it calls for each new connection as a function without arguments.
  const auto entry = reinterpret_cast<void (*)()>(reinterpret_cast<void*>(&restrain));
  if (sqlite3_auto_extension(entry) != SQLITE_OK) throw std::runtime_error("cannot restrain SQLite");
}

}  // namespace sojourn::ingest
