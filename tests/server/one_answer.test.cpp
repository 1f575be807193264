/// Who waits is answered, and once.
#include "server/one_answer.hpp"

#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using namespace sojourn::server;

namespace {

/// A client that keeps the statuses it hears.
struct Client {
  std::vector<int> heard;
  OneAnswer waits() {
    return OneAnswer([this](const SharedResponse& response) { heard.push_back(response->status); });
  }
};

SharedResponse with_status(int status) {
  auto response = std::make_shared<Response>();
  response->status = status;
  return response;
}

}  // namespace

TEST_CASE("a client hears the answer it is given, and no second one") {
  Client client;
  {
    auto answer = client.waits();
    answer.give(with_status(200));
    answer.give(with_status(404));
  }
  CHECK(client.heard == std::vector{200});
}

TEST_CASE("a client whose answer never came hears of a failure, whatever was thrown") {
  Client first, second;
  try {
    std::vector<OneAnswer> all;
    all.push_back(first.waits());
    all.push_back(second.waits());
    all.front().give(with_status(200));
    throw std::runtime_error("something fails while answers are given");
  } catch (const std::runtime_error&) {
    CHECK(first.heard == std::vector{200});
    CHECK(second.heard == std::vector{500});
  }
}

TEST_CASE("an answer that was handed on is owed by who has it") {
  Client client;
  auto answer = client.waits();
  {
    const OneAnswer handed_on = std::move(answer);
    CHECK(client.heard.empty());
  }
  CHECK(client.heard == std::vector{500});
  answer.give(with_status(200));  // it has nobody to tell any more
  CHECK(client.heard == std::vector{500});
}

TEST_CASE("that one client cannot be told is no concern of who answers") {
  int told = 0;
  {
    OneAnswer answer([&told](const SharedResponse&) {
      ++told;
      throw std::bad_alloc();
    });
    answer.give(with_status(200));
  }
  CHECK(told == 1);
}
