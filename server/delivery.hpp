/// From renditions to responses: conditions, encodings, the cache, and one
/// computation for identical requests.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server/body_budget.hpp"
#include "server/byte_range.hpp"
#include "server/compression.hpp"
#include "server/metrics.hpp"
#include "server/negotiation.hpp"
#include "server/one_answer.hpp"
#include "server/rendition.hpp"
#include "server/request.hpp"
#include "server/response_cache.hpp"
#include "server/service.hpp"
#include "server/worker_pool.hpp"

namespace sojourn::server {

/// What finds a rendition's body where that was made before.
struct RenditionName {
  std::string key;
  std::string content_type;
  std::string cache_control;
};
RenditionName name_of(const Rendition& rendition);

/// Of slow bodies: each may take seconds, so who comes later is told so instead of waiting.
inline constexpr std::size_t most_slow_waiting = 8;

/// Safe to use from any thread.
class Delivery {
 public:
  Delivery(ResponseCache& cache, WorkerPool& workers, BodyBudget& budget, Metrics& metrics);

  /// At once where the client or the cache has the body, or where making it is quick and it need not be
  /// compressed; else work that a worker does, together with all that ask for the same meanwhile, in whatever
  /// encoding: a body is made once and kept as it is, and encoded from that. A body that is too long to be
  /// made whole is made for each client apart, and a slow one holds no worker. Throws
  /// Problem(not_acceptable).
  std::variant<SharedResponse, Deferred> deliver(const Request& request, Rendition rendition);
  /// What needs no work: 304 for a client whose tag is the one remembered, or the body from the cache. Null
  /// where there is neither. Throws Problem(not_acceptable).
  SharedResponse find(const Request& request, const RenditionName& name);
  /// From now on bodies whose making has not begun are not made: who waits for one is told to come again.
  void give_up() { given_up_ = true; }

 private:
  struct Wanted {
    std::string key;
    Encoding encoding = Encoding::identity;
    bool even_if_short = false;  ///< the client refuses the body as it is
    bool compressible = false;

    /// Whether a body of that size is to be encoded.
    bool is_encoded(std::size_t size) const;
    /// Under which the cache has it encoded: bodies that others get as they are, too.
    std::string encoded_key() const { return even_if_short ? key + "\nencoded" : key; }
  };
  struct Waiting {
    Wanted wanted;
    Request request;
    OneAnswer answer;
  };
  using SharedRendition = std::shared_ptr<const Rendition>;
  /// One making of a body, and who waits for it: whoever is left when it goes hears of a failure. When it is
  /// over others may begin the same anew, which is another job.
  struct Job {
    SharedRendition rendition;
    bool at_once = false;          ///< by the thread that asks, not by a worker
    std::vector<Waiting> waiting;  ///< under the mutex
  };

  static Wanted wanted_of(const Request& request, const RenditionName& name);
  SharedResponse find_body(const Wanted& wanted);
  SharedResponse find_known(const Request& request, const Wanted& wanted, std::string_view cache_control);
  bool is_under_way(const std::string& key);
  WorkerPool& workers_for(const Rendition& rendition);
  void wait(const SharedRendition& rendition, const Wanted& wanted, const Request& request, Done done);
  void join(const SharedRendition& rendition, Waiting waiting);
  std::shared_ptr<Job> enqueue(const SharedRendition& rendition, Waiting waiting);
  /// On the caller's thread; null if somebody makes it already.
  SharedResponse make_at_once(const SharedRendition& rendition, const Wanted& wanted, const Request& request);
  void compute(Job& job);
  void make_or_refuse(Job& job);
  void make(Job& job);
  SharedResponse keep_whole(const Job& job, RenderedBody rendered, BodyBudget::Share share);
  SharedResponse encoded(const SharedResponse& plain, const Wanted& wanted);
  void answer_all(Job& job, const SharedResponse& plain);
  void stream(Job& job, RenderedBody rendered, BodyBudget::Share share);
  SharedResponse start_stream(const Job& job, RenderedBody rendered, Encoding encoding,
                              BodyBudget::Share share);
  std::vector<Waiting> take_waiting(Job& job) noexcept;
  void end_with(Job& job, const SharedResponse& response) noexcept;
  SharedResponse shed();

  ResponseCache& cache_;
  WorkerPool& workers_;
  BodyBudget& budget_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Job>> under_way_;  ///< by key
  std::atomic<bool> given_up_{false};
  /// For what is slow. Last: its thread uses the others.
  WorkerPool slow_workers_{1, most_slow_waiting, WorkerPool::Priority::background};
};

/// In what a body that was chosen for its client varies.
inline constexpr std::string_view negotiated_vary = "Accept-Encoding, Accept";

/// Types whose bytes are not compressed already.
bool is_compressible(std::string_view content_type);

/// A whole body with its header fields and its head, ready to be sent any number of times.
SharedResponse make_response(const Rendition& rendition, const Headers& rendered, std::uint64_t fingerprint,
                             std::shared_ptr<const std::string> body);
/// The same of a body that is sent while it is made.
SharedResponse make_long_response(const Rendition& rendition, const Headers& rendered, std::string_view tag,
                                  Encoding encoding, NextPiece pieces);
/// The same as a whole one with its body in an encoding.
SharedResponse make_encoded(const Response& plain, Encoding encoding,
                            std::shared_ptr<const std::string> body);

/// 304 with the fields of `full` that RFC 9110, 15.4.5 wants, and its head.
SharedResponse make_not_modified(const Response& full);

/// The part that a client asks for of `size` bytes that `full`, a 200 with its fields, would bring.
RangeAnswer range_of(const Request& request, const Response& full, std::uint64_t size);
/// Status and fields of a part.
void make_partial(Response& response, const ByteRange& range, std::uint64_t size);
/// 416.
SharedResponse unsatisfiable(std::uint64_t size);

/// What If-Match and If-None-Match make of a response with that tag that would be a success, in the order of
/// RFC 9110, 13.2.2.
enum class ConditionOutcome : std::uint8_t { goes_on, not_modified, failed };
ConditionOutcome evaluate_conditions(const Request& request, std::string_view tag);
/// 412.
SharedResponse precondition_failed();

/// The response as a client with these conditions gets it: 412 if it wants another one, 304 if it has it (RFC
/// 9110, 13), a part if it asks for one and the response allows that, else the response itself.
SharedResponse conditional(const SharedResponse& full, const Request& request);

}  // namespace sojourn::server
