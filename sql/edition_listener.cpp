#include "sql/edition_listener.hpp"

#include <fmt/format.h>

#include <optional>
#include <thread>

#include "sql/connection.hpp"
#include "sql/publisher.hpp"

namespace sojourn::sql {

struct EditionListener::State {
  explicit State(Database target) : database(std::move(target)) {}
  Database database;
  std::optional<Connection> connection;
  std::string problem;
};

EditionListener::EditionListener(Database database) : state_(std::make_unique<State>(std::move(database))) {}
EditionListener::~EditionListener() = default;

EditionListener::Event EditionListener::wait(std::chrono::milliseconds timeout) {
  const auto start = std::chrono::steady_clock::now();
  try {
    if (!state_->connection) {
      state_->connection.emplace(state_->database, Role::reader);
      state_->connection->script(fmt::format("listen {}", edition_channel));
      state_->problem.clear();
      return Event::changed;  // what happened meanwhile was told to nobody
    }
    return state_->connection->wait_for_notification(static_cast<int>(timeout.count())) ? Event::changed
                                                                                        : Event::quiet;
  } catch (const Error& error) {
    state_->connection.reset();
    state_->problem = error.what();
  }
  const auto left = timeout - (std::chrono::steady_clock::now() - start);
  if (left.count() > 0) std::this_thread::sleep_for(left);
  return Event::disconnected;
}

const std::string& EditionListener::problem() const {
  return state_->problem;
}

}  // namespace sojourn::sql
