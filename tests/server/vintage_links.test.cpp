/// Ways between vintages are made once, and only so many are kept.
#include "server/vintage_links.hpp"

#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "support/world.hpp"

using namespace sojourn;
using namespace sojourn::server;

namespace {
const model::Vintage first{test::small_country(), "first"};
const model::Vintage later{test::later_country(), "later"};
}  // namespace

TEST_CASE("whoever asks for the same way, also at once, gets the same") {
  VintageLinks links;
  std::vector<std::shared_ptr<const model::VintageLink>> found(8);
  std::vector<std::thread> threads;
  for (auto& link : found) threads.emplace_back([&] { link = links.get(first, later, 2); });
  for (auto& thread : threads) thread.join();
  for (const auto& link : found) CHECK(link == found.front());
  CHECK(found.front()->crosswalk.find("XXA01").size() == 2);
  CHECK(found.front()->index.has_value());
  CHECK(links.size() == 1);
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
  CHECK(links.size() == 2);
  CHECK(links.get(first, later, 2) == kept);
  CHECK(links.get(first, later, 1) != dropped);
}

TEST_CASE("a vintage that came with another content under its date gives another way") {
  VintageLinks links;
  const model::Vintage corrected{test::later_country(), "corrected"};
  CHECK(links.get(first, later, 2) != links.get(first, corrected, 2));
}

TEST_CASE("two vintages that hold the same are two, and one to itself divides nothing") {
  VintageLinks links;
  const model::Vintage reissued{test::small_country("2024-01-01"), "first"};
  const auto onward = links.get(first, reissued, 2);
  CHECK(onward->boundaries->version() == "2024-01-01");
  CHECK(links.get(first, first, 2) != onward);
  CHECK(links.get(first, first, 2)->boundaries->version() == "2020-01-01");
}
