#include "server/one_answer.hpp"

#include <utility>

#include "server/log.hpp"
#include "server/problem.hpp"

namespace sojourn::server {

OneAnswer::OneAnswer(OneAnswer&& other) noexcept : done_(std::exchange(other.done_, nullptr)) {}

OneAnswer::~OneAnswer() {
  if (done_) give(something_failed());
}

void OneAnswer::give(SharedResponse response) noexcept {
  const auto done = std::exchange(done_, nullptr);
  if (!done) return;
  try {
    done(std::move(response));
  } catch (const std::exception& error) {
    log_failure("a client could not be answered", error);
  }
}

const SharedResponse& something_failed() {
  static const auto made = with_head(
      to_response(Problem(ProblemCode::internal_error, "Something failed here; the log says what.")));
  return made;
}

void log_failure(std::string_view what, const std::exception& error) noexcept {
  try {
    log(LogLevel::error, what, {{"reason", std::string_view(error.what())}});
  } catch (const std::exception&) {
    // No memory for a line of the log: what matters is that the clients are answered.
    return;
  }
}

}  // namespace sojourn::server
