/// Ways between vintages are made once, and only so many are kept.
#include "server/vintage_links.hpp"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "server/support/country_world.hpp"
#include "server/support/delivery_world.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

namespace {
const model::Vintage first{test::small_country(), "first"};
const model::Vintage later{test::later_country(), "later"};

/// Whoever asks for paths of a country, through a delivery with two workers.
struct ServedCountry {
  explicit ServedCountry(VintageLinks::Make make) : country(two_rounds(), std::move(make)) {}

  std::future<SharedResponse> ask(const std::string& target) {
    auto rendition = std::get<Rendition>(country.answer(target));
    return answer_of(bodies.delivery.deliver(accepting("gzip"), std::move(rendition)));
  }

  CountryWorld country;
  DeliveryWorld bodies;
};

const std::string on_later = "/analysis/areas?boundary_version=2030-01-01&level=2";
}  // namespace

TEST_CASE("whoever asks for the same way, also at once, gets the same") {
  VintageLinks links;
  std::vector<VintageLinks::Link> found(8);
  std::vector<std::thread> threads;
  for (auto& link : found) threads.emplace_back([&] { link = links.get(first, later, 2); });
  for (auto& thread : threads) thread.join();
  for (const auto& link : found) CHECK(link == found.front());
  CHECK(found.front()->crosswalk.find("XXA01").size() == 2);
  CHECK(found.front()->index.has_value());
  CHECK(links.held().links == 1);
}

TEST_CASE("looking for a way makes none") {
  VintageLinks links;
  CHECK(links.find(first, later, 2) == nullptr);
  CHECK(links.held().links == 0);
  const auto made = links.get(first, later, 2);
  CHECK(links.find(first, later, 2) == made);
  CHECK(links.find(later, first, 2) == nullptr);
}

TEST_CASE("ways to a vintage that nobody has any more are let go, others stay") {
  VintageLinks links;
  links.get(first, later, 2);
  {
    const model::Vintage gone{another_country(), "another"};
    links.get(first, gone, 2);
    links.tidy();
    CHECK(links.held().links == 2);
  }
  links.tidy();
  CHECK(links.held().links == 1);
  CHECK(links.find(first, later, 2) != nullptr);
}

TEST_CASE("direction and level make other ways") {
  VintageLinks links;
  CHECK(links.get(first, later, 2) != links.get(first, later, 1));
  CHECK(links.get(later, first, 2)->crosswalk.find("YA1W").front().to == "XXA01");
  CHECK_FALSE(links.get(later, first, 2)->index.has_value());
}

TEST_CASE("the way asked for longest ago makes room") {
  VintageLinks links(2);
  const auto kept = links.get(first, later, 2);
  const auto dropped = links.get(first, later, 1);
  links.get(first, later, 2);
  links.get(first, later, 0);
  CHECK(links.held().links == 2);
  CHECK(links.get(first, later, 2) == kept);
  CHECK(links.get(first, later, 1) != dropped);
}

TEST_CASE("ways are kept up to so many bytes, but the last one made is kept whatever it takes") {
  VintageLinks roomy;
  roomy.get(first, later, 2);
  const auto bytes = roomy.held().bytes;
  CHECK(bytes > 100);
  roomy.get(first, later, 1);
  CHECK(roomy.held().bytes > bytes);
  VintageLinks narrow(16, 1);
  narrow.get(first, later, 1);
  narrow.get(first, later, 2);
  CHECK(narrow.held().links == 1);
  CHECK(narrow.held().bytes == bytes);
  CHECK(narrow.find(first, later, 2) != nullptr);
}

TEST_CASE("a vintage that came with another content under its date gives another way") {
  VintageLinks links;
  const model::Vintage corrected{test::later_country(), "corrected"};
  CHECK(links.get(first, later, 2) != links.get(first, corrected, 2));
}

TEST_CASE("two vintages that hold the same are two, and one to itself divides nothing and is there at once") {
  VintageLinks links;
  const model::Vintage reissued{test::small_country("2024-01-01"), "first"};
  const auto onward = links.get(first, reissued, 2);
  CHECK(onward->boundaries->version() == "2024-01-01");
  CHECK(links.find(first, first, 2)->boundaries->version() == "2020-01-01");
  CHECK(links.find(first, first, 2)->crosswalk.empty());
  CHECK(links.held().links == 1);
}

TEST_CASE("while a way is made tiles are made too, and who needs that way waits for the one making") {
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::atomic<int> made{0};
  ServedCountry served([&](const geo::BoundarySet& from, auto to, int level) {
    ++made;
    opened.wait();
    return model::VintageLink::by_overlap(from, std::move(to), level);
  });
  std::vector<std::future<SharedResponse>> tables;
  for (const std::string more : {"&round=1", "&round=1", "&round=1&f=csv", "&round=2"})
    tables.push_back(served.ask(on_later + more));
  auto tile = served.ask("/tiles/locations/5/16/15.mvt?round=1");
  const bool made_meanwhile = tile.wait_for(patience) == std::future_status::ready;
  gate.set_value();
  CHECK(made_meanwhile);
  CHECK(tile.get()->status == 200);
  for (auto& table : tables) CHECK(table.get()->status == 200);
  CHECK(made == 1);
}

TEST_CASE(
    "a way that cannot be made is an error to all who wait for it; the next who asks has it made, once") {
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::atomic<int> made{0};
  ServedCountry served([&](const geo::BoundarySet& from, auto to, int level) {
    opened.wait();
    if (++made == 1) throw std::runtime_error("the two do not overlap");
    return model::VintageLink::by_overlap(from, std::move(to), level);
  });
  std::vector<std::future<SharedResponse>> waiting;
  for (int i = 0; i < 3; ++i) waiting.push_back(served.ask(on_later + "&round=1"));
  gate.set_value();
  for (auto& answer : waiting) {
    REQUIRE(answer.wait_for(patience) == std::future_status::ready);
    CHECK(answer.get()->status == 500);
  }
  CHECK(served.ask(on_later + "&round=1").get()->status == 200);
  CHECK(served.ask(on_later + "&round=2").get()->status == 200);
  CHECK(made == 2);
}
