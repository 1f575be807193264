#include "server/negotiation.hpp"

#include <array>

#include "support/catch.hpp"

using namespace sojourn::server;

TEST_CASE("encodings are chosen by their weights, not by finding a word") {
  struct Case {
    std::string_view field;
    std::optional<Encoding> large, small;
  };
  constexpr auto gzip = Encoding::gzip;
  constexpr auto identity = Encoding::identity;
  const std::array cases = {
      Case{"", identity, identity},
      Case{"gzip", gzip, identity},
      Case{"gzip, deflate, br", gzip, identity},
      Case{"GZIP;q=0.5", gzip, identity},
      Case{"gzip;q=0", identity, identity},
      Case{"gzip;q=0.000, *", identity, identity},
      Case{"deflate", identity, identity},
      Case{"*", gzip, identity},
      Case{"*;q=0", std::nullopt, std::nullopt},
      Case{"identity;q=0", std::nullopt, std::nullopt},
      Case{"identity;q=0, gzip", gzip, gzip},
      Case{"*;q=0, identity", identity, identity},
      Case{"gzip;q=0.2, identity;q=0.8", identity, identity},
      Case{"gzip;q=1.001", identity, identity},
      Case{"gzip;q=x", identity, identity},
      Case{"notgzip", identity, identity},
      Case{"br;q=1.0, gzip;q=0.8, *;q=0.1", gzip, identity},
  };
  for (const auto& one : cases) {
    INFO(one.field);
    const auto accepted = parse_accept_encoding(one.field);
    CHECK(accepted.choose(true) == one.large);
    CHECK(accepted.choose(false) == one.small);
  }
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
