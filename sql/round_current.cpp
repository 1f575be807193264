#include "sql/round_current.hpp"

namespace sojourn::sql {

std::optional<CurrentRound> find_current_round(Connection& connection, const model::RoundKey& key) {
  const auto rows = connection.query(
      "round_current",
      {key.operation, std::string(model::to_string(key.method)), std::to_string(key.number)});
  if (rows.empty()) return std::nullopt;
  return CurrentRound{rows.integer(0, 0), static_cast<int>(rows.integer(0, 1)),
                      model::parse_round_status(rows.text(0, 2)).value(),
                      model::parse_sensitivity(rows.text(0, 3)).value(), rows.string(0, 4)};
}

std::int64_t reserve_round_tables(Connection& connection, const model::RoundKey& key) {
  return connection.query("round_reserve_tables", {key.operation, std::string(model::to_string(key.method))})
      .integer(0, 0);
}

}  // namespace sojourn::sql
