#include "server/delivery.hpp"

#include <exception>
#include <iterator>
#include <utility>

#include "server/body_stream.hpp"
#include "server/entity_tag.hpp"
#include "server/kept_refusal.hpp"
#include "server/log.hpp"
#include "server/problem.hpp"
#include "server/program_identity.hpp"

namespace sojourn::server {
namespace {

constexpr std::string_view vary = "Accept-Encoding, Accept";

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

void add_fields(Response& response, const Rendition& rendition, const Headers& rendered,
                std::string_view tag) {
  response.headers.add("ETag", tag);
  response.headers.add("Vary", vary);
  for (const auto& [name, value] : rendition.headers.fields()) response.headers.add(name, value);
  for (const auto& [name, value] : rendered.fields()) response.headers.add(name, value);
}

/// With its head, and what a client gets that has it.
SharedResponse finished(Response response) {
  std::string head;
  write_fixed_head(response, head);
  response.head = std::make_shared<const std::string>(std::move(head));
  if (response.headers.find("ETag")) response.not_modified = make_not_modified(response);
  return shared(std::move(response));
}

/// Of a long body, which nobody has seen whole: from what determines it. The same for the same key and
/// program, so also after a restart and on another server.
KnownTag tag_of_long_body(std::string_view key) {
  return {fingerprint(key) ^ program_identity(), true};
}

std::string tag_in(const KnownTag& known, Encoding encoding) {
  return make_entity_tag(known.fingerprint, known.compressible ? encoding : Encoding::identity);
}

}  // namespace

bool is_compressible(std::string_view content_type) {
  for (const std::string_view compressed :
       {"image/png", "image/webp", "image/jpeg", "font/", "application/vnd.pmtiles", "application/zip"})
    if (content_type.starts_with(compressed)) return false;
  return true;
}

SharedResponse make_response(const Rendition& rendition, const Headers& rendered, std::uint64_t fingerprint,
                             std::shared_ptr<const std::string> body) {
  Response response;
  if (body->empty() && rendition.no_content_if_empty)
    response.status = 204;
  else
    response.headers.add("Content-Type", rendition.content_type);
  add_fields(response, rendition, rendered, make_entity_tag(fingerprint, Encoding::identity));
  response.body = std::move(body);
  return finished(std::move(response));
}

SharedResponse make_encoded(const Response& plain, Encoding encoding,
                            std::shared_ptr<const std::string> body) {
  Response response;
  response.status = plain.status;
  for (const auto& [name, value] : plain.headers.fields())
    response.headers.add(name, equals_ignoring_case(name, "ETag") ? encoded_tag(value, encoding) : value);
  response.headers.add("Content-Encoding", to_string(encoding));
  response.body = std::move(body);
  return finished(std::move(response));
}

RenditionName name_of(const Rendition& rendition) {
  return {rendition.key, rendition.content_type,
          std::string(rendition.headers.find("Cache-Control").value_or(""))};
}

Delivery::Delivery(ResponseCache& cache, WorkerPool& workers, BodyBudget& budget, Metrics& metrics)
    : cache_(cache), workers_(workers), budget_(budget), metrics_(metrics) {
  cache_.on_change([&budget](std::int64_t by) { budget.change_cached(by); });
}

bool Delivery::Wanted::is_encoded(std::size_t size) const {
  if (encoding == Encoding::identity) return false;
  return even_if_short ? size > 0 : compressible && size >= least_worth_compressing;
}

Delivery::Wanted Delivery::wanted_of(const Request& request, const RenditionName& name) {
  const AcceptedEncodings accepted(request.accept_encoding);
  constexpr std::span<const Encoding> none;
  const bool compressible = is_compressible(name.content_type);
  const bool plain = !compressible || !request.range.empty();
  const auto encoding = accepted.choose(plain ? none : made_on_request);
  if (!encoding)
    throw Problem(ProblemCode::not_acceptable,
                  "Bodies can be sent as gzip, br, zstd or as they are; the request accepts none of these.");
  return {name.key, *encoding, !accepted.accepts(Encoding::identity), compressible};
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
  Job job{name.key, std::make_shared<const Rendition>(std::move(rendition))};
  if (job.rendition->is_quick && wanted.encoding == Encoding::identity)
    if (auto made = make_at_once(job, wanted, request)) return made;
  if (workers_for(*job.rendition).is_full() && !is_under_way(job)) return shed();
  return Deferred([this, job = std::move(job), wanted = std::move(wanted), request](Done done) {
    join(job, {wanted, request, std::move(done)});
  });
}

/// From the cache, in the encoding wanted; null if it is not there.
SharedResponse Delivery::find_body(const Wanted& wanted) {
  if (auto found = cache_.find(wanted.encoded_key(), wanted.encoding)) return found;
  if (wanted.encoding == Encoding::identity) return nullptr;
  auto plain = cache_.find(wanted.key, Encoding::identity);
  return plain && !wanted.is_encoded(plain->body_view().size()) ? plain : nullptr;
}

SharedResponse Delivery::find_known(const Request& request, const Wanted& wanted,
                                    std::string_view cache_control) {
  if (const auto found = find_body(wanted)) return conditional(found, request);
  // Whether If-Match holds is known when there is a body: it may not be the client's own.
  if (request.if_none_match.empty() || !request.if_match.empty()) return nullptr;
  auto known = cache_.find_tag(wanted.key);
  if (known && wanted.even_if_short) known->compressible = true;
  // A client that has the tag of the long body has the body, whoever sent it.
  const auto tag = tag_in(known.value_or(tag_of_long_body(wanted.key)), wanted.encoding);
  if (!matches_entity_tag(request.if_none_match, tag) || (!known && request.if_none_match == "*"))
    return nullptr;
  Response full;
  full.headers.add("ETag", tag);
  full.headers.add("Vary", vary);
  full.headers.add("Cache-Control", cache_control);
  return make_not_modified(full);
}

void Delivery::join(const Job& job, Waiting waiting) {
  {
    const std::lock_guard lock(mutex_);
    const auto [others, is_first] = under_way_.try_emplace(job.key);
    others->second.push_back(std::move(waiting));
    if (!is_first) return;
  }
  if (!workers_for(*job.rendition).submit([this, job] { compute(job); })) end_with(job, shed());
}

WorkerPool& Delivery::workers_for(const Rendition& rendition) {
  return rendition.is_slow ? slow_workers_ : workers_;
}

bool Delivery::is_under_way(const Job& job) {
  const std::lock_guard lock(mutex_);
  return under_way_.contains(job.key);
}

SharedResponse Delivery::make_at_once(Job job, const Wanted& wanted, const Request& request) {
  job.at_once = true;
  SharedResponse made;
  {
    const std::lock_guard lock(mutex_);
    const auto [others, is_first] = under_way_.try_emplace(job.key);
    if (!is_first) return nullptr;
    others->second.push_back(
        {wanted, request, [&made](SharedResponse response) { made = std::move(response); }});
  }
  compute(job);
  return made;
}

SharedResponse Delivery::shed() {
  metrics_.count_shed();
  return come_again();
}

void Delivery::compute(const Job& job) {
  try {
    if (given_up_) throw overloaded();
    make(job);
  } catch (const Problem& problem) {
    if (problem.code() == ProblemCode::overloaded) metrics_.count_shed();
    auto response = to_response(problem);
    // That there is no such feature is as true as long as the rounds are the same.
    end_with(job, response.status == 404 ? keep_refusal(cache_, budget_, job.key, std::move(response))
                                         : shared(std::move(response)));
  } catch (const std::exception& error) {
    log(LogLevel::error, "a body could not be made", {{"reason", std::string_view(error.what())}});
    end_with(job, shared(to_response(
                      Problem(ProblemCode::internal_error, "Something failed here; the log says what."))));
  }
}

void Delivery::make(const Job& job) {
  // It was made before where only another encoding of it is wanted.
  if (const auto kept = cache_.find(job.key, Encoding::identity)) return answer_all(job, kept);
  auto share = budget_.take(largest_whole_body);
  if (!share) throw overloaded();
  metrics_.count_rendering();
  auto rendered = job.rendition->render();
  if (rendered.rest) return stream(job, std::move(rendered), std::move(*share));
  answer_all(job, keep_whole(job, std::move(rendered), std::move(*share)));
}

SharedResponse Delivery::keep_whole(const Job& job, RenderedBody rendered, BodyBudget::Share share) {
  const auto size = rendered.content.size();
  if (!share.resize(size)) throw overloaded();
  const KnownTag tag{fingerprint(rendered.content),
                     size >= least_worth_compressing && is_compressible(job.rendition->content_type)};
  auto plain = make_response(*job.rendition, rendered.headers, tag.fingerprint,
                             counted_body(std::move(rendered.content), std::move(share)));
  cache_.put_tag(job.key, tag);
  cache_.put(job.key, Encoding::identity, plain);
  return plain;
}

/// The body in the encoding wanted, from the cache or made of it as it is.
SharedResponse Delivery::encoded(const SharedResponse& plain, const Wanted& wanted) {
  const auto content = plain->body_view();
  if (!wanted.is_encoded(content.size())) return plain;
  if (auto found = cache_.find(wanted.encoded_key(), wanted.encoding)) return found;
  auto share = budget_.take(content.size());
  if (!share) throw overloaded();
  auto bytes = compress(content, wanted.encoding, Effort::on_request);
  if (!share->resize(bytes.size())) throw overloaded();
  auto response = make_encoded(*plain, wanted.encoding, counted_body(std::move(bytes), std::move(*share)));
  cache_.put(wanted.encoded_key(), wanted.encoding, response);
  return response;
}

/// Those who wait until now; who comes later finds the cache or begins anew. A thread that serves other
/// connections compresses for nobody: who needs that waits for a worker.
void Delivery::answer_all(const Job& job, const SharedResponse& plain) {
  for (auto& waiting : take_waiting(job)) {
    if (job.at_once && waiting.wanted.is_encoded(plain->body_view().size())) {
      join({job.key, job.rendition}, std::move(waiting));
      continue;
    }
    SharedResponse answer;
    try {
      answer = conditional(encoded(plain, waiting.wanted), waiting.request);
    } catch (const std::exception&) {  // no room, or no memory, for this one
      answer = shed();
    }
    waiting.done(std::move(answer));
  }
}

/// Pieces go to one client only, who asked first; each of the others gets a making of its own.
void Delivery::stream(const Job& job, RenderedBody rendered, BodyBudget::Share share) {
  cache_.put_tag(job.key, tag_of_long_body(job.key));
  auto all = take_waiting(job);
  auto& first = all.front();
  SharedResponse response;
  try {
    response = start_stream(job, std::move(rendered), first.wanted.encoding, std::move(share));
  } catch (const std::exception&) {  // no room, or no memory
    response = shed();
  }
  first.done(conditional(response, first.request));
  const auto name = name_of(*job.rendition);
  for (auto waiting = std::next(all.begin()); waiting != all.end(); ++waiting)
    if (auto known = find_known(waiting->request, waiting->wanted, name.cache_control))
      waiting->done(std::move(known));
    else
      join(job, std::move(*waiting));
}

SharedResponse Delivery::start_stream(const Job& job, RenderedBody rendered, Encoding encoding,
                                      BodyBudget::Share share) {
  if (!share.resize(stream_bytes)) throw overloaded();
  Response response;
  response.headers.add("Content-Type", job.rendition->content_type);
  add_fields(response, *job.rendition, rendered.headers, tag_in(tag_of_long_body(job.key), encoding));
  if (encoding != Encoding::identity) response.headers.add("Content-Encoding", to_string(encoding));
  response.next_piece = stream_body(std::move(rendered), encoding, std::move(share), workers_);
  return shared(std::move(response));
}

/// Those who wait for the job, which is over with that: others that come begin one anew.
std::vector<Delivery::Waiting> Delivery::take_waiting(const Job& job) {
  const std::lock_guard lock(mutex_);
  auto taken = under_way_.extract(job.key);
  return taken ? std::move(taken.mapped()) : std::vector<Waiting>();
}

void Delivery::end_with(const Job& job, const SharedResponse& response) {
  for (const auto& waiting : take_waiting(job)) waiting.done(response);
}

}  // namespace sojourn::server
