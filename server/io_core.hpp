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
#include <string>
#include <thread>
#include <unordered_set>

#include "server/connection_limits.hpp"
#include "server/metrics.hpp"
#include "server/service.hpp"
#include "server/settings.hpp"
#include "server/tls.hpp"

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

/// What all cores share.
struct Shared {
  const Settings& settings;
  Service& service;
  Metrics& metrics;
  ConnectionLimits limits;
  std::unique_ptr<TlsCertificate> certificate;  ///< null: plain HTTP
};

class Session;

/// The fields that end a head, with the Date of their making.
struct HeadTails {
  std::string staying;  ///< on a connection that stays open
  std::string closing;
};

struct IoCore {
  explicit IoCore(Shared& what) : shared(what), acceptor(context), sweeper(context) {}

  Shared& shared;
  asio::io_context context{1};
  Acceptor acceptor;
  Timer sweeper;  ///< closes what is past its deadline, four times a second
  std::thread thread;

  // Touched only on the core's own thread.
  std::unordered_set<Session*> sessions;
  bool draining = false;

  std::shared_ptr<const HeadTails> tails;
  void set_date(const std::string& date);
};

}  // namespace sojourn::server
