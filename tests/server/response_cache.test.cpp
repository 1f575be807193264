#include "server/response_cache.hpp"

#include "support/catch.hpp"

using namespace sojourn::server;

namespace {

std::shared_ptr<const Response> body_of(std::size_t bytes) {
  Response response;
  response.headers.add("ETag", "\"tag\"");
  response.body = std::make_shared<const std::string>(bytes, 'x');
  return std::make_shared<const Response>(std::move(response));
}

}  // namespace

TEST_CASE("the cache never holds more than its bytes, and forgets what was not asked for longest") {
  ResponseCache cache(16 * 20'000, 16'000);
  for (int i = 0; i < 1000; ++i) cache.put("key " + std::to_string(i), body_of(4000));
  CHECK(cache.bytes() <= 16 * 20'000);
  CHECK(cache.find("key 999"));
  CHECK_FALSE(cache.find("key 0"));
}

TEST_CASE("entity tags outlive their bodies") {
  ResponseCache cache(16 * 20'000, 16'000);
  for (int i = 0; i < 1000; ++i) cache.put("key " + std::to_string(i), body_of(4000));
  CHECK(cache.find_tag("key 0") == "\"tag\"");
  CHECK_FALSE(cache.find_tag("another"));
}

TEST_CASE("a body too large for the cache is not kept, its tag is") {
  ResponseCache cache(16 * 1000, 160);
  cache.put("large", body_of(5000));
  CHECK_FALSE(cache.find("large"));
  CHECK(cache.find_tag("large"));
}
