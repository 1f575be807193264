#include "sql/backup.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "sql/connection.hpp"
#include "sql/migrator.hpp"
#include "sql/os_process.hpp"
#include "sql/postgres_install.hpp"
#include "sql/postmaster.hpp"
#include "sql/provision.hpp"

namespace sojourn::sql {
namespace {

constexpr const char* fresh_name = "sojourn_restoring";
constexpr const char* old_name = "sojourn_replaced";

void require_private(const Database& database) {
  if (!database.is_private())
    throw Refusal(
        fmt::format("{} is not Sojourn's own: back it up and restore it with PostgreSQL's pg_dump and "
                    "pg_restore, schemas sojourn and published",
                    database.description()));
}

/// pg_dump has to be at least as new as the server.
std::string program(Connection& connection, const char* name) {
  const auto version = connection.execute("select current_setting('server_version_num')").integer(0, 0);
  const auto install =
      choose_install(find_installs(), static_cast<int>(version / 10000), "the running cluster");
  return (install.programs / name).string();
}

/// What has to outlive a restore.
struct Before {
  std::vector<std::vector<Parameter>> withdrawn;
  std::map<std::string, std::int64_t> editions;
};

Before read_before(Connection& owner) {
  Before before;
  const auto withdrawn = owner.query("restore_withdrawn_list");
  for (int row = 0; row < withdrawn.count(); ++row) {
    auto& parameters = before.withdrawn.emplace_back();
    for (int column = 0; column < 7; ++column) parameters.emplace_back(withdrawn.string(row, column));
  }
  const auto editions = owner.query("restore_editions_list");
  for (int row = 0; row < editions.count(); ++row)
    before.editions[editions.string(row, 0)] = editions.integer(row, 1);
  return before;
}

void fill_fresh(const Database& fresh, const std::string& pg_restore, const std::filesystem::path& file) {
  const auto finished =
      run_as(current_user(), {pg_restore, "--exit-on-error", "--single-transaction", "--dbname",
                              fresh.connection_string(Role::administrator), file.string()});
  if (finished.exit_status != 0)
    throw Refusal(fmt::format("{} cannot be restored, and nothing was changed: {}", file.string(),
                              explain_failure(finished.output, file)));
}

Restored reconcile(const Database& fresh, const Before& before) {
  Connection owner(fresh, Role::owner);
  Transaction transaction(owner);
  Restored restored;
  for (const auto& parameters : before.withdrawn) {
    const auto found = owner.query("restore_withdraw", parameters);
    for (int row = 0; row < found.count(); ++row)
      restored.kept_withdrawn += found.text(row, 0) == "published";
  }
  const auto operations = owner.query("restore_editions_list");
  for (int row = 0; row < operations.count(); ++row) {
    const auto operation = operations.string(row, 0);
    const auto known = before.editions.find(operation);
    owner.query("restore_edition",
                {operation, std::to_string(known == before.editions.end() ? 0 : known->second)});
  }
  restored.rounds = owner.execute("select count(*) from sojourn.round").integer(0, 0);
  transaction.commit();
  return restored;
}

/// Sessions of servers are ended; they come back to the new database.
void take_place(Connection& maintenance) {
  Transaction transaction(maintenance);
  maintenance.execute(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname in ('sojourn', $1)",
      {fresh_name});
  maintenance.script(fmt::format("alter database sojourn rename to {}", old_name));
  maintenance.script(fmt::format("alter database {} rename to sojourn", fresh_name));
  transaction.commit();
}

}  // namespace

void write_backup(const Database& database, const std::filesystem::path& file) {
  require_private(database);
  if (std::filesystem::exists(file))
    throw Refusal(fmt::format("{} exists already: name a new file for the backup", file.string()));
  Connection connection(database, Role::administrator);
  const auto target = std::filesystem::absolute(file);
  auto draft = target;
  draft += ".part";
  const auto finished =
      run_as(current_user(),
             {program(connection, "pg_dump"), "--format=custom", "--schema=sojourn", "--schema=published",
              "--dbname", database.connection_string(Role::administrator), "--file", draft.string()});
  if (finished.exit_status != 0) {
    std::error_code error;
    std::filesystem::remove(draft, error);
    throw EnvironmentError(fmt::format("no backup can be written to {}: {}", file.string(),
                                       explain_failure(finished.output, target.parent_path())));
  }
  std::filesystem::rename(draft, target);
}

Restored restore_backup(const Database& database, const std::filesystem::path& file, bool replace,
                        const std::function<void(std::string_view)>& messages) {
  require_private(database);
  const auto source = std::filesystem::absolute(file);
  if (!std::filesystem::is_regular_file(source))
    throw Refusal(fmt::format("there is no file {}", file.string()));
  Connection owner(database, Role::owner);
  if (!replace && !owner.query("restore_editions_list").empty())
    throw Refusal(
        "something is stored already, and a restore takes its place: back it up, then repeat with --replace");

  Connection maintenance(database.of_name("postgres"), Role::administrator);
  for (const auto* name : {fresh_name, old_name})
    maintenance.script(fmt::format("drop database if exists {}", name));
  maintenance.script(fmt::format("create database {} owner sojourn_owner template template0", fresh_name));
  const auto fresh = database.of_name(fresh_name);
  provision_private(fresh);
  if (messages) messages(fmt::format("reading {}", file.string()));
  fill_fresh(fresh, program(maintenance, "pg_restore"), source);
  migrate(fresh, messages);
  // Reading took its time, and what was withdrawn meanwhile counts. From here on nothing more can be recorded
  // in the old database: a command that tries loses its connection, and its entry in the journal stays.
  Transaction last_look(owner);
  owner.script("lock table sojourn.round, sojourn.edition in share row exclusive mode");
  const auto restored = reconcile(fresh, read_before(owner));
  take_place(maintenance);
  maintenance.script(fmt::format("drop database if exists {} with (force)", old_name));
  return restored;
}

}  // namespace sojourn::sql
