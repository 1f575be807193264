/// Pages: by offset, and by a cursor that stays in its round.
#include <algorithm>

#include "server/support/country_world.hpp"
#include "server/support/delivery_world.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("following next gives every feature once, and numberMatched of them") {
  CountryWorld world;
  std::string target = "/ogc/collections/admin2/items?limit=2&round=1";
  std::vector<std::string> ids;
  std::size_t matched = 0;
  while (!target.empty()) {
    const auto page = world.document(target);
    matched = page["numberMatched"];
    CHECK(page["numberReturned"] == page["features"].size());
    for (const auto& feature : page["features"]) ids.push_back(feature["id"]);
    target.clear();
    for (const auto& link : page["links"])
      if (link["rel"] == "next")
        target = link["href"].get<std::string>().substr(std::string("http://example.org").size());
  }
  CHECK(ids.size() == matched);
  std::sort(ids.begin(), ids.end());
  CHECK(std::unique(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("a cursor finds its place in filters and boxes, whatever the page's size") {
  CountryWorld world;
  for (const std::string query :
       {"items?round=1", "items?round=1&filter=level=2", "items?round=1&bbox=10,1,13,2"}) {
    const auto whole = world.document("/ogc/collections/admin2/" + query);
    for (const std::string limit : {"1", "2", "3", "5"}) {
      std::vector<std::string> ids;
      std::string target = "/ogc/collections/admin2/" + query + "&limit=" + limit;
      while (!target.empty()) {
        const auto page = world.document(target);
        CHECK(page["numberMatched"] == whole["numberMatched"]);
        for (auto& id : ids_of(page)) ids.push_back(id);
        std::string next;
        for (const auto& link : page["links"])
          if (link["rel"] == "next") next = link["href"].get<std::string>().substr(18);
        CHECK((next.empty() || next.find("&cursor=XXX.baseline.1.") != std::string::npos));
        target = next;
      }
      CHECK(ids == ids_of(whole));
    }
  }
}

TEST_CASE("a cursor goes on in the round that it was made of, as long as that is public") {
  CountryWorld world;
  const auto next_of = [](const json& page) {
    for (const auto& link : page["links"])
      if (link["rel"] == "next") return link["href"].get<std::string>().substr(18);
    return std::string();
  };
  // As if the second round had been published after the first page was sent.
  auto target = next_of(world.document("/ogc/collections/locations/items?limit=1&datetime=2020-02-10"));
  const std::string time = "datetime=2020-02-10";
  target.replace(target.find(time), time.size(), "datetime=2020-03-01");
  const auto page = world.document(target);
  CHECK(page["numberMatched"] == 3);
  CHECK(page["features"][0]["properties"]["round"] == 1);
  CHECK_FALSE(next_of(page).empty());
  // Back by offset would lead into the round that is in force now.
  for (const auto& link : page["links"]) CHECK(link["rel"] != "prev");
  const auto of_round = [&](const std::string& number) {
    auto changed = target;
    const std::string later = "datetime=2020-03-01";
    return changed.replace(changed.find(later), later.size(), "round=" + number);
  };
  CHECK(test::contains(world.body(of_round("1")), "\"prev\""));
  CHECK(test::contains(test::message_of([&] { world.body(of_round("2")); }),
                       "another round than 'round' says"));
  auto other = target;
  other.replace(other.find("baseline.1."), 11, "baseline.9.");
  CHECK(world.status(other) == 400);
  CHECK(world.status(target + "&offset=1") == 400);
  for (const std::string cursor :
       {"", "x", "XXX.baseline.1.zzzzzzzz.1", "XXX.baseline.1.00000000.-1", "a.b.c.d.e"})
    CHECK(world.status("/ogc/collections/locations/items?cursor=" + cursor) == 400);
}

TEST_CASE("a page kept before a round was published is not the one that is asked for after it") {
  CountryWorld before(model::RoundList{first_round()});
  CountryWorld after;
  const auto first = before.document("/ogc/collections/locations/items?limit=1");
  std::string target;
  for (const auto& link : first["links"])
    if (link["rel"] == "next") target = link["href"].get<std::string>().substr(18);
  REQUIRE_FALSE(target.empty());
  DeliveryWorld delivered;
  const auto page = [&](CountryWorld& world) {
    return *delivered.get(Request(), std::get<Rendition>(world.answer(target))).body;
  };
  CHECK(test::contains(page(before), "\"prev\""));
  // Back by offset would lead into the second round.
  CHECK_FALSE(test::contains(page(after), "\"prev\""));
}

TEST_CASE("paging through a filter gives every feature once, whatever the page's size") {
  CountryWorld world;
  const auto all = ids_of(world.document("/ogc/collections/admin2/items?round=1&filter=level=2"));
  REQUIRE(all.size() > 4);
  for (const std::string limit : {"1", "2", "3", "4", "5", "6"}) {
    std::vector<std::string> ids;
    for (std::size_t offset = 0; offset < all.size(); offset += std::stoul(limit)) {
      const auto page = world.document("/ogc/collections/admin2/items?round=1&filter=level=2&limit=" + limit +
                                       "&offset=" + std::to_string(offset));
      CHECK(page["numberMatched"] == all.size());
      for (auto& id : ids_of(page)) ids.push_back(id);
    }
    CHECK(ids == all);
  }
}
