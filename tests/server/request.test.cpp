#include "server/request.hpp"

#include "server/problem.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;

namespace {

Request parse(std::string_view target) {
  Request request;
  parse_target(target, request);
  return request;
}

}  // namespace

TEST_CASE("a path is split before it is decoded, so that an encoded slash stays in its segment") {
  CHECK(parse("/").path.empty());
  CHECK(parse("/ogc/collections").path == std::vector<std::string>{"ogc", "collections"});
  CHECK(parse("/ogc/").path == std::vector<std::string>{"ogc", ""});
  CHECK(parse("/items/NGA%2E1%2F2").path == std::vector<std::string>{"items", "NGA.1/2"});
}

TEST_CASE("a proxy's absolute form means the same path") {
  CHECK(parse("http://example.org/a/b?c=1").path == std::vector<std::string>{"a", "b"});
  CHECK(parse("http://example.org").path.empty());
  CHECK(parse("HTTPS://example.org/a").path == std::vector<std::string>{"a"});
}

TEST_CASE("the host of an absolute form is the one asked for, whatever the field says") {
  Request request;
  request.host = "proxy.example";
  parse_target("http://maps.example:8080/a", request);
  CHECK(request.host == "maps.example:8080");
  parse_target("/a", request);
  CHECK(request.host == "maps.example:8080");
  for (const std::string_view target : {"http:///a", "http://", "http://user@a/b", "http://?a"})
    CHECK_THROWS_AS(parse(target), Problem);
}

TEST_CASE("query parameters are decoded in order; a plus is a blank") {
  const auto query = parse("/x?a=1&b=x+y%2Bz&c&=d&").query;
  REQUIRE(query.size() == 4);
  CHECK(query[1].value == "x y+z");
  CHECK(query[2].name == "c");
  CHECK(query[3].name.empty());
}

TEST_CASE("what cannot be decoded is refused") {
  for (const std::string_view target :
       {"/%", "/%2", "/%zz", "/a%00b", "/%ff", "/?a=%c3", "/?a=%0a", "/a#b", "a/b", "*", ""}) {
    INFO(target);
    CHECK_THROWS_AS(parse(target), Problem);
  }
}

TEST_CASE("encoding and decoding give the text back") {
  const std::string text = "Kaʻala & Sons/+ %";
  CHECK(parse("/" + percent_encode(text)).path.front() == text);
}
