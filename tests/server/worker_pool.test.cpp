#include "server/worker_pool.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <string>

#include "support/catch.hpp"

using namespace sojourn::server;

TEST_CASE("what does not fit the queue is refused, what is under way never") {
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::atomic<int> done{0};
  std::promise<void> begun;
  {
    WorkerPool pool(1, 2);
    REQUIRE(pool.submit([&] {
      begun.set_value();
      opened.wait();
      ++done;
    }));
    begun.get_future().wait();
    CHECK(pool.submit([&] { ++done; }));
    CHECK(pool.submit([&] { ++done; }));
    CHECK_FALSE(pool.submit([&] { ++done; }));
    for (int i = 0; i < 10; ++i) pool.submit_under_way([&] { ++done; });
    gate.set_value();
  }
  CHECK(done == 13);
}

TEST_CASE("a pool that was stopped has done all it accepted, and nothing of it goes on") {
  std::atomic<int> done{0};
  WorkerPool pool(2, 100);
  for (int i = 0; i < 50; ++i) REQUIRE(pool.submit([&] { ++done; }));
  pool.stop();
  CHECK(done == 50);
  pool.stop();
}

TEST_CASE("short work goes before long work, which still gets its turn") {
  std::string order;
  std::promise<void> gate, begun;
  const auto opened = gate.get_future().share();
  {
    WorkerPool pool(1, 100);
    pool.submit([&] {
      begun.set_value();
      opened.wait();
    });
    begun.get_future().wait();
    for (int i = 0; i < 3; ++i) pool.submit_under_way([&] { order += 'l'; });
    for (int i = 0; i < 8; ++i) pool.submit([&] { order += 's'; });
    gate.set_value();
  }
  CHECK(order == "sslssslsssl");
}

TEST_CASE("long work leaves half of the threads to short work") {
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::promise<void> short_work;
  WorkerPool pool(2, 100);
  for (int i = 0; i < 4; ++i) pool.submit_under_way([opened] { opened.wait(); });
  pool.submit([&] { short_work.set_value(); });
  CHECK(short_work.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
  gate.set_value();
}

TEST_CASE("work is done on several threads at once") {
  std::promise<void> first, second;
  WorkerPool pool(2, 10);
  pool.submit([&] {
    first.set_value();
    second.get_future().wait();
  });
  pool.submit([&] {
    first.get_future().wait();
    second.set_value();
  });
}
