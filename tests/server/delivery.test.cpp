#include "server/delivery.hpp"

#include <atomic>
#include <future>
#include <thread>
#include <utility>

#include "server/body_stream.hpp"
#include "server/compression.hpp"
#include "server/entity_tag.hpp"
#include "server/problem.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;

namespace {

/// A delivery with two workers, and how often bodies were made.
struct World {
  explicit World(std::size_t budget_bytes = 64 << 20) : budget(budget_bytes) {}

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

std::string all_pieces(const Response& response) {
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

Request accepting(std::string encoding, std::string if_none_match = "") {
  Request request;
  request.accept_encoding = std::move(encoding);
  request.if_none_match = std::move(if_none_match);
  return request;
}

const std::string long_body(5000, 'x');

}  // namespace

TEST_CASE("each encoding has a tag of its own, and both vary") {
  World world;
  const auto plain = world.get(accepting(""), world.rendition(long_body));
  const auto zipped = world.get(accepting("gzip"), world.rendition(long_body));
  CHECK(*plain.body == long_body);
  CHECK(zipped.headers.find("Content-Encoding") == "gzip");
  CHECK(zipped.body->size() < 200);
  CHECK(plain.headers.find("ETag") != zipped.headers.find("ETag"));
  CHECK(plain.headers.find("Vary") == "Accept-Encoding, Accept");
}

TEST_CASE("short bodies are not compressed, unless the client refuses them as they are") {
  World world;
  CHECK_FALSE(world.get(accepting("gzip"), world.rendition("{}")).headers.find("Content-Encoding"));
  CHECK(world.get(accepting("gzip, identity;q=0"), world.rendition("{}")).headers.find("Content-Encoding") ==
        "gzip");
}

TEST_CASE("a short body has one tag, whatever encodings the client takes") {
  World world;
  const std::string tag(world.get(accepting("gzip"), world.rendition("{}")).headers.find("ETag").value());
  CHECK(world.get(accepting("br", tag), world.rendition("{}")).status == 304);
}

TEST_CASE("the tag comes from the content, so what is the same under another key is 304 there too") {
  World world;
  const auto full = world.get(accepting("br"), world.rendition(long_body, "edition 1"));
  const std::string tag(full.headers.find("ETag").value());
  CHECK(world.get(accepting("br", tag), world.rendition(long_body, "edition 2")).status == 304);
  CHECK(world.get(accepting("br", tag), world.rendition(long_body + "x", "edition 3")).status == 200);
}

TEST_CASE("a tag known from one encoding answers for the others without work") {
  World world;
  const auto plain = world.get(accepting(""), world.rendition(long_body));
  auto tag = std::string(plain.headers.find("ETag").value());
  tag.insert(tag.size() - 1, "-zstd");
  CHECK(world.get(accepting("zstd", tag), world.rendition(long_body)).status == 304);
  CHECK(world.made == 1);
}

TEST_CASE("a body is made once for all encodings, asked for at once or one after the other") {
  World world;
  for (const std::string encoding : {"", "gzip", "br", "zstd", "gzip, identity;q=0", "gzip"})
    CHECK(world.get(accepting(encoding), world.rendition(long_body)).status == 200);
  CHECK(world.made == 1);

  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  auto slow = world.rendition(long_body, "another key");
  slow.render = [&world, opened] {
    ++world.made;
    opened.wait();
    return RenderedBody{long_body, {}};
  };
  std::vector<std::future<SharedResponse>> answers;
  for (const std::string encoding : {"", "gzip", "br", "zstd", "gzip"}) {
    auto promise = std::make_shared<std::promise<SharedResponse>>();
    answers.push_back(promise->get_future());
    std::get<Deferred>(world.delivery.deliver(accepting(encoding), slow))(
        [promise](SharedResponse response) { promise->set_value(std::move(response)); });
  }
  gate.set_value();
  std::vector<std::string> encodings;
  for (auto& answer : answers)
    encodings.emplace_back(answer.get()->headers.find("Content-Encoding").value_or(""));
  CHECK(encodings == std::vector<std::string>{"", "gzip", "br", "zstd", "gzip"});
  CHECK(world.made == 2);
}

TEST_CASE("what is not there is told in the encoding asked for, too") {
  World world;
  auto missing = world.rendition("");
  missing.render = [&world]() -> RenderedBody {
    ++world.made;
    throw Problem(ProblemCode::unknown_feature, "There is no such feature.");
  };
  for (const std::string encoding : {"gzip", "", "br, identity;q=0", "br, identity;q=0"})
    CHECK(world.get(accepting(encoding), missing).status == 404);
  CHECK(world.made == 1);
}

TEST_CASE("the tag of a long body holds in every process that would send the same") {
  World first, second;
  const auto tag = [](World& world, const Rendition& rendition) {
    return std::string(world.get(accepting("gzip"), rendition).headers.find("ETag").value());
  };
  const auto known = tag(first, first.long_rendition(40));
  CHECK(tag(second, second.long_rendition(40)) == known);
  auto other = second.long_rendition(40);
  other.key = "of another round";
  CHECK(tag(second, other) != known);
}

TEST_CASE("a client that has a long body from another process gets 304 before any work") {
  World first, second;
  const auto full = first.get(accepting("gzip"), first.long_rendition(40));
  const std::string tag(full.headers.find("ETag").value());
  CHECK(second.get(accepting("gzip", tag), second.long_rendition(40)).status == 304);
  CHECK(second.made == 0);
  CHECK(second.get(accepting("br", tag), second.long_rendition(40)).status == 200);
  CHECK(second.get(accepting("gzip", "*"), second.rendition(long_body, "unseen")).status == 304);
}

TEST_CASE("a cached body is sent with its head as it was serialised once") {
  World world;
  const auto first = world.shared(accepting("gzip"), world.rendition(long_body));
  const auto second = world.shared(accepting("gzip"), world.rendition(long_body));
  REQUIRE(first->head);
  CHECK(first == second);
  CHECK(first->head->starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(first->head->find("Content-Encoding: gzip\r\n") != std::string::npos);
  CHECK(first->head->ends_with("\r\n"));
  CHECK(first->head->find("\r\n\r\n") == std::string::npos);
}

TEST_CASE("empty bodies are kept like others") {
  World world;
  auto empty = world.rendition("");
  empty.no_content_if_empty = true;
  CHECK(world.get(accepting("gzip"), empty).status == 204);
  CHECK(world.get(accepting("gzip"), empty).status == 204);
  CHECK(world.made == 1);
}

TEST_CASE("what is not there is looked for once, as long as the rounds are the same") {
  World world;
  auto missing = world.rendition("");
  missing.render = [&world]() -> RenderedBody {
    ++world.made;
    throw Problem(ProblemCode::unknown_feature, "There is no such feature.");
  };
  CHECK(world.get(accepting(""), missing).status == 404);
  CHECK(world.get(accepting(""), missing).status == 404);
  CHECK(world.made == 1);
  CHECK(world.budget.used() == 0);
  missing.key = "after the next publish";
  CHECK(world.get(accepting(""), missing).status == 404);
  CHECK(world.made == 2);
}

TEST_CASE("a long body comes in pieces that make up the whole, in every encoding") {
  World world;
  for (const std::string encoding : {"", "gzip", "br", "zstd"}) {
    INFO(encoding);
    const auto response = world.get(accepting(encoding), world.long_rendition(40));
    CHECK(response.status == 200);
    CHECK_FALSE(response.body);
    REQUIRE(response.next_piece);
    CHECK(response.headers.find("Content-Encoding").value_or("") == encoding);
    const auto body = all_pieces(response);
    if (encoding.empty()) {
      CHECK(body.size() == 40 * piece_bytes);
    } else {
      CHECK(body.size() < 40 * piece_bytes / 20);
    }
  }
}

TEST_CASE("a client that has a long body gets 304 without any of it made anew") {
  World world;
  const auto first = world.get(accepting("gzip"), world.long_rendition(40));
  const std::string tag(first.headers.find("ETag").value());
  CHECK(world.get(accepting("gzip", tag), world.long_rendition(40)).status == 304);
  CHECK(world.made == 1);
}

TEST_CASE("clients that ask for a long body at once each get a whole one") {
  World world;
  std::vector<std::future<SharedResponse>> answers;
  for (int i = 0; i < 10; ++i) {
    auto promise = std::make_shared<std::promise<SharedResponse>>();
    answers.push_back(promise->get_future());
    std::get<Deferred>(world.delivery.deliver(accepting(""), world.long_rendition(10)))(
        [promise](SharedResponse response) { promise->set_value(std::move(response)); });
  }
  for (auto& answer : answers) CHECK(all_pieces(*answer.get()).size() == 10 * piece_bytes);
}

TEST_CASE("bodies that clients hold count until they let go; when there is no room, others come again") {
  World world(1 << 20);
  std::vector<SharedResponse> held;
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    // Too large for the cache, small enough to be whole.
    auto response =
        world.shared(accepting(""), world.rendition(std::string(100'000, 'x'), std::to_string(i)));
    if (response->status == 503) {
      ++refused;
      CHECK(response->headers.find("Retry-After"));
    } else {
      held.push_back(std::move(response));
    }
    CHECK(world.budget.used() <= 1 << 20);
  }
  CHECK(held.size() >= 5);
  CHECK(refused >= 25);
  held.clear();
  CHECK(world.budget.used() == 0);
  CHECK(world.get(accepting(""), world.rendition(std::string(100'000, 'x'), "again")).status == 200);
}

TEST_CASE("bodies in the cache count as the cache's") {
  World world(1 << 20);
  for (int i = 0; i < 100; ++i)
    CHECK(world.get(accepting(""), world.rendition(std::string(20'000, 'x'), std::to_string(i))).status ==
          200);
  CHECK(world.budget.used() == 0);
  CHECK(world.cache.bytes() > 500'000);
}

TEST_CASE("a long body counts with what it keeps in memory, not with its length") {
  World world(2 << 20);
  const auto stream = world.shared(accepting("zstd"), world.long_rendition(1000));
  CHECK(world.budget.used() == static_cast<std::int64_t>(stream_bytes));
  CHECK(world.get(accepting("zstd"), world.long_rendition(1000)).status == 503);
}

TEST_CASE("a part of a body is sent where that is allowed") {
  World world;
  auto file = world.rendition("0123456789");
  file.headers.add("Accept-Ranges", "bytes");
  const auto part = [&](std::string range, std::string if_range = "") {
    Request request;
    request.range = std::move(range);
    request.if_range = std::move(if_range);
    return world.get(request, file);
  };
  const auto some = part("bytes=2-4");
  CHECK(some.status == 206);
  CHECK(some.body_view() == "234");
  CHECK(some.headers.find("Content-Range") == "bytes 2-4/10");
  const std::string tag(some.headers.find("ETag").value());
  CHECK(part("bytes=2-4", tag).status == 206);
  CHECK(part("bytes=2-4", "W/" + tag).status == 200);
  CHECK(part("bytes=2-4", "\"another\"").body_view() == "0123456789");
  CHECK(part("bytes=10-").status == 416);
  CHECK(part("bytes=10-").headers.find("Content-Range") == "bytes */10");
  CHECK(part("bytes=0-1,5-6").status == 200);
  Request head;
  head.verb = Verb::head;
  head.range = "bytes=2-4";
  CHECK(world.get(head, file).status == 200);
}

TEST_CASE("If-Match comes before If-None-Match and Range, and is compared strongly") {
  struct Case {
    std::string if_match;
    std::string if_none_match;
    int status;
  };
  for (const bool is_made : {false, true}) {
    World world;
    auto file = world.rendition("0123456789");
    file.headers.add("Accept-Ranges", "bytes");
    const std::string tag = make_entity_tag(fingerprint("0123456789"), Encoding::identity);
    if (is_made) CHECK(world.get(Request(), file).headers.find("ETag") == tag);
    for (const auto& [if_match, if_none_match, status] :
         {Case{tag, "", 206}, Case{"*", "", 206}, Case{"\"x\", " + tag, "", 206}, Case{"W/" + tag, "", 412},
          Case{"\"x\"", "", 412}, Case{"\"x\"", tag, 412}, Case{tag, tag, 304}, Case{"*", "*", 304},
          Case{tag, "\"x\"", 206}}) {
      INFO(if_match << " | " << if_none_match);
      Request request;
      request.range = "bytes=2-4";
      request.if_match = if_match;
      request.if_none_match = if_none_match;
      CHECK(world.get(request, file).status == status);
    }
  }
  World world;
  auto missing = world.rendition("");
  missing.render = []() -> RenderedBody { throw Problem(ProblemCode::unknown_feature, "There is none."); };
  Request request;
  request.if_match = "*";
  CHECK(world.get(request, missing).status == 404);
}

TEST_CASE("a client that has the body gets 304 with the fields of caching, before any work") {
  World world;
  const auto full = world.get(accepting("gzip"), world.rendition(long_body));
  const std::string tag(full.headers.find("ETag").value());
  const auto again = world.get(accepting("gzip", "\"other\", W/" + tag), world.rendition(long_body));
  CHECK(again.status == 304);
  CHECK(again.headers.find("ETag") == tag);
  CHECK(again.headers.find("Vary"));
  CHECK(again.headers.find("Cache-Control") == "no-cache");
  CHECK_FALSE(again.body);
  CHECK(world.made == 1);
}

TEST_CASE("a tag of another encoding is another representation") {
  World world;
  const auto full = world.get(accepting("gzip"), world.rendition(long_body));
  const std::string tag(full.headers.find("ETag").value());
  CHECK(world.get(accepting("", tag), world.rendition(long_body)).status == 200);
}

TEST_CASE("a tag is compared also where nothing is remembered") {
  World first, second;
  const std::string tag(first.get(accepting(""), first.rendition(long_body)).headers.find("ETag").value());
  CHECK(second.get(accepting("", tag), second.rendition(long_body)).status == 304);
}

TEST_CASE("identical requests wait for one computation") {
  World world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  auto slow = world.rendition(long_body);
  slow.render = [&world, opened] {
    ++world.made;
    opened.wait();
    return RenderedBody{long_body, {}};
  };
  std::vector<std::future<SharedResponse>> answers;
  for (int i = 0; i < 20; ++i) {
    auto promise = std::make_shared<std::promise<SharedResponse>>();
    answers.push_back(promise->get_future());
    auto work = std::get<Deferred>(world.delivery.deliver(accepting(""), slow));
    work([promise](SharedResponse response) { promise->set_value(std::move(response)); });
  }
  gate.set_value();
  for (auto& answer : answers) CHECK(answer.get()->status == 200);
  CHECK(world.made == 1);
}

TEST_CASE("what is quick is made at once, and what has to be compressed by a worker") {
  World world;
  const auto quick = [&](const std::string& body, const std::string& key) {
    auto rendition = world.rendition(body, key);
    rendition.is_quick = true;
    return rendition;
  };
  const auto answer = world.delivery.deliver(accepting(""), quick(long_body, "key"));
  REQUIRE(std::holds_alternative<SharedResponse>(answer));
  CHECK(*std::get<SharedResponse>(answer)->body == long_body);
  CHECK(world.cache.find("key", Encoding::identity) == std::get<SharedResponse>(answer));
  CHECK(std::holds_alternative<Deferred>(world.delivery.deliver(accepting("gzip"), quick(long_body, "key"))));
  CHECK(std::holds_alternative<Deferred>(
      world.delivery.deliver(accepting(""), world.rendition(long_body, "slow"))));
}

TEST_CASE("what is quick is not made a second time while it is being made") {
  World world;
  auto inner = world.rendition(long_body);
  inner.is_quick = true;
  std::promise<SharedResponse> joined;
  auto outer = inner;
  outer.render = [&] {
    ++world.made;
    // Another core asks for the same meanwhile.
    std::get<Deferred>(world.delivery.deliver(accepting(""), inner))(
        [&](SharedResponse response) { joined.set_value(std::move(response)); });
    return RenderedBody{long_body, {}};
  };
  const auto answer = world.delivery.deliver(accepting(""), outer);
  CHECK(joined.get_future().get() == std::get<SharedResponse>(answer));
  CHECK(world.made == 1);
}

TEST_CASE(
    "the thread that makes what is quick compresses for nobody else: a worker does, even without a cache") {
  for (const std::size_t cached : {std::size_t{1} << 20, std::size_t{0}}) {
    World world;
    ResponseCache cache{cached, 1000};
    Delivery delivery{cache, world.workers, world.budget, world.metrics};
    auto inner = world.rendition(long_body);
    inner.is_quick = true;
    std::promise<std::pair<std::thread::id, SharedResponse>> joined;
    std::promise<std::thread::id> joined_plain;
    auto outer = inner;
    outer.render = [&, first = true]() mutable {
      if (std::exchange(first, false)) {
        std::get<Deferred>(delivery.deliver(accepting("gzip"), inner))([&](SharedResponse response) {
          joined.set_value({std::this_thread::get_id(), std::move(response)});
        });
        std::get<Deferred>(delivery.deliver(accepting(""), inner))(
            [&](const SharedResponse&) { joined_plain.set_value(std::this_thread::get_id()); });
      }
      return RenderedBody{long_body, {}};
    };
    const auto answer = delivery.deliver(accepting(""), outer);
    CHECK(*std::get<SharedResponse>(answer)->body == long_body);
    CHECK(joined_plain.get_future().get() == std::this_thread::get_id());
    const auto [thread, zipped] = joined.get_future().get();
    CHECK(thread != std::this_thread::get_id());
    CHECK(zipped->headers.find("Content-Encoding") == "gzip");
  }
}

TEST_CASE("a quick body that cannot be made is a problem like any other") {
  World world;
  auto broken = world.rendition("");
  broken.is_quick = true;
  broken.render = []() -> RenderedBody { throw std::runtime_error("broken"); };
  CHECK(world.get(accepting(""), broken).status == 500);
  CHECK(world.get(accepting(""), broken).status == 500);
}

TEST_CASE("when too much is waiting the rest is told to come again") {
  World world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::vector<std::future<SharedResponse>> answers;
  for (int i = 0; i < 20; ++i) {
    auto slow = world.rendition(long_body, "key " + std::to_string(i));
    slow.render = [&world, opened] {
      ++world.made;
      opened.wait();
      return RenderedBody{long_body, {}};
    };
    auto promise = std::make_shared<std::promise<SharedResponse>>();
    answers.push_back(promise->get_future());
    auto answer = world.delivery.deliver(accepting(""), std::move(slow));
    if (const auto* at_once = std::get_if<SharedResponse>(&answer))
      promise->set_value(*at_once);
    else
      std::get<Deferred>(answer)(
          [promise](SharedResponse response) { promise->set_value(std::move(response)); });
  }
  gate.set_value();
  int shed = 0;
  for (auto& answer : answers) {
    const auto response = answer.get();
    if (response->status != 503) continue;
    ++shed;
    CHECK(response->headers.find("Retry-After"));
  }
  CHECK(shed >= 16);
  CHECK(world.made == 20 - shed);  // nothing is made for who is sent away
}

TEST_CASE("who asks for what is being made is not sent away, however much is waiting") {
  World world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  const auto slow = [&](const std::string& key) {
    auto rendition = world.rendition(long_body, key);
    rendition.render = [opened] {
      opened.wait();
      return RenderedBody{long_body, {}};
    };
    return rendition;
  };
  std::promise<SharedResponse> first;
  std::promise<SharedResponse> same;
  std::get<Deferred>(world.delivery.deliver(accepting(""), slow("0")))(
      [&](auto response) { first.set_value(response); });
  std::vector<std::variant<SharedResponse, Deferred>> others;
  std::vector<std::promise<void>> made(20);
  for (std::size_t i = 1; i < made.size(); ++i) {
    others.push_back(world.delivery.deliver(accepting(""), slow(std::to_string(i))));
    const auto* work = std::get_if<Deferred>(&others.back());
    if (work == nullptr)
      made[i].set_value();
    else
      (*work)([&made, i](auto) { made[i].set_value(); });
  }
  // The answer is there at once, the same for all, its head serialised.
  const auto refused = std::get<SharedResponse>(others.back());
  CHECK(refused->status == 503);
  CHECK(refused->head->find("Retry-After: ") != std::string::npos);
  CHECK(refused == std::get<SharedResponse>(others.at(others.size() - 2)));
  std::get<Deferred>(world.delivery.deliver(accepting(""), slow("0")))(
      [&](auto response) { same.set_value(response); });
  gate.set_value();
  CHECK(first.get_future().get()->status == 200);
  CHECK(same.get_future().get()->status == 200);
  for (std::size_t i = 1; i < made.size(); ++i) made[i].get_future().wait();
}

TEST_CASE("what goes wrong while a body is made becomes a problem, and is not kept") {
  World world;
  auto broken = world.rendition("");
  broken.render = []() -> RenderedBody { throw std::runtime_error("a secret path"); };
  const auto response = world.get(accepting(""), broken);
  CHECK(response.status == 500);
  CHECK(response.body->find("secret") == std::string::npos);
  CHECK(world.get(accepting(""), world.rendition(long_body)).status == 200);
}

TEST_CASE("a client that refuses every encoding is told so") {
  World world;
  CHECK_THROWS_AS(world.delivery.deliver(accepting("*;q=0"), world.rendition(long_body)), Problem);
}
