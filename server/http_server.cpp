#include "server/http_server.hpp"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "server/http_session.hpp"
// The order matters: http_session.hpp makes Boost 1.74's asio compile.
#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <charconv>
#include <ctime>
#include <latch>
#include <vector>

#include "server/log.hpp"

namespace sojourn::server {
namespace {

using asio::ip::tcp;
/// What the kernel holds of a response that the client is not ready for. Without a bound a slow reader makes
/// it take some megabytes, and the workers make them at full speed.
using UnsentBytes = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
constexpr int most_unsent_bytes = 1 << 18;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
constexpr std::chrono::milliseconds sweep_interval(250);

tcp::endpoint parse_endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  auto host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  std::uint16_t port = 0;
  const auto* begin = text.data() + std::min(colon + 1, text.size());
  const auto* end = text.data() + text.size();
  const auto [stop, wrong] = std::from_chars(begin, end, port);
  if (colon == std::string::npos || error || wrong != std::errc() || stop != end || begin == end)
    throw SettingsError(
        fmt::format("'server.listen' must be an address and a port such as 127.0.0.1:8080, not '{}'", text));
  return {address, port};
}

void open(Acceptor& acceptor, const tcp::endpoint& endpoint, bool shared_port) {
  boost::system::error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && shared_port) acceptor.set_option(ReusePort(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error && shared_port) acceptor.listen(4096, error);
  if (!error) return;
  const auto where = fmt::format("{}:{}", endpoint.address().to_string(), endpoint.port());
  if (error == asio::error::address_in_use)
    throw ListenError(
        fmt::format("{} is taken by another program; choose another port with --listen", where));
  throw ListenError(fmt::format("cannot listen on {}: {}", where, error.message()));
}

/// Addresses that one client can have at will count as one: an IPv6 host owns a /64.
std::string client_of(const Socket& socket) {
  boost::system::error_code error;
  const auto address = socket.remote_endpoint(error).address();
  if (error) return "";
  if (address.is_v4()) return address.to_string();
  const auto bytes = address.to_v6().to_bytes();
  return std::string(reinterpret_cast<const char*>(bytes.data()), 8);
}

std::string http_date() {
  const auto now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[40];
  const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text, size};
}

Awaitable<void> run_session(std::unique_ptr<Session> session) {
  try {
    co_await session->run();
  } catch (const std::exception& error) {
    log(LogLevel::error, "a connection failed", {{"reason", std::string_view(error.what())}});
  }
}

void begin_session(IoCore& core, Socket socket) {
  auto client = client_of(socket);
  const auto verdict = core.shared.limits.enter(client);
  core.shared.metrics.count_connection(verdict == ConnectionLimits::Verdict::welcome);
  if (verdict == ConnectionLimits::Verdict::dropped) return;
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(UnsentBytes(most_unsent_bytes), ignored);
  const bool told_off = verdict == ConnectionLimits::Verdict::told_off;
  auto session = std::make_unique<Session>(core, std::move(socket), std::move(client), told_off);
  asio::co_spawn(core.context.get_executor(), run_session(std::move(session)), asio::detached);
}

Awaitable<void> accept_connections(IoCore* core) {
  while (core->acceptor.is_open()) {
    boost::system::error_code error;
    auto token = asio::redirect_error(use_awaitable, error);
    Socket socket = co_await core->acceptor.async_accept(token);
    if (!error) {
      begin_session(*core, std::move(socket));
    } else if (core->acceptor.is_open()) {
      // Out of descriptors: those that close will make room.
      Timer pause(core->context, std::chrono::milliseconds(50));
      co_await pause.async_wait(token);
    }
  }
}

Awaitable<void> sweep(IoCore* core) {
  boost::system::error_code error;
  auto token = asio::redirect_error(use_awaitable, error);
  while (!core->draining || !core->sessions.empty()) {
    core->set_date(http_date());
    const auto now = Clock::now();
    const std::vector<Session*> sessions(core->sessions.begin(), core->sessions.end());
    for (auto* session : sessions) session->close_if_late(now);
    core->sweeper.expires_after(sweep_interval);
    co_await core->sweeper.async_wait(token);
  }
}

void stop_waiting(IoCore& core) {
  core.draining = true;
  const std::vector<Session*> sessions(core.sessions.begin(), core.sessions.end());
  for (auto* session : sessions) session->stop_waiting();
  core.sweeper.cancel();
}

