/// Operations as rows of queries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/round.hpp"
#include "sql/connection.hpp"

namespace sojourn::sql {

/// Columns operation, name, country, source, licence, ends_on, synthetic, in this order from the first.
model::Operation operation_at(const Rows& rows, int row);
std::vector<Parameter> parameters_of(const model::Operation& operation);
std::optional<model::Operation> find_operation(Connection& connection, const std::string& code);

}  // namespace sojourn::sql
