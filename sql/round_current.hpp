/// What is stored of a round, and tables for one that is not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/round.hpp"
#include "sql/connection.hpp"

namespace sojourn::sql {

/// The newest revision that is there.
struct CurrentRound {
  std::int64_t round_id = 0;
  int revision = 0;
  model::RoundStatus status = model::RoundStatus::draft;
  model::Sensitivity sensitivity = model::Sensitivity::severe;
  std::string content_hash;
};

std::optional<CurrentRound> find_current_round(Connection& connection, const model::RoundKey& key);

/// Makes the tables of a round that comes about in the same transaction, and gives its number.
std::int64_t reserve_round_tables(Connection& connection, const model::RoundKey& key);

}  // namespace sojourn::sql
