/// What is kept of bodies and of refusals, and how much of memory both may take.
#include <memory>

#include "server/problem.hpp"
#include "server/support/delivery_world.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("what is not there is told in the encoding asked for, too") {
  DeliveryWorld world;
  auto missing = world.rendition("");
  missing.render = [&world]() -> RenderedBody {
    ++world.made;
    throw Problem(ProblemCode::unknown_feature, "There is no such feature.");
  };
  for (const std::string encoding : {"gzip", "", "br, identity;q=0", "br, identity;q=0"})
    CHECK(world.get(accepting(encoding), missing).status == 404);
  CHECK(world.made == 1);
}

TEST_CASE("a cached body is sent with its head as it was serialised once") {
  DeliveryWorld world;
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
  DeliveryWorld world;
  auto empty = world.rendition("");
  empty.no_content_if_empty = true;
  CHECK(world.get(accepting("gzip"), empty).status == 204);
  CHECK(world.get(accepting("gzip"), empty).status == 204);
  CHECK(world.made == 1);
}

TEST_CASE("what is not there is looked for once, as long as the rounds are the same") {
  DeliveryWorld world;
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

TEST_CASE("bodies that clients hold count until they let go; when there is no room, others come again") {
  DeliveryWorld world(1 << 20);
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
  DeliveryWorld world(1 << 20);
  for (int i = 0; i < 100; ++i)
    CHECK(world.get(accepting(""), world.rendition(std::string(20'000, 'x'), std::to_string(i))).status ==
          200);
  CHECK(world.budget.used() == 0);
  CHECK(world.cache.bytes() > 500'000);
}

TEST_CASE("what goes wrong while a body is made becomes a problem, and is not kept") {
  DeliveryWorld world;
  auto broken = world.rendition("");
  broken.render = []() -> RenderedBody { throw std::runtime_error("a secret path"); };
  const auto response = world.get(accepting(""), broken);
  CHECK(response.status == 500);
  CHECK(response.body->find("secret") == std::string::npos);
  CHECK(world.get(accepting(""), world.rendition(long_body)).status == 200);
}
