/// What a handler answers: a finished response, or the promise of a body.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "server/response.hpp"

namespace sojourn::server {

struct RenderedBody {
  std::string content;
  Headers headers;  ///< what only the making could tell, e.g. Link to the next page
};

/// A body that need not be made if the client, or the cache, has it already.
struct Rendition {
  /// Everything that determines the bytes: path, canonical parameters, edition numbers.
  std::string key;
  std::string content_type;
  /// Link, Content-Disposition, Cache-Control and the like.
  Headers headers;
  /// Makes the body. Called on a worker thread; may throw Problem. Must own what it uses.
  std::function<RenderedBody()> render;
  /// For empty bodies: 204 instead of 200.
  bool no_content_if_empty = false;
};

using Answer = std::variant<Response, Rendition>;

}  // namespace sojourn::server
