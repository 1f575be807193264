#include "server/rendition.hpp"

#include <utility>

namespace sojourn::server {

void begin_body(RenderedBody& body, BodySource source) {
  bool more = true;
  while (more && body.content.size() <= largest_whole_body) more = source(body.content);
  if (more) body.rest = std::move(source);
}

}  // namespace sojourn::server
