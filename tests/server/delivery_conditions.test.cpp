/// Tags, conditions and ranges: what a client has is not sent again.
#include "server/entity_tag.hpp"
#include "server/problem.hpp"
#include "server/support/delivery_world.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("the tag comes from the content, so what is the same under another key is 304 there too") {
  DeliveryWorld world;
  const auto full = world.get(accepting("br"), world.rendition(long_body, "edition 1"));
  const std::string tag(full.headers.find("ETag").value());
  CHECK(world.get(accepting("br", tag), world.rendition(long_body, "edition 2")).status == 304);
  CHECK(world.get(accepting("br", tag), world.rendition(long_body + "x", "edition 3")).status == 200);
}

TEST_CASE("a body whose link leads elsewhere now is another one, however much its bytes are the same") {
  DeliveryWorld world;
  const auto page = [&](const std::string& next, const std::string& key) {
    auto rendition = world.rendition("", key);
    rendition.render = [next] {
      RenderedBody body{long_body, {}};
      body.headers.add("OGC-NumberMatched", "7");
      body.headers.add("Link", "<" + next + ">; rel=\"next\"");
      return body;
    };
    return rendition;
  };
  for (const std::string encoding : {"", "zstd"}) {
    const auto first = world.get(accepting(encoding), page("/a", "edition 1"));
    const std::string tag(first.headers.find("ETag").value());
    const auto after = world.get(accepting(encoding, tag), page("/b", "edition 2"));
    CHECK(after.status == 200);
    CHECK(after.headers.find("Link") == "</b>; rel=\"next\"");
    CHECK(world.get(accepting(encoding, tag), page("/a", "edition 3")).status == 304);
  }
}

TEST_CASE("a part of a body is sent where that is allowed") {
  DeliveryWorld world;
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
    DeliveryWorld world;
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
  DeliveryWorld world;
  auto missing = world.rendition("");
  missing.render = []() -> RenderedBody { throw Problem(ProblemCode::unknown_feature, "There is none."); };
  Request request;
  request.if_match = "*";
  CHECK(world.get(request, missing).status == 404);
}

TEST_CASE("a client that has the body gets 304 with the fields of caching, before any work") {
  DeliveryWorld world;
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
  DeliveryWorld world;
  const auto full = world.get(accepting("gzip"), world.rendition(long_body));
  const std::string tag(full.headers.find("ETag").value());
  CHECK(world.get(accepting("", tag), world.rendition(long_body)).status == 200);
}

TEST_CASE("a tag is compared also where nothing is remembered") {
  DeliveryWorld first, second;
  const std::string tag(first.get(accepting(""), first.rendition(long_body)).headers.find("ETag").value());
  CHECK(second.get(accepting("", tag), second.rendition(long_body)).status == 304);
}
