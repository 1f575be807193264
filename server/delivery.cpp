#include "server/delivery.hpp"

#include <exception>
#include <utility>

#include "server/compression.hpp"
#include "server/entity_tag.hpp"
#include "server/log.hpp"
#include "server/problem.hpp"

namespace sojourn::server {
namespace {

/// Types whose bytes are compressed already, or too few to matter.
bool compressible(std::string_view content_type) {
  return !content_type.starts_with("image/png") && !content_type.starts_with("font/") &&
         !content_type.starts_with("image/webp") && !content_type.starts_with("image/jpeg");
}

Response bare_not_modified(const Rendition& rendition, std::string_view tag) {
  Response response;
  response.status = 304;
  response.headers.add("ETag", tag);
  response.headers.add("Vary", "Accept-Encoding, Accept");
  if (const auto control = rendition.headers.find("Cache-Control"))
    response.headers.add("Cache-Control", *control);
  return response;
}

Response render(const Rendition& rendition, Encoding encoding) {
  try {
    return make_response(rendition, rendition.render(), encoding, level_on_request);
  } catch (const Problem& problem) {
    return to_response(problem);
  } catch (const std::exception& error) {
    log(LogLevel::error, "a body could not be made", {{"reason", std::string_view(error.what())}});
    return to_response(Problem(ProblemCode::internal_error, "Something failed here; the log says what."));
  }
}

}  // namespace

Response make_response(const Rendition& rendition, RenderedBody rendered, Encoding encoding,
                       int compression_level) {
  auto body = std::move(rendered.content);
  Response response;
  if (body.empty() && rendition.no_content_if_empty)
    response.status = 204;
  else
    response.headers.add("Content-Type", rendition.content_type);
  const bool worth_it = body.size() >= least_worth_compressing && compressible(rendition.content_type);
  if (!worth_it) encoding = Encoding::identity;
  response.headers.add("ETag", make_entity_tag(body, encoding));
  response.headers.add("Vary", "Accept-Encoding, Accept");
  for (const auto& [name, value] : rendition.headers.fields()) response.headers.add(name, value);
  for (const auto& [name, value] : rendered.headers.fields()) response.headers.add(name, value);
  if (encoding == Encoding::gzip) {
    response.headers.add("Content-Encoding", "gzip");
    body = gzip(body, compression_level);
  }
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

Response not_modified(const Response& full) {
  Response response;
  response.status = 304;
  for (const std::string_view name : {"ETag", "Vary", "Cache-Control", "Content-Location", "Expires"})
    if (const auto value = full.headers.find(name)) response.headers.add(name, *value);
  return response;
}

Response conditional(const Response& full, std::string_view if_none_match) {
  const auto tag = full.headers.find("ETag");
  const bool has_it =
      tag && !if_none_match.empty() && full.status < 300 && matches_entity_tag(if_none_match, *tag);
  return has_it ? not_modified(full) : full;
}

std::variant<Response, Deferred> Delivery::deliver(const Request& request, Rendition rendition) {
  const auto encoding =
      parse_accept_encoding(request.accept_encoding).choose(compressible(rendition.content_type));
  if (!encoding)
    throw Problem(ProblemCode::not_acceptable,
                  "Bodies can be sent as gzip or as they are; the request accepts neither.");
  auto key = rendition.key;
  key.append(1, '\n').append(to_string(*encoding));

  if (!request.if_none_match.empty()) {
    if (const auto tag = cache_.find_tag(key); tag && matches_entity_tag(request.if_none_match, *tag)) {
      metrics_.count_cache(true);
      return bare_not_modified(rendition, *tag);
    }
  }
  if (const auto known = cache_.find(key)) {
    metrics_.count_cache(true);
    return conditional(*known, request.if_none_match);
  }
  metrics_.count_cache(false);
  auto promise = std::make_shared<const Rendition>(std::move(rendition));
  return Deferred([this, key = std::move(key), promise = std::move(promise), encoding = *encoding,
                   if_none_match = request.if_none_match](Done done) {
    join(key, promise, encoding, {std::move(done), if_none_match});
  });
}

void Delivery::join(const std::string& key, const std::shared_ptr<const Rendition>& rendition,
                    Encoding encoding, Waiting waiting) {
  {
    const std::lock_guard lock(mutex_);
    auto& others = under_way_[key];
    others.push_back(std::move(waiting));
    if (others.size() > 1) return;
  }
  const bool accepted =
      workers_.submit([this, key, rendition, encoding] { compute(key, *rendition, encoding); });
  if (accepted) return;
  metrics_.count_shed();
  const Problem problem(ProblemCode::overloaded,
                        "Too much is being asked for at once; try again in a moment.");
  finish(key, std::make_shared<const Response>(to_response(problem)));
}

void Delivery::compute(const std::string& key, const Rendition& rendition, Encoding encoding) {
  const auto response = std::make_shared<const Response>(render(rendition, encoding));
  if (response->status < 300) cache_.put(key, response);
  finish(key, response);
}

void Delivery::finish(const std::string& key, const std::shared_ptr<const Response>& response) {
  std::vector<Waiting> all;
  {
    const std::lock_guard lock(mutex_);
    all = std::move(under_way_[key]);
    under_way_.erase(key);
  }
  for (auto& waiting : all) waiting.done(conditional(*response, waiting.if_none_match));
}

}  // namespace sojourn::server
