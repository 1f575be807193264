#include "sql/migrator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

#include "embedded/sql_files.hpp"
#include "sql/connection.hpp"

namespace sojourn::sql {
namespace {

struct Migration {
  int version = 0;
  std::string name;
  std::string_view statements;
};

std::vector<Migration> in_order(std::span<const MigrationFile> files) {
  std::vector<Migration> migrations;
  for (const auto& file : files) {
    Migration migration{0, std::string(file.name), file.statements};
    if (std::from_chars(file.name.data(), file.name.data() + file.name.size(), migration.version).ec !=
        std::errc{})
      throw std::logic_error(fmt::format("the migration {} does not begin with its number", file.name));
    migrations.push_back(std::move(migration));
  }
  std::sort(migrations.begin(), migrations.end(),
            [](const auto& a, const auto& b) { return a.version < b.version; });
  return migrations;
}

struct Applied {
  std::string name;
  std::string checksum;
};

std::map<int, Applied> applied_in(Connection& connection) {
  std::map<int, Applied> applied;
  const auto rows = connection.query("migration_list");
  for (int row = 0; row < rows.count(); ++row)
    applied[static_cast<int>(rows.integer(row, 0))] = {rows.string(row, 1), rows.string(row, 2)};
  return applied;
}

void apply(Connection& connection, const Migration& migration, const std::string& checksum) {
  Transaction transaction(connection);
  try {
    connection.script(std::string(migration.statements));
  } catch (const StatementError& error) {
    throw EnvironmentError(fmt::format("the migration {} fails, and the database stays as it was: {}",
                                       migration.name, error.what()));
  }
  connection.query("migration_record", {std::to_string(migration.version), migration.name, checksum});
  transaction.commit();
}

void refuse_newer(const std::map<int, Applied>& applied, const std::vector<Migration>& migrations) {
  const int known = migrations.empty() ? 0 : migrations.back().version;
  if (!applied.empty() && applied.rbegin()->first > known)
    throw EnvironmentError(
        fmt::format("the database is of a newer Sojourn (it has the migration {}): update this one",
                    applied.rbegin()->second.name));
}

}  // namespace

std::vector<MigrationFile> migration_files() {
  constexpr std::string_view folder = "migrations/";
  std::vector<MigrationFile> files;
  for (const auto& file : sql_files())
    if (file.path.starts_with(folder)) files.push_back({file.path.substr(folder.size()), file.content});
  return files;
}

int migrate(const Database& database, const std::function<void(std::string_view)>& applied) {
  return migrate(database, migration_files(), applied);
}

int migrate(const Database& database, std::span<const MigrationFile> files,
            const std::function<void(std::string_view)>& told) {
  const auto migrations = in_order(files);
  Connection connection(database, Role::owner);
  // Held until the session ends, over all transactions.
  connection.script("select pg_advisory_lock(hashtextextended('sojourn.migration', 0))");
  connection.script(query_text("migration_table"));
  const auto applied = applied_in(connection);
  refuse_newer(applied, migrations);
  int count = 0;
  for (const auto& migration : migrations) {
    const auto checksum =
        connection.query("migration_checksum", {std::string(migration.statements)}).string(0, 0);
    if (const auto found = applied.find(migration.version); found != applied.end()) {
      if (found->second.checksum == checksum) continue;
      throw EnvironmentError(
          fmt::format("the migration {} was applied to this database in another form ({}): a "
                      "migration never changes once it is used, a new one corrects it",
                      migration.name, found->second.name));
    }
    apply(connection, migration, checksum);
    if (told) told(migration.name);
    ++count;
  }
  return count;
}

}  // namespace sojourn::sql
