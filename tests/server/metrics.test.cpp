/// What is kept in memory is told, and the figures follow it.
#include <charconv>
#include <string>
#include <vector>

#include "server/support/country_world.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

namespace {

struct Kept {
  std::int64_t items = -1;
  std::int64_t bytes = -1;
};

std::int64_t value_of(const std::string& text, const std::string& line) {
  std::int64_t value = -1;
  const auto found = text.find("\n" + line + " ");
  if (found == std::string::npos) return value;
  std::from_chars(text.data() + found + line.size() + 2, text.data() + text.size(), value);
  return value;
}

Kept kept(CountryWorld& world, const std::string& what) {
  const auto text = world.body("/metrics");
  return {value_of(text, "sojourn_kept_items{what=\"" + what + "\"}"),
          value_of(text, "sojourn_kept_bytes{what=\"" + what + "\"}")};
}

}  // namespace

TEST_CASE("what requests leave in memory is told by number and bytes, from nothing on") {
  struct Case {
    std::string what;
    std::string first;
    std::string second;
    std::int64_t after_first;
    std::int64_t after_second;
  };
  const auto one = GENERATE(
      Case{"prepared_areas", "/tiles/admin1/5/16/15.mvt", "/tiles/admin1/6/34/31.mvt", 2, 3},  // and topology
      Case{"geometry_texts", "/ogc/collections/admin0/items", "/ogc/collections/admin1/items", 1, 3},
      Case{"filter_selections", "/ogc/collections/locations/items?unit=site",
           "/ogc/collections/locations/items?unit=settlement", 1, 2},
      Case{"vintage_links", "/analysis/areas?boundary_version=2030-01-01&level=2",
           "/analysis/areas?boundary_version=2030-01-01&level=1", 1, 2});
  INFO(one.what);
  CountryWorld world;
  const auto before = kept(world, one.what);
  CHECK(before.items == 0);
  CHECK(before.bytes == 0);
  world.body(one.first);
  const auto first = kept(world, one.what);
  CHECK(first.items == one.after_first);
  CHECK(first.bytes > 0);
  world.body(one.first);
  CHECK(kept(world, one.what).bytes == first.bytes);
  world.body(one.second);
  const auto second = kept(world, one.what);
  CHECK(second.items == one.after_second);
  CHECK(second.bytes > first.bytes);
}

TEST_CASE("boundaries are told once however many rounds stand on them, and apart from other vintages") {
  const auto shared = test::small_country();
  const auto round = [&](int number) {
    test::RoundBuilder builder(number, day("2020-01-01"), day("2020-01-31"), shared);
    builder.location("W", "XXA01", 100);
    return model::make_round_data(test::small_operation(), builder.content, nullptr);
  };
  CountryWorld world(model::RoundList{round(1), round(2)});
  const auto own = kept(world, "boundaries");
  const auto others = kept(world, "other_vintages");
  CHECK(own.items == 1);
  CHECK(own.bytes == static_cast<std::int64_t>(shared->memory_bytes()));
  CHECK(others.items == 2);
  CHECK(others.bytes > 0);
  CountryWorld nothing{model::RoundList()};
  CHECK(kept(nothing, "boundaries").items == 0);
  CHECK(kept(nothing, "other_vintages").items == 3);
  CHECK(kept(nothing, "other_vintages").bytes == own.bytes + others.bytes);
}

TEST_CASE("every status that is ever sent is counted by its number") {
  Metrics metrics;
  std::vector<int> sent;
  for (int status = 200; status < 600; ++status)
    if (reason_phrase(status) != "Unknown") sent.push_back(status);
  REQUIRE(sent.size() > 15);
  for (const int status : sent) metrics.count_response(Route::items, status, 0, {});
  metrics.count_response(Route::items, 299, 0, {});
  const auto text = metrics.text();
  const auto counted = [&](int status) {
    return value_of(text,
                    "sojourn_requests_total{route=\"items\",status=\"" + std::to_string(status) + "\"}");
  };
  for (const int status : sent) {
    INFO(status);
    CHECK(counted(status) == 1);
  }
  CHECK(counted(0) == 1);  // any other
}
