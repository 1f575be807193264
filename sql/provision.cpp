#include "sql/provision.hpp"

#include <fmt/format.h>

#include "sql/connection.hpp"

namespace sojourn::sql {

void provision_private(const Database& database) {
  {
    // initdb's own database is there before ours is.
    Connection connection(database.of_name("postgres"), Role::administrator);
    connection.script(query_text("provision_roles"));
    if (connection.execute("select from pg_database where datname = 'sojourn'").empty())
      connection.script("create database sojourn owner sojourn_owner template template0");
  }
  Connection connection(database, Role::administrator);
  if (connection.query("provision_check").empty()) return;
  Transaction transaction(connection);
  connection.script(query_text("provision_database"));
  transaction.commit();
}

void provision_external(const Database& database) {
  Connection connection(database, Role::administrator);
  const auto lacking = connection.query("provision_check");
  if (lacking.empty()) return;
  const auto statements =
      query_text("provision_roles") + query_text("provision_membership") + query_text("provision_database");
  try {
    Transaction transaction(connection);
    connection.script(statements);
    transaction.commit();
  } catch (const StatementError& error) {
    std::string list;
    for (int row = 0; row < lacking.count(); ++row)
      list += fmt::format("{}{}", row == 0 ? "" : ", ", lacking.text(row, 0));
    const auto user = connection.execute("select quote_ident(current_user)").string(0, 0);
    throw EnvironmentError(fmt::format(
        "{} lacks: {}; and its user may not make that ({}). Let an administrator run this there:\n\n{}\n"
        "grant sojourn_owner, sojourn_writer, sojourn_publisher, sojourn_reader to {};\n",
        database.description(), list, error.what(),
        query_text("provision_roles") + query_text("provision_database"), user));
  }
}

}  // namespace sojourn::sql
