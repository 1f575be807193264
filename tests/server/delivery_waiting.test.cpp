/// Who waits for whom: one making for all that ask, at once where it is quick, and an end to waiting.
#include <chrono>
#include <future>
#include <thread>

#include "server/compression.hpp"
#include "server/problem.hpp"
#include "server/support/delivery_world.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("identical requests wait for one computation") {
  DeliveryWorld world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  auto slow = world.rendition(long_body);
  slow.render = [&world, opened] {
    ++world.made;
    opened.wait();
    return RenderedBody{long_body, {}};
  };
  std::vector<std::future<SharedResponse>> answers;
  for (int i = 0; i < 20; ++i) {
    auto promise = std::make_shared<std::promise<SharedResponse>>();
    answers.push_back(promise->get_future());
    auto work = std::get<Deferred>(world.delivery.deliver(accepting(""), slow));
    work([promise](SharedResponse response) { promise->set_value(std::move(response)); });
  }
  gate.set_value();
  for (auto& answer : answers) CHECK(answer.get()->status == 200);
  CHECK(world.made == 1);
}

TEST_CASE("what is quick is made at once, and what has to be compressed by a worker") {
  DeliveryWorld world;
  const auto quick = [&](const std::string& body, const std::string& key) {
    auto rendition = world.rendition(body, key);
    rendition.is_quick = true;
    return rendition;
  };
  const auto answer = world.delivery.deliver(accepting(""), quick(long_body, "key"));
  REQUIRE(std::holds_alternative<SharedResponse>(answer));
  CHECK(*std::get<SharedResponse>(answer)->body == long_body);
  CHECK(world.cache.find("key", Encoding::identity) == std::get<SharedResponse>(answer));
  CHECK(std::holds_alternative<Deferred>(world.delivery.deliver(accepting("gzip"), quick(long_body, "key"))));
  CHECK(std::holds_alternative<Deferred>(
      world.delivery.deliver(accepting(""), world.rendition(long_body, "slow"))));
}

TEST_CASE("what is quick is not made a second time while it is being made") {
  DeliveryWorld world;
  auto inner = world.rendition(long_body);
  inner.is_quick = true;
  std::promise<SharedResponse> joined;
  auto outer = inner;
  outer.render = [&] {
    ++world.made;
    // Another core asks for the same meanwhile.
    std::get<Deferred>(world.delivery.deliver(accepting(""), inner))(
        [&](SharedResponse response) { joined.set_value(std::move(response)); });
    return RenderedBody{long_body, {}};
  };
  const auto answer = world.delivery.deliver(accepting(""), outer);
  CHECK(joined.get_future().get() == std::get<SharedResponse>(answer));
  CHECK(world.made == 1);
}

TEST_CASE(
    "the thread that makes what is quick compresses for nobody else: a worker does, even without a cache") {
  for (const std::size_t cached : {std::size_t{1} << 20, std::size_t{0}}) {
    DeliveryWorld world;
    ResponseCache cache{cached, 1000};
    Delivery delivery{cache, world.workers, world.budget, world.metrics};
    auto inner = world.rendition(long_body);
    inner.is_quick = true;
    std::promise<std::pair<std::thread::id, SharedResponse>> joined;
    std::promise<std::thread::id> joined_plain;
    auto outer = inner;
    outer.render = [&, first = true]() mutable {
      if (std::exchange(first, false)) {
        std::get<Deferred>(delivery.deliver(accepting("gzip"), inner))([&](SharedResponse response) {
          joined.set_value({std::this_thread::get_id(), std::move(response)});
        });
        std::get<Deferred>(delivery.deliver(accepting(""), inner))(
            [&](const SharedResponse&) { joined_plain.set_value(std::this_thread::get_id()); });
      }
      return RenderedBody{long_body, {}};
    };
    const auto answer = delivery.deliver(accepting(""), outer);
    CHECK(*std::get<SharedResponse>(answer)->body == long_body);
    CHECK(joined_plain.get_future().get() == std::this_thread::get_id());
    const auto [thread, zipped] = joined.get_future().get();
    CHECK(thread != std::this_thread::get_id());
    CHECK(zipped->headers.find("Content-Encoding") == "gzip");
  }
}

TEST_CASE("a quick body that cannot be made is a problem like any other") {
  DeliveryWorld world;
  auto broken = world.rendition("");
  broken.is_quick = true;
  broken.render = []() -> RenderedBody { throw std::runtime_error("broken"); };
  CHECK(world.get(accepting(""), broken).status == 500);
  CHECK(world.get(accepting(""), broken).status == 500);
}

