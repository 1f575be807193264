/// Refuses request heads that two parsers could read in two ways, before anything
/// else looks at them. Beast 300 alone accepts several of these.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/problem.hpp"

namespace sojourn::server {

struct Refusal {
  ProblemCode code = ProblemCode::malformed_request;
  std::string reason;  ///< a sentence
};

/// The raw bytes of a request line and its header fields, up to and including the empty line. Nothing if they
/// are fit to be parsed. After a refusal the connection has to be closed: where the next request begins is
/// not known.
std::optional<Refusal> refuse_head(std::string_view head);

/// Where the head ends (one past its empty line) in bytes received so far; nothing if it is not complete.
/// Throws Problem(malformed_request) for a line feed without a carriage return, which would never end it.
std::optional<std::size_t> find_head_end(std::string_view received);

/// The number of bytes of empty lines before the request line, which RFC 9112, 2.2 asks us to skip.
std::size_t leading_empty_lines(std::string_view received);

}  // namespace sojourn::server
