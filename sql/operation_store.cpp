#include "sql/operation_store.hpp"

#include <fmt/format.h>

#include "sql/connection.hpp"
#include "sql/editions.hpp"
#include "sql/operation_rows.hpp"

namespace sojourn::sql {
namespace {

model::Operation changed(model::Operation operation, const OperationChange& change) {
  const auto put = [](const auto& value, auto& into) {
    if (value) into = *value;
  };
  put(change.name, operation.name);
  put(change.country, operation.country);
  put(change.source, operation.source);
  put(change.licence, operation.licence);
  if (change.ends_on) operation.ends_on = change.ends_on;
  put(change.synthetic, operation.synthetic);
  return operation;
}

model::Operation fresh(const std::string& code) {
  model::Operation operation;
  operation.code = code;
  operation.name = code;
  return operation;
}

void require_sound(const model::Operation& operation) {
  if (!model::is_operation_code(operation.code))
    throw Refusal(
        fmt::format("“{}” is no operation code: 2 to 40 of A–Z, 0–9 and -, beginning with a letter (NGA, "
                    "HTI-EQ-2021)",
                    operation.code));
  if (operation.country.empty())
    throw Refusal(fmt::format(
        "the operation {} is new, and its code is no country's: give --country with the ISO 3166-1 "
        "alpha-3 code",
        operation.code));
}

}  // namespace

model::Operation operation_at(const Rows& rows, int row) {
  model::Operation operation;
  operation.code = rows.text(row, 0);
  operation.name = rows.text(row, 1);
  operation.country = rows.text(row, 2);
  operation.source = rows.text(row, 3);
  operation.licence = rows.text(row, 4);
  operation.ends_on = model::Date::parse(rows.text(row, 5));
  operation.synthetic = rows.boolean(row, 6);
  return operation;
}

std::vector<Parameter> parameters_of(const model::Operation& operation) {
  return {operation.code,
          operation.name,
          operation.country,
          operation.source,
          operation.licence,
          operation.ends_on ? Parameter(operation.ends_on->to_string()) : std::nullopt,
          operation.synthetic ? "true" : "false"};
}

std::optional<model::Operation> find_operation(Connection& connection, const std::string& code) {
  if (code.empty()) return std::nullopt;
  const auto rows = connection.query("operation_list", {code});
  return rows.empty() ? std::nullopt : std::optional(operation_at(rows, 0));
}

OperationResult OperationStore::save(const OperationChange& change) const {
  Connection connection(database_, Role::writer);
  Transaction transaction(connection);
  lock_operation(connection, change.code);
  const auto before = find_operation(connection, change.code);
  const auto after = changed(before.value_or(fresh(change.code)), change);
  require_sound(after);
  const auto parameters = parameters_of(after);
  if (before && parameters == parameters_of(*before)) return OperationResult::unchanged;
  try {
    connection.query(before ? "operation_update" : "operation_insert", parameters);
  } catch (const StatementError& error) {
    throw Refusal(fmt::format("the operation {} cannot be like this: {}", change.code, error.what()));
  }
  if (!connection.query("edition_current", {change.code}).is_null(0, 0)) {
    ActingAs publisher(connection, Role::publisher, Role::writer);
    make_edition(connection, change.code, "describe", {}, "", "");
    publisher.finish();
  }
  transaction.commit();
  return before ? OperationResult::changed : OperationResult::created;
}

std::optional<model::Operation> OperationStore::find(const std::string& code) const {
  Connection connection(database_, Role::writer);
  return find_operation(connection, code);
}

std::vector<model::Operation> OperationStore::list() const {
  Connection connection(database_, Role::writer);
  const auto rows = connection.query("operation_list", {""});
  std::vector<model::Operation> operations;
  for (int row = 0; row < rows.count(); ++row) operations.push_back(operation_at(rows, row));
  return operations;
}

}  // namespace sojourn::sql
