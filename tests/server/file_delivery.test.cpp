/// Files of exports on their way to clients: who waits is answered, and what is refused for good is
/// remembered.
#include "server/file_delivery.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <future>
#include <new>
#include <optional>
#include <utility>

#include "server/entity_tag.hpp"
#include "server/support/delivery_world.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

namespace {

/// Of the thread that asks: memory ends after so many more allocations; none, never.
thread_local std::optional<int> allocations_left;

void* allocate(std::size_t bytes) {
  if (allocations_left && (*allocations_left)-- == 0) {
    allocations_left.reset();
    throw std::bad_alloc();
  }
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) {
  return allocate(bytes);
}
void* operator new[](std::size_t bytes) {
  return allocate(bytes);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

namespace fs = std::filesystem;

struct World {
  explicit World(std::chrono::seconds time = std::chrono::seconds(600))
      : files(folder.path() / "exports", {1, 8, 1'000'000, time}, metrics) {}
  ~World() { workers.stop(); }

  FileRendition rendition(std::string content, std::string key = "export") {
    FileRendition rendition;
    rendition.key = std::move(key);
    rendition.content_type = "text/csv";
    rendition.file_name = "a.csv";
    rendition.write = [this, content = std::move(content)](const fs::path& path,
                                                           const FileRendition::Progress& progress) {
      ++made;
      std::ofstream(path) << content;
      progress(1);
    };
    return rendition;
  }
  std::future<SharedResponse> ask(const Request& request, FileRendition wanted) {
    return answer_of(delivery.deliver(request, std::move(wanted)));
  }

  test::TemporaryFolder folder;
  Metrics metrics;
  BodyBudget budget{64 << 20};
  ResponseCache cache{1 << 20, 1000};
  WorkerPool workers{2, 2};
  std::atomic<int> made{0};
  ExportFiles files;
  FileDelivery delivery{files, cache, workers, budget, metrics};
};

int status_of(std::future<SharedResponse> answer) {
  REQUIRE(answer.wait_for(patience) == std::future_status::ready);
  return answer.get()->status;
}

}  // namespace

TEST_CASE("a file that is too large is refused for good, one that took too long only this time") {
  World world;
  for (int i = 0; i < 2; ++i)
    CHECK(status_of(world.ask(Request(), world.rendition(std::string(2'000'000, 'x')))) == 422);
  CHECK(world.made == 1);

  World busy(std::chrono::seconds(0));
  CHECK(status_of(busy.ask(Request(), busy.rendition("a,b\n"))) == 503);
  CHECK_FALSE(busy.cache.find("export", Encoding::identity));
}

TEST_CASE("who goes on reading what is another file now hears so before that is made") {
  World world;
  Request request;
  request.if_match = "\"older\"";
  CHECK(status_of(world.ask(request, world.rendition("a,b\n"))) == 412);
  CHECK(world.made == 0);
  request.if_match = "*";
  CHECK(status_of(world.ask(request, world.rendition("a,b\n"))) == 200);
}

TEST_CASE("wherever memory ends while a client begins to wait, it is answered, and so is the next") {
  bool went_through = false;
  for (int allowed = 0; !went_through && allowed < 200; ++allowed) {
    INFO(allowed << " allocations");
    World world;
    const auto answer = world.delivery.deliver(Request(), world.rendition("a,b\n"));
    const auto& begin = std::get<Deferred>(answer);
    auto promise = std::make_shared<std::promise<SharedResponse>>();
    auto heard = promise->get_future();
    Done done = [promise](SharedResponse response) { promise->set_value(std::move(response)); };
    allocations_left = allowed;
    begin(std::move(done));
    went_through = std::exchange(allocations_left, std::nullopt).has_value();
    const int status = status_of(std::move(heard));
    CHECK((status == 200 || status == 500 || status == 503));
    CHECK(status_of(world.ask(Request(), world.rendition("a,b\n"))) == 200);
  }
  CHECK(went_through);
}

TEST_CASE(
    "where memory ends before a worker is asked for a piece, the body breaks off and the process goes on") {
  World world;
  for (int allowed = 0; allowed < 2; ++allowed) {
    const auto file = world.ask(Request(), world.rendition("a,b\n")).get();
    REQUIRE(file->next_piece);
    std::promise<BodyPiece> piece;
    TakePiece take = [&piece](BodyPiece made) { piece.set_value(std::move(made)); };
    allocations_left = allowed;
    file->next_piece(std::move(take));
    const bool was_enough = std::exchange(allocations_left, std::nullopt).has_value();
    CHECK((piece.get_future().get().kind == BodyPiece::Kind::failed) == !was_enough);
  }
}
