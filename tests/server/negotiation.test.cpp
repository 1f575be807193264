#include "server/negotiation.hpp"

#include <array>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::server;
using sojourn::test::holds;

TEST_CASE("encodings are chosen by their weights, not by finding a word") {
  struct Case {
    std::string_view field;
    std::optional<Encoding> large, small;
  };
  constexpr auto gzip = Encoding::gzip;
  constexpr auto brotli = Encoding::brotli;
  constexpr auto zstd = Encoding::zstd;
  constexpr auto identity = Encoding::identity;
  const std::array cases = {
      Case{"", identity, identity},
      Case{"gzip", gzip, identity},
      Case{"gzip, deflate, br", brotli, identity},
      Case{"gzip, deflate, br, zstd", zstd, identity},
      Case{"br;q=0.9, gzip", gzip, identity},
      Case{"zstd;q=0.1, br;q=0.2, gzip;q=0.3", gzip, identity},
      Case{"GZIP;q=0.5", gzip, identity},
      Case{"x-gzip", gzip, identity},
      Case{"gzip;q=0", identity, identity},
      Case{"gzip;q=0.000, *", zstd, identity},
      Case{"zstd;q=0, *;q=0.5", brotli, identity},
      Case{"deflate", identity, identity},
      Case{"*", zstd, identity},
      Case{"*;q=0", std::nullopt, std::nullopt},
      Case{"identity;q=0", std::nullopt, std::nullopt},
      Case{"identity;q=0, gzip", gzip, gzip},
      Case{"*;q=0, identity", identity, identity},
      Case{"*;q=0, br", brotli, brotli},
      Case{"gzip;q=0.2, identity;q=0.8", identity, identity},
      Case{"gzip;q=0.8, identity;q=0.8", gzip, identity},
      Case{"gzip;q=0.001", gzip, identity},
      Case{"gzip;q=1.001", identity, identity},
      Case{"gzip;q=x", identity, identity},
      Case{"notgzip", identity, identity},
      Case{"br;q=1.0, gzip;q=0.8, *;q=0.1", brotli, identity},
  };
  for (const auto& one : cases) {
    INFO(one.field);
    const AcceptedEncodings accepted(one.field);
    CHECK(accepted.choose(made_on_request) == one.large);
    CHECK(accepted.choose({}) == one.small);
  }
}

TEST_CASE("what is chosen is never refused, and nothing that is offered is liked better") {
  CHECK(holds([](const std::vector<std::uint8_t>& words) {
    constexpr std::array<std::string_view, 14> parts = {"gzip",    "br",   "zstd", "identity", "*",
                                                        "deflate", ";q=0", ";q=1", ";q=0.5",   ";q=0.25",
                                                        ",",       ",",    " ",    "q"};
    std::string field;
    for (const auto word : words) field += parts[word % parts.size()];
    const AcceptedEncodings accepted(field);
    const auto chosen = accepted.choose(made_on_request);
    if (chosen)
      RC_ASSERT(accepted.accepts(*chosen));
    else
      for (std::size_t i = 0; i < encoding_count; ++i) RC_ASSERT(!accepted.accepts(static_cast<Encoding>(i)));
  }));
}

TEST_CASE("the most exact range decides the weight of a media type") {
  constexpr std::array<std::string_view, 3> offers = {"application/geo+json", "application/json", "text/csv"};
  CHECK(choose_media_type("", offers) == 0U);
  CHECK(choose_media_type("*/*", offers) == 0U);
  CHECK(choose_media_type("text/html,application/xhtml+xml,*/*;q=0.8", offers) == 0U);
  CHECK(choose_media_type("text/csv", offers) == 2U);
  CHECK(choose_media_type("text/*, application/json;q=0.5", offers) == 2U);
  CHECK(choose_media_type("application/geo+json;q=0.1, application/json", offers) == 1U);
  CHECK(choose_media_type("application/geo+json;q=0, */*", offers) == 1U);
  CHECK_FALSE(choose_media_type("text/html", offers));
  CHECK_FALSE(choose_media_type("*/*;q=0", offers));
}
