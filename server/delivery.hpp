/// From renditions to responses: conditions, encodings, the cache, and one
/// computation for identical requests.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/metrics.hpp"
#include "server/negotiation.hpp"
#include "server/rendition.hpp"
#include "server/request.hpp"
#include "server/response_cache.hpp"
#include "server/service.hpp"
#include "server/worker_pool.hpp"

namespace sojourn::server {

/// Safe to use from any thread.
class Delivery {
 public:
  Delivery(ResponseCache& cache, WorkerPool& workers, Metrics& metrics)
      : cache_(cache), workers_(workers), metrics_(metrics) {}

  /// At once where the client or the cache has the body; else work that a worker does, together with all
  /// that ask for the same meanwhile. Throws Problem(not_acceptable).
  std::variant<Response, Deferred> deliver(const Request& request, Rendition rendition);

 private:
  struct Waiting {
    Done done;
    std::string if_none_match;
  };
  void join(const std::string& key, const std::shared_ptr<const Rendition>& rendition, Encoding encoding,
            Waiting waiting);
  void compute(const std::string& key, const Rendition& rendition, Encoding encoding);
  void finish(const std::string& key, const std::shared_ptr<const Response>& response);

  ResponseCache& cache_;
  WorkerPool& workers_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<Waiting>> under_way_;
};

/// The body with its headers: compressed where the encoding says so and it is worth it.
Response make_response(const Rendition& rendition, RenderedBody rendered, Encoding encoding,
                       int compression_level);

/// 304 with the fields that RFC 9110, 15.4.5 wants.
Response not_modified(const Response& full);

/// 304 if the client has it; else the response itself.
Response conditional(const Response& full, std::string_view if_none_match);

}  // namespace sojourn::server
