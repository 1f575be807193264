/// Bodies in the encoding that a client takes, each made once.
#include <future>

#include "server/compression.hpp"
#include "server/problem.hpp"
#include "server/support/delivery_world.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("each encoding has a tag of its own, and both vary") {
  DeliveryWorld world;
  const auto plain = world.get(accepting(""), world.rendition(long_body));
  const auto zipped = world.get(accepting("gzip"), world.rendition(long_body));
  CHECK(*plain.body == long_body);
  CHECK(zipped.headers.find("Content-Encoding") == "gzip");
  CHECK(zipped.body->size() < 200);
  CHECK(plain.headers.find("ETag") != zipped.headers.find("ETag"));
  CHECK(plain.headers.find("Vary") == "Accept-Encoding, Accept");
}

TEST_CASE("short bodies are not compressed, unless the client refuses them as they are") {
  DeliveryWorld world;
  CHECK_FALSE(world.get(accepting("gzip"), world.rendition("{}")).headers.find("Content-Encoding"));
  CHECK(world.get(accepting("gzip, identity;q=0"), world.rendition("{}")).headers.find("Content-Encoding") ==
        "gzip");
}

TEST_CASE("a short body has one tag, whatever encodings the client takes") {
  DeliveryWorld world;
  const std::string tag(world.get(accepting("gzip"), world.rendition("{}")).headers.find("ETag").value());
  CHECK(world.get(accepting("br", tag), world.rendition("{}")).status == 304);
}

TEST_CASE("a tag known from one encoding answers for the others without work") {
  DeliveryWorld world;
  const auto plain = world.get(accepting(""), world.rendition(long_body));
  auto tag = std::string(plain.headers.find("ETag").value());
  tag.insert(tag.size() - 1, "-zstd");
  CHECK(world.get(accepting("zstd", tag), world.rendition(long_body)).status == 304);
  CHECK(world.made == 1);
}

TEST_CASE("a body is made once for all encodings, asked for at once or one after the other") {
  DeliveryWorld world;
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

TEST_CASE("a client that refuses every encoding is told so") {
  DeliveryWorld world;
  CHECK_THROWS_AS(world.delivery.deliver(accepting("*;q=0"), world.rendition(long_body)), Problem);
}
