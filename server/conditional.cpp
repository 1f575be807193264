#include <fmt/format.h>

#include "server/delivery.hpp"
#include "server/entity_tag.hpp"
#include "server/problem.hpp"

namespace sojourn::server {
namespace {

SharedResponse partial(const Response& full, const ByteRange& range) {
  auto part = full;
  part.head.reset();
  part.not_modified.reset();
  make_partial(part, range, full.body->size());
  part.slice = BodySlice{static_cast<std::size_t>(range.first),
                         static_cast<std::size_t>(range.last - range.first + 1)};
  return std::make_shared<const Response>(std::move(part));
}

}  // namespace

RangeAnswer range_of(const Request& request, const Response& full, std::uint64_t size) {
  // RFC 9110, 13.1.5: the range counts only if the client's copy is still the current one, compared strongly.
  const bool applies = !request.range.empty() && request.verb == Verb::get && full.status == 200 &&
                       full.headers.find("Accept-Ranges") == "bytes" &&
                       !full.headers.find("Content-Encoding") &&
                       (request.if_range.empty() || request.if_range == full.headers.find("ETag"));
  return applies ? parse_range(request.range, size) : RangeAnswer();
}

void make_partial(Response& response, const ByteRange& range, std::uint64_t size) {
  response.status = 206;
  response.headers.add("Content-Range", fmt::format("bytes {}-{}/{}", range.first, range.last, size));
}

SharedResponse unsatisfiable(std::uint64_t size) {
  auto response =
      to_response(Problem(ProblemCode::range_not_satisfiable, "The range lies outside the file."));
  response.headers.add("Content-Range", fmt::format("bytes */{}", size));
  return std::make_shared<const Response>(std::move(response));
}

SharedResponse make_not_modified(const Response& full) {
  Response response;
  response.status = 304;
  for (const std::string_view name : {"ETag", "Vary", "Cache-Control", "Content-Location", "Expires"})
    if (const auto value = full.headers.find(name)) response.headers.add(name, *value);
  return with_head(std::move(response));
}

ConditionOutcome evaluate_conditions(const Request& request, std::string_view tag) {
  if (!request.if_match.empty() && !matches_strongly(request.if_match, tag)) return ConditionOutcome::failed;
  if (!request.if_none_match.empty() && matches_entity_tag(request.if_none_match, tag))
    return ConditionOutcome::not_modified;
  return ConditionOutcome::goes_on;
}

SharedResponse precondition_failed() {
  return std::make_shared<const Response>(to_response(Problem(
      ProblemCode::precondition_failed,
      "This is no more, or not, what If-Match names: ask again without it, and read from the start.")));
}

SharedResponse conditional(const SharedResponse& full, const Request& request) {
  if (const auto tag = full->headers.find("ETag"); tag && full->status < 300) {
    const auto outcome = evaluate_conditions(request, *tag);
    if (outcome == ConditionOutcome::failed) return precondition_failed();
    if (outcome == ConditionOutcome::not_modified)
      return full->not_modified ? full->not_modified : make_not_modified(*full);
  }
  if (full->next_piece) return full;
  const auto answer = range_of(request, *full, full->body_view().size());
  if (answer.outcome == RangeOutcome::part) return partial(*full, answer.range);
  return answer.outcome == RangeOutcome::whole ? full : unsatisfiable(full->body_view().size());
}

}  // namespace sojourn::server
