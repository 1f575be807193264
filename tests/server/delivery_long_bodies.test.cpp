/// Bodies that are sent while they are made.
#include <future>
#include <new>
#include <vector>

#include "server/support/delivery_world.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("the tag of a long body holds in every process that would send the same") {
  DeliveryWorld first, second;
  const auto tag = [](DeliveryWorld& world, const Rendition& rendition) {
    return std::string(world.get(accepting("gzip"), rendition).headers.find("ETag").value());
  };
  const auto known = tag(first, first.long_rendition(40));
  CHECK(tag(second, second.long_rendition(40)) == known);
  auto other = second.long_rendition(40);
  other.key = "of another round";
  CHECK(tag(second, other) != known);
}

TEST_CASE("a client that has a long body from another process gets 304 before any work") {
  DeliveryWorld first, second;
  const auto full = first.get(accepting("gzip"), first.long_rendition(40));
  const std::string tag(full.headers.find("ETag").value());
  CHECK(second.get(accepting("gzip", tag), second.long_rendition(40)).status == 304);
  CHECK(second.made == 0);
  CHECK(second.get(accepting("br", tag), second.long_rendition(40)).status == 200);
  CHECK(second.get(accepting("gzip", "*"), second.rendition(long_body, "unseen")).status == 304);
}

TEST_CASE("a long body comes in pieces that make up the whole, in every encoding") {
  DeliveryWorld world;
  for (const std::string encoding : {"", "gzip", "br", "zstd"}) {
    INFO(encoding);
    const auto response = world.get(accepting(encoding), world.long_rendition(40));
    CHECK(response.status == 200);
    CHECK_FALSE(response.body);
    REQUIRE(response.next_piece);
    CHECK(response.headers.find("Content-Encoding").value_or("") == encoding);
    const auto body = all_pieces(response);
    if (encoding.empty()) {
      CHECK(body.size() == 40 * piece_bytes);
    } else {
      CHECK(body.size() < 40 * piece_bytes / 20);
    }
  }
}

TEST_CASE("a client that has a long body gets 304 without any of it made anew") {
  DeliveryWorld world;
  const auto first = world.get(accepting("gzip"), world.long_rendition(40));
  const std::string tag(first.headers.find("ETag").value());
  CHECK(world.get(accepting("gzip", tag), world.long_rendition(40)).status == 304);
  CHECK(world.made == 1);
}

TEST_CASE("clients that ask for a long body at once each get a whole one") {
  DeliveryWorld world;
  std::vector<std::future<SharedResponse>> answers;
  for (int i = 0; i < 10; ++i) {
    auto promise = std::make_shared<std::promise<SharedResponse>>();
    answers.push_back(promise->get_future());
    std::get<Deferred>(world.delivery.deliver(accepting(""), world.long_rendition(10)))(
        [promise](SharedResponse response) { promise->set_value(std::move(response)); });
  }
  for (auto& answer : answers) CHECK(all_pieces(*answer.get()).size() == 10 * piece_bytes);
}

TEST_CASE("a long body counts with what it keeps in memory, not with its length") {
  DeliveryWorld world(2 << 20);
  const auto stream = world.shared(accepting("zstd"), world.long_rendition(1000));
  CHECK(world.budget.used() == static_cast<std::int64_t>(stream_bytes));
  CHECK(world.get(accepting("zstd"), world.long_rendition(1000)).status == 503);
}

TEST_CASE("a long body counts with the rows that it goes through, too") {
  DeliveryWorld world;
  auto rendition = world.long_rendition(40);
  rendition.render = [render = rendition.render] {
    auto body = render();
    body.held_bytes = 800'000;
    return body;
  };
  const auto stream = world.shared(accepting(""), rendition);
  CHECK(world.budget.used() == static_cast<std::int64_t>(stream_bytes) + 800'000);
}

TEST_CASE("when a long body cannot be given to one client, others that wait for it get theirs") {
  DeliveryWorld world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  auto rendition = world.long_rendition(10);
  rendition.render = [opened, render = rendition.render] {
    opened.wait();
    return render();
  };
  const auto deferred = [&] { return std::get<Deferred>(world.delivery.deliver(accepting(""), rendition)); };
  deferred()([](const SharedResponse&) { throw std::bad_alloc(); });
  std::vector<std::future<SharedResponse>> others;
  for (int i = 0; i < 3; ++i) others.push_back(answer_of(deferred()));
  gate.set_value();
  for (auto& answer : others) {
    REQUIRE(answer.wait_for(patience) == std::future_status::ready);
    CHECK(all_pieces(*answer.get()).size() == 10 * piece_bytes);
  }
}

TEST_CASE("what fails after others have begun the same anew is no concern of theirs") {
  DeliveryWorld world;
  std::promise<SharedResponse> anew;
  // The first client is answered and then fails; meanwhile another has asked for the same.
  std::get<Deferred>(world.delivery.deliver(accepting(""), world.long_rendition(10)))(
      [&](const SharedResponse&) {
        std::get<Deferred>(world.delivery.deliver(accepting(""), world.long_rendition(10)))(
            [&](SharedResponse response) { anew.set_value(std::move(response)); });
        throw std::bad_alloc();
      });
  auto answer = anew.get_future();
  REQUIRE(answer.wait_for(patience) == std::future_status::ready);
  CHECK(all_pieces(*answer.get()).size() == 10 * piece_bytes);
}
