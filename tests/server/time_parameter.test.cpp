#include "server/time_parameter.hpp"

#include <array>

#include "support/catch.hpp"

using namespace sojourn::server;

TEST_CASE("datetime takes what RFC 3339 and OGC API Features know, as days in UTC") {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> good = {{
      {"2019-04-17", "2019-04-17"},
      {"2019-04-17T00:00:00Z", "2019-04-17"},
      {"2019-04-17t23:59:60.123z", "2019-04-17"},
      {"2019-04-17T23:30:00-01:00", "2019-04-18"},
      {"2019-04-17T00:30:00+01:00", "2019-04-16"},
      {"2020-02-29", "2020-02-29"},
      {"2019-01-01/2019-06-30", "2019-01-01/2019-06-30"},
      {"2019-01-01/..", "2019-01-01/.."},
      {"2019-01-01/", "2019-01-01/.."},
      {"../2019-01-01", "../2019-01-01"},
      {"/2019-01-01T12:00:00Z", "../2019-01-01"},
      {"2019-01-01/2019-01-01", "2019-01-01/2019-01-01"},
  }};
  for (const auto& [text, meaning] : good) {
    INFO(text);
    const auto range = parse_datetime(text);
    REQUIRE(range);
    CHECK(to_string(*range) == meaning);
  }
}

TEST_CASE("datetime refuses everything else") {
  for (const std::string_view text : {"",
                                      "..",
                                      "/",
                                      "../..",
                                      "2019",
                                      "2019-4-17",
                                      "2019-02-29",
                                      "2019-13-01",
                                      "20190417",
                                      "2019-04-17T",
                                      "2019-04-17T12:00Z",
                                      "2019-04-17T12:00:00",
                                      "2019-04-17T24:00:00Z",
                                      "2019-04-17T12:60:00Z",
                                      "2019-04-17T12:00:00.Z",
                                      "2019-04-17T12:00:00+1:00",
                                      "2019-04-17T12:00:00+25:00",
                                      "2019-06-30/2019-01-01",
                                      "2019-01-01/2019-02-01/2019-03-01",
                                      "now",
                                      " 2019-04-17",
                                      "2019-04-17 ",
                                      "-2019-04-17",
                                      "2019-04-17x"}) {
    INFO(text);
    CHECK_FALSE(parse_datetime(text));
  }
}
