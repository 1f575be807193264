#include "server/delivery.hpp"

#include <fmt/format.h>

#include <exception>
#include <iterator>
#include <utility>

#include "server/body_stream.hpp"
#include "server/entity_tag.hpp"
#include "server/kept_refusal.hpp"
#include "server/problem.hpp"
#include "server/program_identity.hpp"

namespace sojourn::server {
namespace {

SharedResponse shared(Response response) {
  return std::make_shared<const Response>(std::move(response));
}

Problem overloaded() {
  return {ProblemCode::overloaded, "Too much is being asked for at once; try again in a moment."};
}

/// The same for all, made once: under overload nothing may cost more than it must.
const SharedResponse& come_again() {
  static const auto made = with_head(to_response(overloaded()));
  return made;
}

/// Of a long body, which nobody has seen whole: from what determines it. The same for the same key and
/// program, so also after a restart and on another server.
KnownTag tag_of_long_body(std::string_view key) {
  return {fingerprint(key) ^ program_identity(), true};
}

/// Of the body and of the fields that only its making could tell: a 304 does not repeat them, so whoever has
/// the tag has to have them, too.
std::uint64_t fingerprint_of(const RenderedBody& rendered) {
  auto print = fingerprint(rendered.content);
  for (const auto& [name, value] : rendered.headers.fields())
    print = fingerprint(fmt::format("{:016x} {}: {}", print, name, value));
  return print;
}

std::string tag_in(const KnownTag& known, Encoding encoding) {
  return make_entity_tag(known.fingerprint, known.compressible ? encoding : Encoding::identity);
}

}  // namespace

RenditionName name_of(const Rendition& rendition) {
  return {rendition.key, rendition.content_type,
          std::string(rendition.headers.find("Cache-Control").value_or(""))};
}

Delivery::Delivery(ResponseCache& cache, WorkerPool& workers, BodyBudget& budget, Metrics& metrics)
    : cache_(cache), workers_(workers), budget_(budget), metrics_(metrics) {
  // There when memory is short.
  come_again();
  something_failed();
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
  const auto shared = std::make_shared<const Rendition>(std::move(rendition));
  if (shared->is_quick && wanted.encoding == Encoding::identity)
    if (auto made = make_at_once(shared, wanted, request)) return made;
  if (workers_for(*shared).is_full() && !is_under_way(shared->key)) return shed();
  return Deferred([this, shared, wanted = std::move(wanted), request](Done done) {
    wait(shared, wanted, request, std::move(done));
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
  full.headers.add("Vary", negotiated_vary);
  full.headers.add("Cache-Control", cache_control);
  return make_not_modified(full);
}

/// Throws nothing: who asks is answered, if only with an error.
void Delivery::wait(const SharedRendition& rendition, const Wanted& wanted, const Request& request,
                    Done done) {
  OneAnswer answer(std::move(done));
  try {
    join(rendition, {wanted, request, std::move(answer)});
  } catch (const std::exception& error) {
    log_failure("a request could not wait for its body", error);
  }
}

void Delivery::join(const SharedRendition& rendition, Waiting waiting) {
  const auto begun = enqueue(rendition, std::move(waiting));
  if (!begun) return;
  bool accepted = false;
  try {
    accepted = workers_for(*rendition).submit([this, begun] { compute(*begun); });
  } catch (const std::exception& error) {
    log_failure("a worker could not be asked", error);
  }
  if (!accepted) end_with(*begun, shed());
}

/// The job, if it has to be begun; null if somebody does it already.
std::shared_ptr<Delivery::Job> Delivery::enqueue(const SharedRendition& rendition, Waiting waiting) {
  const std::lock_guard lock(mutex_);
  if (const auto known = under_way_.find(rendition->key); known != under_way_.end()) {
    known->second->waiting.push_back(std::move(waiting));
    return nullptr;
  }
  auto job = std::make_shared<Job>(Job{rendition, false, {}});
  job->waiting.push_back(std::move(waiting));
  under_way_.emplace(rendition->key, job);
  return job;
}

WorkerPool& Delivery::workers_for(const Rendition& rendition) {
  return rendition.is_slow ? slow_workers_ : workers_;
}

bool Delivery::is_under_way(const std::string& key) {
  const std::lock_guard lock(mutex_);
  return under_way_.contains(key);
}

SharedResponse Delivery::make_at_once(const SharedRendition& rendition, const Wanted& wanted,
                                      const Request& request) {
  SharedResponse made;
  const auto job = std::make_shared<Job>(Job{rendition, true, {}});
  job->waiting.push_back(
      {wanted, request, OneAnswer([&made](SharedResponse response) { made = std::move(response); })});
  {
    const std::lock_guard lock(mutex_);
    if (!under_way_.try_emplace(rendition->key, job).second) return nullptr;
  }
  compute(*job);
  return made;
}

SharedResponse Delivery::shed() {
  metrics_.count_shed();
  return come_again();
}

/// Throws nothing, and leaves nobody waiting.
void Delivery::compute(Job& job) {
  try {
    make_or_refuse(job);
  } catch (const std::exception& error) {
    log_failure("a body could not be made", error);
    end_with(job, something_failed());
  }
}

void Delivery::make_or_refuse(Job& job) {
  try {
    if (given_up_) throw overloaded();
    make(job);
  } catch (const Problem& problem) {
    if (problem.code() == ProblemCode::overloaded) metrics_.count_shed();
    auto response = to_response(problem);
    // That there is no such feature is as true as long as the rounds are the same.
    end_with(job, response.status == 404
                      ? keep_refusal(cache_, budget_, job.rendition->key, std::move(response))
                      : shared(std::move(response)));
  }
}

void Delivery::make(Job& job) {
  // It was made before where only another encoding of it is wanted.
  if (const auto kept = cache_.find(job.rendition->key, Encoding::identity)) return answer_all(job, kept);
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
  const KnownTag tag{fingerprint_of(rendered),
                     size >= least_worth_compressing && is_compressible(job.rendition->content_type)};
  auto plain = make_response(*job.rendition, rendered.headers, tag.fingerprint,
                             counted_body(std::move(rendered.content), std::move(share)));
  cache_.put_tag(job.rendition->key, tag);
  cache_.put(job.rendition->key, Encoding::identity, plain);
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
void Delivery::answer_all(Job& job, const SharedResponse& plain) {
  for (auto& waiting : take_waiting(job)) {
    if (job.at_once && waiting.wanted.is_encoded(plain->body_view().size())) {
      join(job.rendition, std::move(waiting));
      continue;
    }
    SharedResponse answer;
    try {
      answer = conditional(encoded(plain, waiting.wanted), waiting.request);
    } catch (const std::exception&) {  // no room, or no memory, for this one
      answer = shed();
    }
    waiting.answer.give(std::move(answer));
  }
}

/// Pieces go to one client only, who asked first; each of the others gets a making of its own.
void Delivery::stream(Job& job, RenderedBody rendered, BodyBudget::Share share) {
  const auto& rendition = *job.rendition;
  cache_.put_tag(rendition.key, tag_of_long_body(rendition.key));
  auto all = take_waiting(job);
  auto& first = all.front();  // who began the job
  SharedResponse response;
  try {
    response = start_stream(job, std::move(rendered), first.wanted.encoding, std::move(share));
  } catch (const std::exception&) {  // no room, or no memory
    response = shed();
  }
  first.answer.give(conditional(response, first.request));
  const auto name = name_of(rendition);
  for (auto waiting = std::next(all.begin()); waiting != all.end(); ++waiting)
    if (auto known = find_known(waiting->request, waiting->wanted, name.cache_control))
      waiting->answer.give(std::move(known));
    else
      join(job.rendition, std::move(*waiting));
}

SharedResponse Delivery::start_stream(const Job& job, RenderedBody rendered, Encoding encoding,
                                      BodyBudget::Share share) {
  if (!share.resize(stream_bytes + rendered.held_bytes)) throw overloaded();
  const auto tag = tag_in(tag_of_long_body(job.rendition->key), encoding);
  const auto headers = rendered.headers;
  return make_long_response(*job.rendition, headers, tag, encoding,
                            stream_body(std::move(rendered), encoding, std::move(share), workers_));
}

/// Those who wait for the job, which is over with that: others that come begin one anew.
std::vector<Delivery::Waiting> Delivery::take_waiting(Job& job) noexcept {
  const std::lock_guard lock(mutex_);
  const auto known = under_way_.find(job.rendition->key);
  if (known != under_way_.end() && known->second.get() == &job) under_way_.erase(known);
  return std::exchange(job.waiting, {});
}

void Delivery::end_with(Job& job, const SharedResponse& response) noexcept {
  for (auto& waiting : take_waiting(job)) waiting.answer.give(response);
}

}  // namespace sojourn::server
