/// Everything that can be wrong with a request, with its one HTTP status each, and
/// how it is told to the client (RFC 9457, application/problem+json).
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "server/response.hpp"

namespace sojourn::server {

enum class ProblemCode : std::uint8_t {
  malformed_request,
  unknown_parameter,
  malformed_parameter,
  unknown_path,
  unknown_collection,
  unknown_feature,
  unknown_tile,
  method_not_allowed,
  not_acceptable,
  request_timeout,
  body_not_allowed,
  precondition_failed,
  range_not_satisfiable,
  nothing_to_export,
  export_too_large,
  head_too_large,
  version_not_supported,
  internal_error,
  overloaded,
  not_ready,
};

int status_of(ProblemCode code);

/// Thrown by anything that reads a request; a single place turns it into a response.
class Problem : public std::runtime_error {
 public:
  Problem(ProblemCode code, const std::string& detail, std::string parameter = {})
      : std::runtime_error(detail), code_(code), parameter_(std::move(parameter)) {}

  ProblemCode code() const { return code_; }
  int status() const { return status_of(code_); }
  /// The query parameter at fault; empty if it is not about one.
  const std::string& parameter() const { return parameter_; }

 private:
  ProblemCode code_;
  std::string parameter_;
};

/// Shorthands for the two most frequent.
[[noreturn]] void refuse_parameter(std::string_view parameter, std::string_view detail);
[[noreturn]] void refuse_unknown_parameter(std::string_view parameter, std::string_view known);

Response to_response(const Problem& problem);

}  // namespace sojourn::server
