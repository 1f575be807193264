#include "server/delivery.hpp"

#include <exception>
#include <random>
#include <utility>

#include "server/body_stream.hpp"
#include "server/entity_tag.hpp"
#include "server/log.hpp"
#include "server/problem.hpp"

namespace sojourn::server {
namespace {

constexpr std::string_view vary = "Accept-Encoding, Accept";

std::uint64_t random_number() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

SharedResponse shared(Response response) {
  return std::make_shared<const Response>(std::move(response));
}

Problem overloaded() {
  return {ProblemCode::overloaded, "Too much is being asked for at once; try again in a moment."};
}

/// The same for all, made once: under overload nothing may cost more than it must.
const SharedResponse& come_again() {
  static const auto made = [] {
    auto response = to_response(overloaded());
    std::string head;
    write_fixed_head(response, head);
    response.head = std::make_shared<const std::string>(std::move(head));
    return shared(std::move(response));
  }();
  return made;
}

void add_fields(Response& response, const Rendition& rendition, const RenderedBody& rendered,
                std::string_view tag) {
  response.headers.add("ETag", tag);
  response.headers.add("Vary", vary);
  for (const auto& [name, value] : rendition.headers.fields()) response.headers.add(name, value);
  for (const auto& [name, value] : rendered.headers.fields()) response.headers.add(name, value);
}

void add_encoding(Response& response, Encoding encoding) {
  if (encoding != Encoding::identity) response.headers.add("Content-Encoding", to_string(encoding));
}

}  // namespace

bool is_compressible(std::string_view content_type) {
  for (const std::string_view compressed :
       {"image/png", "image/webp", "image/jpeg", "font/", "application/vnd.pmtiles", "application/zip"})
    if (content_type.starts_with(compressed)) return false;
  return true;
}

SharedResponse make_response(const Rendition& rendition, const RenderedBody& rendered, Encoding encoding,
                             const KnownTag& tag, std::shared_ptr<const std::string> body) {
  Response response;
  if (body->empty() && rendition.no_content_if_empty)
    response.status = 204;
  else
    response.headers.add("Content-Type", rendition.content_type);
  add_fields(response, rendition, rendered, make_entity_tag(tag.fingerprint, encoding));
  add_encoding(response, encoding);
  response.body = std::move(body);
  std::string head;
  write_fixed_head(response, head);
  response.head = std::make_shared<const std::string>(std::move(head));
  response.not_modified = make_not_modified(response);
  return shared(std::move(response));
}

RenditionName name_of(const Rendition& rendition) {
  return {rendition.key, rendition.content_type,
          std::string(rendition.headers.find("Cache-Control").value_or(""))};
}

Delivery::Delivery(ResponseCache& cache, WorkerPool& workers, BodyBudget& budget, Metrics& metrics)
    : cache_(cache), workers_(workers), budget_(budget), metrics_(metrics), salt_(random_number()) {
  cache_.on_change([&budget](std::int64_t by) { budget.change_cached(by); });
}

Delivery::Wanted Delivery::wanted_of(const Request& request, const RenditionName& name) {
  const AcceptedEncodings accepted(request.accept_encoding);
  constexpr std::span<const Encoding> none;
  const bool plain = !is_compressible(name.content_type) || !request.range.empty();
  const auto encoding = accepted.choose(plain ? none : made_on_request);
  if (!encoding)
    throw Problem(ProblemCode::not_acceptable,
                  "Bodies can be sent as gzip, br, zstd or as they are; the request accepts none of these.");
  Wanted wanted{name.key, *encoding, !accepted.accepts(Encoding::identity)};
  if (wanted.even_if_short) wanted.key += "\nencoded";
  return wanted;
}

SharedResponse Delivery::find(const Request& request, const RenditionName& name) {
  auto known = find_known(request, wanted_of(request, name), name.cache_control);
  if (known) metrics_.count_cache(true);
  return known;
}

std::variant<SharedResponse, Deferred> Delivery::deliver(const Request& request, Rendition rendition) {
  const auto name = name_of(rendition);
  auto wanted = wanted_of(request, name);
  if (auto known = find_known(request, wanted, name.cache_control)) {
    metrics_.count_cache(true);
    return known;
  }
  metrics_.count_cache(false);
  Job job{std::move(wanted), std::make_shared<const Rendition>(std::move(rendition))};
  if (job.rendition->is_quick && job.wanted.encoding == Encoding::identity)
    if (auto made = make_at_once(job, request)) return made;
  if (workers_.is_full() && !is_under_way(job)) return shed();
  return Deferred(
      [this, job = std::move(job), request](Done done) { join(job, {std::move(done), request}); });
}

SharedResponse Delivery::find_known(const Request& request, const Wanted& wanted,
                                    std::string_view cache_control) {
  if (const auto found = cache_.find(wanted.key, wanted.encoding)) return conditional(found, request);
  if (request.if_none_match.empty()) return nullptr;
  const auto known = cache_.find_tag(wanted.key);
  if (!known) return nullptr;
  const auto tag =
      make_entity_tag(known->fingerprint, known->compressible ? wanted.encoding : Encoding::identity);
  if (!matches_entity_tag(request.if_none_match, tag)) return nullptr;
  Response full;
  full.headers.add("ETag", tag);
  full.headers.add("Vary", vary);
  full.headers.add("Cache-Control", cache_control);
  return make_not_modified(full);
}

namespace {

/// Bodies are the same for all that ask for the same key and encoding.
std::string job_name(std::string_view key, Encoding encoding) {
  return std::string(key).append(1, '\n').append(to_string(encoding));
}

}  // namespace

void Delivery::join(const Job& job, Waiting waiting) {
  {
    const std::lock_guard lock(mutex_);
    const auto [others, is_first] = under_way_.try_emplace(job_name(job.wanted.key, job.wanted.encoding));
    others->second.push_back(std::move(waiting));
    if (!is_first) return;
  }
  if (!workers_.submit([this, job] { compute(job); })) finish(job, shed());
}

SharedResponse Delivery::shed() {
  metrics_.count_shed();
  return come_again();
}

bool Delivery::is_under_way(const Job& job) {
  const std::lock_guard lock(mutex_);
  return under_way_.contains(job_name(job.wanted.key, job.wanted.encoding));
}

SharedResponse Delivery::make_at_once(const Job& job, const Request& request) {
  {
    const std::lock_guard lock(mutex_);
    if (!under_way_.try_emplace(job_name(job.wanted.key, job.wanted.encoding)).second) return nullptr;
  }
  const auto response = answer_to(job);
  finish(job, response);
  return conditional(response, request);
}

SharedResponse Delivery::answer_to(const Job& job) {
  try {
    return make(job);
  } catch (const Problem& problem) {
    if (problem.code() == ProblemCode::overloaded) metrics_.count_shed();
    const auto response = shared(to_response(problem));
    // That there is no such feature is as true as long as the rounds are the same.
    if (response->status == 404) cache_.put(job.wanted.key, job.wanted.encoding, response);
    return response;
  } catch (const std::exception& error) {
    log(LogLevel::error, "a body could not be made", {{"reason", std::string_view(error.what())}});
    return shared(
        to_response(Problem(ProblemCode::internal_error, "Something failed here; the log says what.")));
  }
}

SharedResponse Delivery::make(const Job& job) {
  auto share = budget_.take(largest_whole_body);
  if (!share) throw overloaded();
  auto rendered = job.rendition->render();
  if (rendered.rest) return start_stream(job, std::move(rendered), std::move(*share));
  return make_whole(job, std::move(rendered), std::move(*share));
}

SharedResponse Delivery::make_whole(const Job& job, RenderedBody rendered, BodyBudget::Share share) {
  const auto& wanted = job.wanted;
  const auto size = rendered.content.size();
  const bool compressible = is_compressible(job.rendition->content_type);
  const bool worth_it = wanted.even_if_short ? size > 0 : size >= least_worth_compressing && compressible;
  const KnownTag tag{fingerprint(rendered.content), worth_it};
  const auto encoding = worth_it ? wanted.encoding : Encoding::identity;
  auto bytes = encoding == Encoding::identity ? std::exchange(rendered.content, {})
                                              : compress(rendered.content, encoding, Effort::on_request);
  if (!share.resize(bytes.size())) throw overloaded();
  auto response = make_response(*job.rendition, rendered, encoding, tag,
                                counted_body(std::move(bytes), std::move(share)));
  cache_.put_tag(wanted.key, tag);
  cache_.put(wanted.key, wanted.encoding, response);
  return response;
}

/// The tag of a body that nobody has seen whole comes from what determines it.
SharedResponse Delivery::start_stream(const Job& job, RenderedBody rendered, BodyBudget::Share share) {
  const auto& wanted = job.wanted;
  if (!share.resize(stream_bytes)) throw overloaded();
  const KnownTag tag{fingerprint(wanted.key) ^ salt_, true};
  cache_.put_tag(wanted.key, tag);
  Response response;
  response.headers.add("Content-Type", job.rendition->content_type);
  add_fields(response, *job.rendition, rendered, make_entity_tag(tag.fingerprint, wanted.encoding));
  add_encoding(response, wanted.encoding);
  response.next_piece = stream_body(std::move(rendered), wanted.encoding, std::move(share), workers_);
  return shared(std::move(response));
}

void Delivery::finish(const Job& job, const SharedResponse& response) {
  std::vector<Waiting> all;
  {
    const std::lock_guard lock(mutex_);
    const auto found = under_way_.find(job_name(job.wanted.key, job.wanted.encoding));
    all = std::move(found->second);
    under_way_.erase(found);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& [done, request] = all[i];
    auto answer = conditional(response, request);
    // Pieces go to one client only; each of the others gets a making of its own.
    if (i > 0 && answer == response && response->next_piece)
      join(job, std::move(all[i]));
    else
      done(std::move(answer));
  }
}

}  // namespace sojourn::server
