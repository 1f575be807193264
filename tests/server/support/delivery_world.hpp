/// A delivery of made-up bodies, and clients that ask for them.
#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "server/body_stream.hpp"
#include "server/delivery.hpp"
#include "support/catch.hpp"

namespace sojourn::server::testing {

/// A delivery with two workers, and how often bodies were made.
struct DeliveryWorld {
  explicit DeliveryWorld(std::size_t budget_bytes = 64 << 20) : budget(budget_bytes) {}
  ~DeliveryWorld() { workers.stop(); }

  Metrics metrics;
  BodyBudget budget;
  ResponseCache cache{1 << 20, 1000};
  WorkerPool workers{2, 2};
  Delivery delivery{cache, workers, budget, metrics};
  std::atomic<int> made{0};

  Rendition rendition(std::string body, std::string key = "key") {
    Rendition rendition;
    rendition.key = std::move(key);
    rendition.content_type = "application/json";
    rendition.headers.add("Cache-Control", "no-cache");
    rendition.render = [this, body] {
      ++made;
      return RenderedBody{body, {}};
    };
    return rendition;
  }

  /// A body of so many pieces of 64 kB.
  Rendition long_rendition(int pieces) {
    auto rendition = this->rendition("");
    rendition.render = [this, pieces] {
      ++made;
      RenderedBody body;
      begin_body(body, [left = pieces](std::string& out) mutable {
        out.append(piece_bytes, static_cast<char>('a' + left % 26));
        return --left > 0;
      });
      return body;
    };
    return rendition;
  }

  SharedResponse shared(const Request& request, Rendition rendition) {
    auto answer = delivery.deliver(request, std::move(rendition));
    if (auto* response = std::get_if<SharedResponse>(&answer)) return *response;
    std::promise<SharedResponse> promise;
    std::get<Deferred>(answer)([&](SharedResponse response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
  }
  Response get(const Request& request, Rendition rendition) { return *shared(request, std::move(rendition)); }
};

/// Of work that is begun now.
inline std::future<SharedResponse> answer_of(const Deferred& work) {
  auto promise = std::make_shared<std::promise<SharedResponse>>();
  auto answer = promise->get_future();
  work([promise](SharedResponse response) { promise->set_value(std::move(response)); });
  return answer;
}

/// Of what is answered at once, or later.
inline std::future<SharedResponse> answer_of(const std::variant<SharedResponse, Deferred>& answer) {
  if (const auto* work = std::get_if<Deferred>(&answer)) return answer_of(*work);
  std::promise<SharedResponse> promise;
  promise.set_value(std::get<SharedResponse>(answer));
  return promise.get_future();
}

/// After which a test gives up on what would never come.
inline constexpr std::chrono::seconds patience(20);

inline std::string all_pieces(const Response& response) {
  std::string body;
  for (auto kind = BodyPiece::Kind::more; kind == BodyPiece::Kind::more;) {
    std::promise<BodyPiece> promise;
    response.next_piece([&](BodyPiece piece) { promise.set_value(std::move(piece)); });
    auto piece = promise.get_future().get();
    REQUIRE(piece.kind != BodyPiece::Kind::failed);
    body += piece.bytes;
    kind = piece.kind;
  }
  return body;
}

inline Request accepting(std::string encoding, std::string if_none_match = "") {
  Request request;
  request.accept_encoding = std::move(encoding);
  request.if_none_match = std::move(if_none_match);
  return request;
}

inline const std::string long_body(5000, 'x');

}  // namespace sojourn::server::testing
