/// Brings the database's schema up to this program's: sql/migrations/NNNN_name.sql, in
/// order, each once and in a transaction of its own. Files that were applied never change.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "sql/database.hpp"

namespace sojourn::sql {

struct MigrationFile {
  std::string_view name;  ///< begins with its number: "0001_boundaries.sql"
  std::string_view statements;
};

/// This program's.
std::vector<MigrationFile> migration_files();

/// Applies what is missing, as the owner, one process at a time; `applied` hears of each. Returns how many
/// there were. Throws EnvironmentError if an applied file has changed, or the database is of a newer Sojourn.
int migrate(const Database& database, const std::function<void(std::string_view)>& applied = {});
/// The same with other files, for tests.
int migrate(const Database& database, std::span<const MigrationFile> files,
            const std::function<void(std::string_view)>& applied = {});

}  // namespace sojourn::sql
