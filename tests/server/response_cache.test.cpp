#include "server/response_cache.hpp"

#include "support/catch.hpp"

using namespace sojourn::server;

namespace {

SharedResponse body_of(std::size_t bytes) {
  Response response;
  response.body = std::make_shared<const std::string>(bytes, 'x');
  return std::make_shared<const Response>(std::move(response));
}

constexpr auto identity = Encoding::identity;
constexpr auto gzip = Encoding::gzip;

}  // namespace

TEST_CASE("the cache never holds more than its bytes, and forgets what was not asked for longest") {
  ResponseCache cache(16 * 20'000, 16'000);
  for (int i = 0; i < 1000; ++i) cache.put("key " + std::to_string(i), identity, body_of(4000));
  CHECK(cache.bytes() <= 16 * 20'000);
  CHECK(cache.find("key 999", identity));
  CHECK_FALSE(cache.find("key 0", identity));
}

TEST_CASE("each encoding of a body is kept by itself, and all are forgotten together") {
  ResponseCache cache(16 * 20'000, 16'000);
  cache.put("key", identity, body_of(4000));
  CHECK_FALSE(cache.find("key", gzip));
  const auto zipped = body_of(1000);
  cache.put("key", gzip, zipped);
  CHECK(cache.find("key", gzip) == zipped);
  CHECK(cache.find("key", identity)->body->size() == 4000);
  for (int i = 0; i < 1000; ++i) cache.put("key " + std::to_string(i), identity, body_of(4000));
  CHECK_FALSE(cache.find("key", gzip));
  CHECK_FALSE(cache.find("key", identity));
}

TEST_CASE("who counts bodies is told of exactly those that the cache holds") {
  ResponseCache cache(16 * 20'000, 16'000);
  std::int64_t told = 0;
  cache.on_change([&](std::int64_t by) { told += by; });
  for (int i = 0; i < 1000; ++i)
    cache.put("key " + std::to_string(i % 300), i % 2 ? identity : gzip, body_of(3000));
  std::int64_t held = 0;
  for (int i = 0; i < 300; ++i)
    for (const auto encoding : {identity, gzip})
      if (const auto found = cache.find("key " + std::to_string(i), encoding))
        held += static_cast<std::int64_t>(found->body->size());
  CHECK(held > 0);
  CHECK(told == held);
}

TEST_CASE("entity tags outlive their bodies") {
  ResponseCache cache(16 * 20'000, 16'000);
  for (int i = 0; i < 1000; ++i) {
    cache.put("key " + std::to_string(i), identity, body_of(4000));
    cache.put_tag("key " + std::to_string(i), {static_cast<std::uint64_t>(i), true});
  }
  CHECK_FALSE(cache.find("key 7", identity));
  CHECK(cache.find_tag("key 7")->fingerprint == 7);
  CHECK_FALSE(cache.find_tag("another"));
}

TEST_CASE("tags are bounded too") {
  ResponseCache cache(0, 160);
  for (int i = 0; i < 10'000; ++i) cache.put_tag("key " + std::to_string(i), {1, true});
  int known = 0;
  for (int i = 0; i < 10'000; ++i) known += cache.find_tag("key " + std::to_string(i)) ? 1 : 0;
  CHECK(known <= 160);
  CHECK(known > 0);
}

TEST_CASE("a body too large for the cache is not kept") {
  ResponseCache cache(16 * 3000, 160);
  cache.put("large", identity, body_of(5000));
  CHECK_FALSE(cache.find("large", identity));
  CHECK(cache.bytes() == 0);
}
