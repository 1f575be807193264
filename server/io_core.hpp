/// One core's share of the server: an event loop of one thread with an acceptor and
/// sessions of its own. Only the listener's and the session's sources include this.
#pragma once

// Boost 1.74's asio uses std::exchange without including it.
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "server/metrics.hpp"
#include "server/problem.hpp"
#include "server/service.hpp"
#include "server/settings.hpp"

namespace sojourn::server {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// Typed on the concrete executor: the type-erased one costs a tenth of the throughput.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
template <typename Value>
using Awaitable = asio::awaitable<Value, Executor>;
inline constexpr asio::use_awaitable_t<Executor> use_awaitable;

/// Counts open connections, in all and for each client; shared by all cores.
class ConnectionLimits {
 public:
  enum class Verdict : std::uint8_t {
    welcome,
    told_off,  ///< over a limit: gets a 503
    dropped,   ///< far over it: closed without a word
  };

  ConnectionLimits(std::int64_t total, std::int64_t per_client)
      : most_(total), most_per_client_(per_client) {}
  Verdict enter(const std::string& client);
  /// For each connection that was not dropped.
  void leave(const std::string& client);

 private:
  static constexpr std::int64_t told_off_at_once = 64;
  const std::int64_t most_;
  const std::int64_t most_per_client_;
  std::mutex mutex_;
  std::int64_t open_ = 0;
  std::unordered_map<std::string, std::int64_t> open_of_client_;
};

/// What all cores share.
struct Shared {
  const Settings& settings;
  Service& service;
  Metrics& metrics;
  ConnectionLimits limits;
};

class Session;

struct IoCore {
  explicit IoCore(Shared& what) : shared(what), acceptor(context), sweeper(context) {}

  Shared& shared;
  asio::io_context context{1};
  Acceptor acceptor;
  Timer sweeper;  ///< closes what is past its deadline, four times a second
  std::thread thread;

  // Touched only on the core's own thread.
  std::unordered_set<Session*> sessions;
  std::string date;  ///< for the Date field
  bool draining = false;
};

/// One connection. Lives as long as its coroutine.
class Session {
 public:
  Session(IoCore& core, Socket socket, std::string client, bool told_off);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Answers requests until either side closes.
  Awaitable<void> run();
  void close_if_late(Clock::time_point now);
  void close_if_idle();
  void close();

 private:
  enum class Phase : std::uint8_t { idle, reading, answering, writing };
  struct Parsed;

  Awaitable<std::size_t> read_head();
  Awaitable<bool> answer(std::string_view head);
  /// `request` has to live until this is done.
  Awaitable<bool> send(const Request* request, Reply reply, bool keep_alive, Clock::time_point start);
  Awaitable<bool> refuse(Problem problem);
  Awaitable<void> close_gently();
  void set_deadline(Phase phase, std::chrono::seconds from_now);

  IoCore& core_;
  Socket socket_;
  const std::string client_;
  const bool told_off_;
  Phase phase_ = Phase::idle;
  bool late_ = false;
  Clock::time_point deadline_;
  std::string buffer_;  ///< received and not yet answered; its size is what it may hold
  std::size_t used_ = 0;
  std::string head_out_;
};

}  // namespace sojourn::server
