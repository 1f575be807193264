/// What goes wrong at the database, split by who has to act.
#pragma once

#include <stdexcept>
#include <string>

namespace sojourn::sql {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The machine is at fault: no PostgreSQL, disk full, no permission. Exit status 3.
struct EnvironmentError : Error {
  using Error::Error;
};

/// No connection to the database, or it was lost: worth trying again. Exit status 3.
struct Unavailable : EnvironmentError {
  using EnvironmentError::EnvironmentError;
};

/// The request contradicts what is stored, and nothing was changed. Exit status 1.
struct Refusal : Error {
  using Error::Error;
};

/// A statement failed in a way that nobody expected; `sqlstate` says which.
struct StatementError : Error {
  StatementError(const std::string& message, std::string state)
      : Error(message), sqlstate(std::move(state)) {}
  std::string sqlstate;
};

}  // namespace sojourn::sql
