/// What tests store in the shared database, and ask of it.
#pragma once

#include "made_rounds.hpp"
#include "sql/boundary_store.hpp"
#include "sql/connection.hpp"
#include "temporary_store.hpp"

namespace sojourn::sql::test {

/// Boundaries of a country of the test's own, stored.
inline std::shared_ptr<const geo::BoundarySet> stored_country(const std::string& code) {
  auto set = country(code);
  BoundaryStore(shared_database()).save(*set, "made");
  return set;
}

inline std::int64_t count(const std::string& query) {
  Connection connection(shared_database(), Role::owner);
  return connection.execute(query).integer(0, 0);
}

}  // namespace sojourn::sql::test
