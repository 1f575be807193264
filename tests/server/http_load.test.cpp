/// The listener, sessions, delivery and workers together, under clients that come and go while what is served
/// changes: what the sanitizers are to see.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <future>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "server/delivery.hpp"
#include "server/http_server.hpp"
#include "server/problem.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;

namespace {

/// Bodies consist of the number of the edition they were made of, again and again.
class Editions : public Service {
 public:
  explicit Editions(Metrics& metrics) : delivery_(cache_, workers_, budget_, metrics) {}

  void publish() { ++edition_; }

  Reply respond(const Request& request) override {
    Reply reply;
    try {
      reply.answer = delivery_.deliver(request, rendition(request));
    } catch (const Problem& problem) {
      reply.answer = std::make_shared<const Response>(to_response(problem));
    }
    return reply;
  }
  void sent(const Request&, Route, int, std::uint64_t, std::chrono::nanoseconds) override {}

 private:
  Rendition rendition(const Request& request) const {
    const auto word = std::to_string(edition_.load()) + ",";
    const auto kind = request.path.front();
    Rendition made;
    made.key = path_text(request) + word;
    made.content_type = "text/plain";
    made.headers.add("Cache-Control", "no-cache");
    made.render = [word, kind] {
      if (kind == "missing") throw Problem(ProblemCode::unknown_feature, "Not here.");
      if (kind == "broken") throw std::runtime_error("broken");
      RenderedBody body;
      begin_body(body, [word, kind, left = kind == "short" ? 1 : 30](std::string& out) mutable {
        for (int i = 0; i < 4000; ++i) out += word;
        if (kind == "torn" && left == 3) throw std::runtime_error("the rest cannot be made");
        return --left > 0;
      });
      return body;
    };
    return made;
  }