TEST_CASE("when too much is waiting the rest is told to come again") {
  DeliveryWorld world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::vector<std::future<SharedResponse>> answers;
  for (int i = 0; i < 20; ++i) {
    auto slow = world.rendition(long_body, "key " + std::to_string(i));
    slow.render = [&world, opened] {
      ++world.made;
      opened.wait();
      return RenderedBody{long_body, {}};
    };
    auto promise = std::make_shared<std::promise<SharedResponse>>();
    answers.push_back(promise->get_future());
    auto answer = world.delivery.deliver(accepting(""), std::move(slow));
    if (const auto* at_once = std::get_if<SharedResponse>(&answer))
      promise->set_value(*at_once);
    else
      std::get<Deferred>(answer)(
          [promise](SharedResponse response) { promise->set_value(std::move(response)); });
  }
  gate.set_value();
  int shed = 0;
  for (auto& answer : answers) {
    const auto response = answer.get();
    if (response->status != 503) continue;
    ++shed;
    CHECK(response->headers.find("Retry-After"));
  }
  CHECK(shed >= 16);
  CHECK(world.made == 20 - shed);  // nothing is made for who is sent away
}

TEST_CASE("who asks for what is being made is not sent away, however much is waiting") {
  DeliveryWorld world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  const auto slow = [&](const std::string& key) {
    auto rendition = world.rendition(long_body, key);
    rendition.render = [opened] {
      opened.wait();
      return RenderedBody{long_body, {}};
    };
    return rendition;
  };
  std::promise<SharedResponse> first;
  std::promise<SharedResponse> same;
  std::get<Deferred>(world.delivery.deliver(accepting(""), slow("0")))(
      [&](auto response) { first.set_value(response); });
  std::vector<std::variant<SharedResponse, Deferred>> others;
  std::vector<std::promise<void>> made(20);
  for (std::size_t i = 1; i < made.size(); ++i) {
    others.push_back(world.delivery.deliver(accepting(""), slow(std::to_string(i))));
    const auto* work = std::get_if<Deferred>(&others.back());
    if (work == nullptr)
      made[i].set_value();
    else
      (*work)([&made, i](auto) { made[i].set_value(); });
  }
  // The answer is there at once, the same for all, its head serialised.
  const auto refused = std::get<SharedResponse>(others.back());
  CHECK(refused->status == 503);
  CHECK(refused->head->find("Retry-After: ") != std::string::npos);
  CHECK(refused == std::get<SharedResponse>(others.at(others.size() - 2)));
  std::get<Deferred>(world.delivery.deliver(accepting(""), slow("0")))(
      [&](auto response) { same.set_value(response); });
  gate.set_value();
  CHECK(first.get_future().get()->status == 200);
  CHECK(same.get_future().get()->status == 200);
  for (std::size_t i = 1; i < made.size(); ++i) made[i].get_future().wait();
}

TEST_CASE("once the time is over nothing more is begun: who waits is told to come again") {
  DeliveryWorld world;
  std::promise<void> begun;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  const auto slow = [&](const std::string& key) {
    auto rendition = world.rendition(long_body, key);
    rendition.is_slow = true;
    rendition.render = [&world, &begun, opened] {
      if (++world.made == 1) begun.set_value();
      opened.wait();
      return RenderedBody{long_body, {}};
    };
    return rendition;
  };
  auto first = answer_of(world.delivery.deliver(accepting(""), slow("first")));
  auto second = answer_of(world.delivery.deliver(accepting(""), slow("second")));
  begun.get_future().wait();
  world.delivery.give_up();
  gate.set_value();
  CHECK(first.get()->status == 200);
  CHECK(second.get()->status == 503);
  CHECK(world.made == 1);
}

TEST_CASE("what is slow holds no worker: others are made meanwhile, and too many slow ones are sent away") {
  DeliveryWorld world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::vector<std::future<SharedResponse>> slow_answers;
  int shed = 0;
  for (std::size_t i = 0; i < most_slow_waiting + 3; ++i) {
    auto slow = world.rendition(long_body, "slow " + std::to_string(i));
    slow.is_slow = true;
    slow.render = [opened] {
      opened.wait();
      return RenderedBody{long_body, {}};
    };
    const auto answer = world.delivery.deliver(accepting(""), std::move(slow));
    if (const auto* at_once = std::get_if<SharedResponse>(&answer)) {
      CHECK((*at_once)->status == 503);
      ++shed;
    } else {
      slow_answers.push_back(answer_of(std::get<Deferred>(answer)));
    }
  }
  CHECK(shed >= 2);
  auto tile = world.delivery.deliver(accepting(""), world.rendition(long_body, "tile"));
  REQUIRE(std::holds_alternative<Deferred>(tile));
  auto made = answer_of(std::get<Deferred>(tile));
  const bool made_meanwhile = made.wait_for(patience) == std::future_status::ready;
  gate.set_value();
  CHECK(made_meanwhile);
  CHECK(made.get()->status == 200);
  for (auto& answer : slow_answers) CHECK(answer.get()->status == 200);
}
