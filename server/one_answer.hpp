/// The promise that a client which waits is answered, once.
#pragma once

#include <exception>
#include <string_view>
#include <utility>

#include "server/service.hpp"

namespace sojourn::server {

/// A client that waits hears one answer: the one it is given, or, where that never came because something was
/// thrown, a 500 when this goes. So nobody waits for ever, whatever fails in between.
class OneAnswer {
 public:
  explicit OneAnswer(Done done) noexcept : done_(std::move(done)) {}
  OneAnswer(OneAnswer&& other) noexcept;
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  OneAnswer& operator=(OneAnswer&&) = delete;
  ~OneAnswer();

  /// Nothing but the first answer is heard. Throws nothing: that one client cannot be told is logged and
  /// does not concern others.
  void give(SharedResponse response) noexcept;

 private:
  Done done_;  ///< none once it was called
};

/// 500, the same for all and made once: there when memory is short.
const SharedResponse& something_failed();

/// What failed goes to the log; where not even that is possible, nowhere.
void log_failure(std::string_view what, const std::exception& error) noexcept;

}  // namespace sojourn::server
