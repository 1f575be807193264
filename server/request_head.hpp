/// From the bytes of a request's head to a Request.
#pragma once

#include <cstdint>
#include <string_view>

#include "server/request.hpp"

namespace sojourn::server {

/// A request with what its framing says about the connection.
struct RequestHead {
  Request request;
  bool keep_alive = false;
  bool is_1_0 = false;  ///< knows no chunks
};

/// `head` ends with its empty line. Throws Problem for what the gate refuses, what is malformed, and a body
/// on a method that has none.
RequestHead parse_request_head(std::string_view head);

}  // namespace sojourn::server