  std::atomic<int> edition_{1000};
  BodyBudget budget_{16 << 20};
  ResponseCache cache_{1 << 20, 1000};
  WorkerPool workers_{2, 16};
  Delivery delivery_;
};

class Client {
 public:
  explicit Client(const std::string& address) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    int port = 0;
    std::from_chars(address.data() + address.rfind(':') + 1, address.data() + address.size(), port);
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{20, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  void say(const std::string& text) const { ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
  /// All that is said until the server closes, and how it does.
  struct Heard {
    std::string text;
    bool was_reset = false;
  };
  Heard listen_to_the_end() const {
    Heard heard;
    char buffer[16384];
    ssize_t bytes = 0;
    while ((bytes = ::recv(socket_, buffer, sizeof buffer, 0)) > 0)
      heard.text.append(buffer, static_cast<std::size_t>(bytes));
    heard.was_reset = bytes < 0 && errno == ECONNRESET;
    return heard;
  }
  std::string listen() const { return listen_to_the_end().text; }

 private:
  int socket_;
  bool connected_ = false;
};

std::string get(const std::string& target, const std::string& fields = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

/// The one word that a body consists of, without the framing of chunks; "" if there are several.
std::string only_word(const std::string& answer) {
  std::set<std::string> words;
  const auto body = answer.substr(answer.find("\r\n\r\n") + 4);
  for (std::size_t at = 0; at < body.size();) {
    const auto comma = body.find(',', at);
    if (comma == std::string::npos) break;
    const auto word = body.substr(at, comma - at);
    // Only where a chunk begins or ends is a word torn.
    if (word.find('\r') == std::string::npos) words.insert(word);
    at = comma + 1;
  }
  return words.size() == 1 ? *words.begin() : "";
}

struct Counts {
  std::atomic<int> whole{0}, shed{0}, mixed{0}, other{0};
};

void ask_again_and_again(const std::string& address, int seed, const std::atomic<bool>& going,
                         Counts& counts) {
  const std::vector<std::string> targets = {"/short/1", "/short/2", "/long",
                                            "/missing", "/broken",  "/short/3"};
  for (int i = seed; going; ++i) {
    const Client client(address);
    if (!client.connected()) continue;
    const auto& target = targets[static_cast<std::size_t>(i) % targets.size()];
    if (i % 7 == 0) {  // leaves in the middle
      client.say(get(target));
      continue;
    }
    const bool pipelined = i % 3 == 0;
    if (pipelined) client.say(get("/short/1", "If-None-Match: *\r\n"));
    client.say(get(target, i % 5 == 0 ? "Connection: close\r\nAccept-Encoding: gzip, zstd\r\n"
                                      : "Connection: close\r\n"));
    const auto heard = client.listen();
    const auto last = heard.rfind("HTTP/1.1 ");
    const auto status = last == std::string::npos ? "" : heard.substr(last + 9, 3);
    const bool encoded = heard.find("Content-Encoding") != std::string::npos;
    if (status == "503")
      ++counts.shed;
    else if (status == "200" && !encoded && only_word(heard.substr(last)).empty())
      ++counts.mixed;
    else if (status == "200" || status == "404" || status == "500")
      ++counts.whole;
    else
      ++counts.other;
  }
}

}  // namespace

TEST_CASE("clients that come and go while editions change get whole answers of one edition each") {
  Settings settings;
  settings.server_listen = "127.0.0.1:0";
  settings.server_threads = 2;
  settings.server_drain_seconds = 5;
  Metrics metrics;
  Editions editions(metrics);
  HttpServer server(settings, editions, metrics);
  server.start();
  std::atomic<bool> going{true};
  Counts counts;
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back([&, i] { ask_again_and_again(server.address(), i * 11, going, counts); });
  for (int i = 0; i < 100; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    editions.publish();
  }
  going = false;
  for (auto& client : clients) client.join();
  CHECK(counts.whole > 20);
  CHECK(counts.mixed == 0);
  CHECK(counts.other == 0);
  server.stop();
  CHECK(metrics.open_connections() == 0);
  CHECK(metrics.in_flight() == 0);
}

TEST_CASE("stopping lets what is under way finish, long bodies too") {
  Settings settings;
  settings.server_listen = "127.0.0.1:0";
  Metrics metrics;
  Editions editions(metrics);
  HttpServer server(settings, editions, metrics);
  server.start();
  const Client client(server.address());
  client.say(get("/long"));
  while (metrics.in_flight() == 0) std::this_thread::yield();
  std::thread stopping([&] { server.stop(); });
  const auto heard = client.listen();
  stopping.join();
  CHECK(only_word(heard) == "1000");
  CHECK(heard.ends_with("0\r\n\r\n"));
}

TEST_CASE("a body that breaks off looks whole to nobody, also where only the connection's end would tell") {
  Settings settings;
  settings.server_listen = "127.0.0.1:0";
  Metrics metrics;
  Editions editions(metrics);
  HttpServer server(settings, editions, metrics);
  server.start();
  const auto answer = [&](const std::string& request) {
    const Client client(server.address());
    client.say(request);
    auto heard = client.listen_to_the_end();
    CHECK(heard.text.starts_with("HTTP/1.1 200 "));
    return heard;
  };
  const auto whole = answer("GET /long HTTP/1.0\r\n\r\n");
  CHECK_FALSE(whole.was_reset);
  CHECK(whole.text.size() > 30 * 4000 * 5);
  const auto torn = answer("GET /torn HTTP/1.0\r\n\r\n");
  CHECK(torn.text.find("chunked") == std::string::npos);
  CHECK(torn.was_reset);
  const auto chunked = answer(get("/torn"));
  CHECK(chunked.text.find("chunked") != std::string::npos);
  CHECK_FALSE(chunked.text.ends_with("0\r\n\r\n"));
  server.stop();
}

TEST_CASE("what is wrong with a HEAD is told without a body") {
  Settings settings;
  settings.server_listen = "127.0.0.1:0";
  Metrics metrics;
  Editions editions(metrics);
  HttpServer server(settings, editions, metrics);
  server.start();
  for (const std::string verb : {"HEAD", "GET"}) {
    const Client client(server.address());
    client.say(verb + " /%zz HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto heard = client.listen();
    CHECK(heard.starts_with("HTTP/1.1 400 "));
    CHECK(heard.ends_with("\r\n\r\n") == (verb == "HEAD"));
  }
  server.stop();
}

TEST_CASE("a request that fails inside the server is in flight no more") {
  struct Failing : Service {
    Reply respond(const Request&) override { throw std::bad_alloc(); }
    void sent(const Request&, Route, int, std::uint64_t, std::chrono::nanoseconds) override {}
  } failing;
  Settings settings;
  settings.server_listen = "127.0.0.1:0";
  Metrics metrics;
  HttpServer server(settings, failing, metrics);
  server.start();
  const Client client(server.address());
  client.say(get("/any"));
  CHECK(client.listen().empty());
  server.stop();
  CHECK(metrics.in_flight() == 0);
}

namespace {

/// A server that stops while a core of it is held up: what its clients have sent by then lies in the network.
class HeldServer : public Service {
 public:
  Reply respond(const Request& request) override {
    if (request.path.front() == "held" && !held_.exchange(true)) {
      begun_.set_value();
      go_on_.get_future().wait();
    }
    auto response = std::make_shared<Response>();
    response->body = std::make_shared<const std::string>(path_text(request));
    Reply reply;
    reply.answer = std::move(response);
    return reply;
  }
  void sent(const Request&, Route, int, std::uint64_t, std::chrono::nanoseconds) override {}

  void wait_until_held() { begun_.get_future().wait(); }
  void go_on() { go_on_.set_value(); }

 private:
  std::atomic<bool> held_{false};
  std::promise<void> begun_;
  std::promise<void> go_on_;
};

Settings one_core() {
  Settings settings;
  settings.server_listen = "127.0.0.1:0";
  settings.server_threads = 1;
  return settings;
}

}  // namespace

TEST_CASE(
    "who has connected and asked before the server stops is answered, though nobody has accepted it yet") {
  for (const int cores : {1, 2, 4}) {
    for (int i = 0; i < 10; ++i) {
      auto settings = one_core();
      settings.server_threads = cores;
      Metrics metrics;
      Editions editions(metrics);
      HttpServer server(settings, editions, metrics);
      std::vector<std::unique_ptr<Client>> clients;
      for (int j = 0; j < 8; ++j) {
        const auto& client = clients.emplace_back(std::make_unique<Client>(server.address()));
        client->say(get("/short/1"));
      }
      server.start();
      std::thread stopping([&] { server.stop(); });
      int answered = 0;
      for (auto& client : clients) {
        if (client->listen().starts_with("HTTP/1.1 200 ")) ++answered;
        client.reset();  // else the server waits a while for it to close
      }
      stopping.join();
      REQUIRE(answered == 8);
    }
  }
}

TEST_CASE("a request on a connection that was called open is answered, though the server has begun to stop") {
  const auto settings = one_core();
  Metrics metrics;
  HeldServer service;
  HttpServer server(settings, service, metrics);
  server.start();
  auto client = std::make_unique<Client>(server.address());
  client->say(get("/held"));
  service.wait_until_held();
  client->say(get("/next"));
  std::thread stopping([&] { server.stop(); });
  // The core hears of it after the first answer was written.
  while (!server.is_stopping()) std::this_thread::yield();
  service.go_on();
  const auto heard = client->listen();
  client.reset();
  stopping.join();
  CHECK(heard.find("Connection: keep-alive") != std::string::npos);
  CHECK(heard.find("/next") != std::string::npos);
  CHECK(heard.find("Connection: close") != std::string::npos);
}

TEST_CASE("a server without anything under way stops at once, though clients keep connections open") {
  const auto settings = one_core();
  Metrics metrics;
  Editions editions(metrics);
  HttpServer server(settings, editions, metrics);
  server.start();
  const Client client(server.address());
  const Client silent(server.address());
  client.say(get("/short/1"));
  while (metrics.open_connections() < 2) std::this_thread::yield();
  const auto start = std::chrono::steady_clock::now();
  server.stop();
  CHECK(client.listen().starts_with("HTTP/1.1 200 "));
  CHECK(silent.listen().empty());
  // Not the time that idle connections have, nor that of requests under way.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(settings.server_drain_seconds));
}
