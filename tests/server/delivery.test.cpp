#include "server/delivery.hpp"

#include <atomic>
#include <future>

#include "server/compression.hpp"
#include "server/problem.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;

namespace {

/// A delivery with two workers, and how often bodies were made.
struct World {
  Metrics metrics;
  ResponseCache cache{1 << 20, 1000};
  WorkerPool workers{2, 2};
  Delivery delivery{cache, workers, metrics};
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

  Response get(const Request& request, Rendition rendition) {
    auto answer = delivery.deliver(request, std::move(rendition));
    if (auto* response = std::get_if<Response>(&answer)) return *response;
    std::promise<Response> promise;
    std::get<Deferred>(answer)([&](Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
  }
};

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

TEST_CASE("short bodies are not compressed") {
  World world;
  CHECK_FALSE(world.get(accepting("gzip"), world.rendition("{}")).headers.find("Content-Encoding"));
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
  std::vector<std::future<Response>> answers;
  for (int i = 0; i < 20; ++i) {
    auto promise = std::make_shared<std::promise<Response>>();
    answers.push_back(promise->get_future());
    auto work = std::get<Deferred>(world.delivery.deliver(accepting(""), slow));
    work([promise](Response response) { promise->set_value(std::move(response)); });
  }
  gate.set_value();
  for (auto& answer : answers) CHECK(answer.get().status == 200);
  CHECK(world.made == 1);
}

TEST_CASE("when too much is waiting the rest is told to come again") {
  World world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::vector<std::future<Response>> answers;
  for (int i = 0; i < 20; ++i) {
    auto slow = world.rendition(long_body, "key " + std::to_string(i));
    slow.render = [opened] {
      opened.wait();
      return RenderedBody{long_body, {}};
    };
    auto promise = std::make_shared<std::promise<Response>>();
    answers.push_back(promise->get_future());
    std::get<Deferred>(world.delivery.deliver(accepting(""), std::move(slow)))(
        [promise](Response response) { promise->set_value(std::move(response)); });
  }
  gate.set_value();
  int shed = 0;
  for (auto& answer : answers) {
    const auto response = answer.get();
    if (response.status != 503) continue;
    ++shed;
    CHECK(response.headers.find("Retry-After"));
  }
  CHECK(shed >= 16);
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