/// On the core's own thread. Connections that the kernel has already accepted for us are still answered;
/// `begun` is told when each has its session.
void begin_draining(IoCore& core, std::latch& begun) {
  boost::system::error_code error;
  core.acceptor.non_blocking(true, error);
  for (int waiting = 0; waiting < 1024; ++waiting) {
    Socket socket = core.acceptor.accept(error);
    if (error) break;
    begin_session(core, std::move(socket));
  }
  core.acceptor.close(error);
  // A connection that was accepted before, and whose session is yet to begin, is ahead of this in the queue.
  asio::post(core.context, [&core, &begun] {
    stop_waiting(core);
    begun.count_down();
  });
}

}  // namespace

void IoCore::set_date(const std::string& date) {
  const auto tail = [&](std::string_view connection) {
    return fmt::format("Date: {}\r\nConnection: {}\r\n\r\n", date, connection);
  };
  tails = std::make_shared<const HeadTails>(HeadTails{tail("keep-alive"), tail("close")});
}

struct HttpServer::Impl {
  Impl(const Settings& settings, Service& service, Metrics& metrics)
      : shared{settings, service, metrics,
               ConnectionLimits(settings.server_connections, settings.server_connections_per_client),
               certificate_of(settings)} {}

  Shared shared;
  tcp::endpoint endpoint;
  std::vector<std::unique_ptr<IoCore>> cores;
  bool started = false;
  std::atomic<bool> stopping{false};
};

HttpServer::HttpServer(const Settings& settings, Service& service, Metrics& metrics)
    : impl_(std::make_unique<Impl>(settings, service, metrics)) {
  impl_->endpoint = parse_endpoint(settings.server_listen);
  {
    // With SO_REUSEPORT alone two servers of one user would silently share the port.
    asio::io_context context;
    Acceptor probe(context);
    open(probe, impl_->endpoint, false);
    impl_->endpoint = probe.local_endpoint();
  }
  const auto threads = settings.server_threads > 0 ? static_cast<unsigned>(settings.server_threads)
                                                   : std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i) {
    auto& core = impl_->cores.emplace_back(std::make_unique<IoCore>(impl_->shared));
    open(core->acceptor, impl_->endpoint, true);
    core->set_date(http_date());
  }
}

HttpServer::~HttpServer() {
  stop();
}

std::string HttpServer::address() const {
  const auto& address = impl_->endpoint.address();
  const auto host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return fmt::format("{}:{}", host, impl_->endpoint.port());
}

std::string HttpServer::url() const {
  return fmt::format("{}://{}/", impl_->shared.certificate ? "https" : "http", address());
}

void HttpServer::reload_certificate(bool even_if_unchanged) {
  auto& certificate = impl_->shared.certificate;
  if (!certificate) return;
  try {
    if (even_if_unchanged)
      certificate->reload();
    else if (!certificate->reload_if_changed())
      return;
    log(LogLevel::info, "a new certificate is used for new connections");
  } catch (const SettingsError& error) {
    log(LogLevel::error, "the certificate cannot be reloaded; the one before stays",
        {{"reason", std::string_view(error.what())}});
  }
}

void HttpServer::start() {
  impl_->started = true;
  for (auto& core : impl_->cores) {
    auto* one = core.get();
    asio::co_spawn(one->context.get_executor(), accept_connections(one), asio::detached);
    asio::co_spawn(one->context.get_executor(), sweep(one), asio::detached);
    one->thread = std::thread([one] { one->context.run(); });
  }
}

bool HttpServer::is_stopping() const {
  return impl_->stopping;
}

void HttpServer::stop() {
  if (!impl_->started) return;
  impl_->started = false;
  auto& shared = impl_->shared;
  std::latch begun(static_cast<std::ptrdiff_t>(impl_->cores.size()));
  for (auto& core : impl_->cores)
    asio::post(core->context, [one = core.get(), &begun] { begin_draining(*one, begun); });
  impl_->stopping = true;
  const auto deadline = Clock::now() + std::chrono::seconds(shared.settings.server_drain_seconds);
  // Until all have begun there may be connections that nobody has counted.
  const auto under_way = [&] { return !begun.try_wait() || shared.metrics.open_connections() > 0; };
  while (under_way() && Clock::now() < deadline) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  shared.service.give_up();
  const auto close_all = [](IoCore* core) {
    const std::vector<Session*> sessions(core->sessions.begin(), core->sessions.end());
    for (auto* session : sessions) session->close();
  };
  for (auto& core : impl_->cores)
    asio::post(core->context, [one = core.get(), close_all] { close_all(one); });
  for (auto& core : impl_->cores) core->thread.join();
}

}  // namespace sojourn::server
