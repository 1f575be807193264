#include <fmt/format.h>

#include "server/byte_range.hpp"
#include "server/delivery.hpp"
#include "server/entity_tag.hpp"
#include "server/problem.hpp"

namespace sojourn::server {
namespace {

/// RFC 9110, 13.1.5: the range counts only if the client's copy is still the current one, compared strongly.
bool range_applies(const Request& request, const Response& full) {
  return !request.range.empty() && request.verb == Verb::get && full.status == 200 && !full.next_piece &&
         full.headers.find("Accept-Ranges") == "bytes" && !full.headers.find("Content-Encoding") &&
         (request.if_range.empty() || request.if_range == full.headers.find("ETag"));
}

SharedResponse partial(const Response& full, const ByteRange& range) {
  auto part = full;
  part.status = 206;
  part.head.reset();
  part.not_modified.reset();
  part.headers.add("Content-Range",
                   fmt::format("bytes {}-{}/{}", range.first, range.last, full.body->size()));
  part.slice = BodySlice{static_cast<std::size_t>(range.first),
                         static_cast<std::size_t>(range.last - range.first + 1)};
  return std::make_shared<const Response>(std::move(part));
}

SharedResponse unsatisfiable(std::size_t size) {
  auto response =
      to_response(Problem(ProblemCode::range_not_satisfiable, "The range lies outside the file."));
  response.headers.add("Content-Range", fmt::format("bytes */{}", size));
  return std::make_shared<const Response>(std::move(response));
}

}  // namespace

SharedResponse make_not_modified(const Response& full) {
  Response response;
  response.status = 304;
  for (const std::string_view name : {"ETag", "Vary", "Cache-Control", "Content-Location", "Expires"})
    if (const auto value = full.headers.find(name)) response.headers.add(name, *value);
  std::string head;
  write_fixed_head(response, head);
  response.head = std::make_shared<const std::string>(std::move(head));
  return std::make_shared<const Response>(std::move(response));
}

SharedResponse conditional(const SharedResponse& full, const Request& request) {
  if (!request.if_none_match.empty() && full->status < 300) {
    const auto tag = full->headers.find("ETag");
    if (tag && matches_entity_tag(request.if_none_match, *tag))
      return full->not_modified ? full->not_modified : make_not_modified(*full);
  }
  if (!range_applies(request, *full)) return full;
  const auto answer = parse_range(request.range, full->body_view().size());
  if (answer.outcome == RangeOutcome::part) return partial(*full, answer.range);
  return answer.outcome == RangeOutcome::whole ? full : unsatisfiable(full->body_view().size());
}

}  // namespace sojourn::server
