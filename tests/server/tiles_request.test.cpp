#include "server/tiles_request.hpp"

#include <stdexcept>

#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;

namespace {

const model::Date today = model::Date::parse("2020-01-01").value();
const model::Date tomorrow = model::Date::parse("2020-01-02").value();

/// Asks, and counts how often a query has to be understood.
struct Asking {
  TilesRequests requests;
  int understood = 0;

  TilesRequests::Shared ask(const std::string& query, const model::Date& day = today) {
    return requests.get(query, day, [&] {
      ++understood;
      TilesRequest request;
      request.key = query;
      return request;
    });
  }
};

}  // namespace

TEST_CASE("a query is understood once a day, each by itself") {
  Asking asking;
  CHECK(asking.ask("a")->key == "a");
  CHECK(asking.ask("b")->key == "b");
  CHECK(asking.ask("a")->key == "a");
  CHECK(asking.understood == 2);
  CHECK(asking.ask("a", tomorrow)->key == "a");
  CHECK(asking.understood == 3);
}

TEST_CASE("a query that is refused is refused again") {
  Asking asking;
  const auto refuse = []() -> TilesRequest { throw std::runtime_error("no such date"); };
  CHECK_THROWS(asking.requests.get("a", today, refuse));
  CHECK_THROWS(asking.requests.get("a", today, refuse));
  CHECK(asking.ask("a")->key == "a");
}

TEST_CASE("neither many queries nor long ones are kept") {
  Asking asking;
  for (int i = 0; i < 10'000; ++i) asking.ask(std::to_string(i));
  const auto before = asking.understood;
  for (int i = 0; i < 10'000; ++i) asking.ask(std::to_string(i));
  CHECK(asking.understood - before > 9000);

  const std::string long_query(3000, 'x');
  asking.ask(long_query);
  const auto long_before = asking.understood;
  asking.ask(long_query);
  CHECK(asking.understood == long_before + 1);
}
