#include "sql/previous_round.hpp"

#include "sql/connection.hpp"
#include "sql/error.hpp"

namespace sojourn::sql {

std::shared_ptr<const model::PreviousRound> find_round_before(const Database& database,
                                                              const model::RoundKey& key) {
  Connection connection(database, Role::writer);
  const auto rounds = connection.query(
      "round_before", {key.operation, std::string(model::to_string(key.method)), std::to_string(key.number)});
  if (rounds.empty()) return nullptr;
  auto previous = std::make_shared<model::PreviousRound>();
  previous->key = {key.operation, key.method, static_cast<int>(rounds.integer(0, 1))};
  const auto end = model::Date::parse(rounds.text(0, 2));
  if (!end) throw Error("the database has a round without a readable end");
  previous->period_end = *end;
  const auto rows = connection.query("round_before_rows", {key.operation, rounds.string(0, 0)});
  previous->locations.reserve(static_cast<std::size_t>(rows.count()));
  for (int row = 0; row < rows.count(); ++row)
    previous->locations.push_back(
        {rows.string(row, 0), rows.string(row, 1), rows.string(row, 2),
         rows.is_null(row, 3) ? std::nullopt : std::optional(rows.integer(row, 3))});
  return previous;
}

}  // namespace sojourn::sql
