#include "server/io_core.hpp"
// The order matters: io_core.hpp makes Boost 1.74's asio compile.
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <array>

#include "server/log.hpp"
#include "server/request_gate.hpp"

namespace sojourn::server {
namespace http = boost::beast::http;
namespace {

constexpr std::chrono::seconds linger_time(2);
/// A client slower than this many bytes per second runs into the write deadline.
constexpr std::size_t slowest_rate = 8192;

std::string text_of(boost::beast::string_view view) {
  return {view.data(), view.size()};
}

/// Waits for the work without holding the thread; resumes on the session's own core.
Awaitable<Response> finish(Executor executor, Deferred work) {
  auto initiate = [executor, work = std::move(work)](auto handler) mutable {
    // std::function wants to be copied, completion handlers cannot be.
    auto shared_handler = std::make_shared<decltype(handler)>(std::move(handler));
    auto guard = std::make_shared<asio::executor_work_guard<Executor>>(executor);
    work([executor, shared_handler, guard](Response response) {
      auto resume = [shared_handler, guard, response = std::move(response)]() mutable {
        (*shared_handler)(std::move(response));
      };
      asio::post(executor, std::move(resume));
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Response)>(
      std::move(initiate), use_awaitable);
}

}  // namespace

/// A request with what its framing says about the connection.
struct Session::Parsed {
  Request request;
  bool keep_alive = false;
  bool has_body = false;
};

namespace {

Verb verb_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Verb::get;
    case http::verb::head:
      return Verb::head;
    case http::verb::options:
      return Verb::options;
    default:
      return Verb::other;
  }
}

}  // namespace

Session::Session(IoCore& core, Socket socket, std::string client, bool told_off)
    : core_(core),
      socket_(std::move(socket)),
      client_(std::move(client)),
      told_off_(told_off),
      buffer_(static_cast<std::size_t>(core.shared.settings.server_header_bytes), '\0') {
  core_.sessions.insert(this);
  core_.shared.metrics.change_open_connections(1);
  set_deadline(Phase::idle, std::chrono::seconds(core_.shared.settings.server_header_seconds));
}

Session::~Session() {
  core_.sessions.erase(this);
  core_.shared.metrics.change_open_connections(-1);
  core_.shared.limits.leave(client_);
}

void Session::set_deadline(Phase phase, std::chrono::seconds from_now) {
  phase_ = phase;
  deadline_ = Clock::now() + from_now;
}

void Session::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Session::close_if_idle() {
  boost::system::error_code error;
  // A request that has arrived but was not read yet is under way already.
  if (phase_ == Phase::idle && used_ == 0 && socket_.available(error) == 0) close();
}

void Session::close_if_late(Clock::time_point now) {
  if (now < deadline_ || phase_ == Phase::answering) return;
  // Half a request deserves to hear why; cancelling wakes its reader, which says so.
  if (phase_ == Phase::reading && !late_) {
    late_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
  } else {
    close();
  }
}

Awaitable<void> Session::run() {
  bool open = true;
  while (open) {
    const auto size = co_await read_head();
    if (size == 0) break;
    open = co_await answer(std::string_view(buffer_).substr(0, size));
    buffer_.erase(0, size);
    buffer_.resize(buffer_.size() + size);
    used_ -= size;
    set_deadline(Phase::idle, std::chrono::seconds(core_.shared.settings.server_idle_seconds));
    if (core_.draining && used_ == 0) break;
  }
  co_await close_gently();
}

/// Receives until a whole head is in the buffer, and returns its size; 0 when there is none to be had.
Awaitable<std::size_t> Session::read_head() {
  const auto& settings = core_.shared.settings;
  std::optional<Problem> problem;
  while (!problem) {
    if (const auto empty = leading_empty_lines({buffer_.data(), used_}); empty > 0) {
      buffer_.erase(0, empty);
      buffer_.resize(buffer_.size() + empty);
      used_ -= empty;
    }
    try {
      if (const auto end = find_head_end({buffer_.data(), used_})) co_return *end;
    } catch (const Problem& found) {
      problem = found;
      break;
    }
    if (used_ == buffer_.size()) {
      problem.emplace(ProblemCode::head_too_large, "The request's head is too long.");
      break;
    }
    if (used_ > 0 && phase_ == Phase::idle)
      set_deadline(Phase::reading, std::chrono::seconds(settings.server_header_seconds));
    boost::system::error_code error;
    auto token = asio::redirect_error(use_awaitable, error);
    const auto space = asio::buffer(buffer_.data() + used_, buffer_.size() - used_);
    used_ += co_await socket_.async_read_some(space, token);
    if (late_ && socket_.is_open())
      problem.emplace(ProblemCode::request_timeout, "The request did not arrive in time.");
    else if (error)
      co_return 0;
  }
  co_await refuse(*problem);
  co_return 0;
}

/// Answers one request; whether the connection stays open.
Awaitable<bool> Session::answer(std::string_view head) {
  const auto start = Clock::now();
  std::optional<Problem> problem;
  Parsed parsed;
  if (told_off_) {
    problem.emplace(ProblemCode::overloaded, "There are too many connections.");
  } else if (const auto refusal = refuse_head(head)) {
    problem.emplace(refusal->code, refusal->reason);
  } else {
    http::request_parser<http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(core_.shared.settings.server_header_bytes));
    boost::system::error_code error;
    parser.put(asio::buffer(head.data(), head.size()), error);
    const auto& message = parser.get();
    auto& request = parsed.request;
    request.verb = verb_of(message.method());
    request.host = text_of(message[http::field::host]);
    request.accept = text_of(message[http::field::accept]);
    request.accept_encoding = text_of(message[http::field::accept_encoding]);
    request.if_none_match = text_of(message[http::field::if_none_match]);
    request.range = text_of(message[http::field::range]);
    request.if_range = text_of(message[http::field::if_range]);
    parsed.has_body = parser.chunked() || parser.content_length().value_or(0) > 0;
    parsed.keep_alive = parser.keep_alive() && !parsed.has_body && !core_.draining;
    if (error || !parser.is_header_done()) {
      problem.emplace(ProblemCode::malformed_request, "The request's head is malformed.");
    } else if (parsed.has_body && request.verb != Verb::other) {
      problem.emplace(ProblemCode::body_not_allowed, "Requests carry no body here.");
    } else {
      try {
        parse_target({message.target().data(), message.target().size()}, request);
      } catch (const Problem& found) {
        problem = found;
      }
    }
  }
  if (problem) {
    co_await refuse(*problem);
    co_return false;
  }
  phase_ = Phase::answering;
  core_.shared.metrics.change_in_flight(1);
  auto reply = core_.shared.service.respond(parsed.request);
  const bool open = co_await send(&parsed.request, std::move(reply), parsed.keep_alive, start);
  core_.shared.metrics.change_in_flight(-1);
  co_return open;
}

Awaitable<bool> Session::send(const Request* request, Reply reply, bool keep_alive, Clock::time_point start) {
  Response response;
  if (auto* work = std::get_if<Deferred>(&reply.answer)) {
    response = co_await finish(socket_.get_executor(), std::move(*work));
  } else {
    response = std::move(std::get<Response>(reply.answer));
  }
  keep_alive = keep_alive && !core_.draining;
  head_out_.clear();
  write_head(response, core_.date, keep_alive, head_out_);
  const bool with_body = request->verb != Verb::head && response.body && response.status != 304;
  const std::size_t size = with_body ? response.body->size() : 0;
  const std::array<asio::const_buffer, 2> buffers = {
      asio::buffer(head_out_), with_body ? asio::buffer(*response.body) : asio::const_buffer()};
  set_deadline(Phase::writing, std::chrono::seconds(core_.shared.settings.server_write_seconds +
                                                    static_cast<std::int64_t>(size / slowest_rate)));
  boost::system::error_code error;
  auto token = asio::redirect_error(use_awaitable, error);
  co_await asio::async_write(socket_, buffers, token);
  core_.shared.service.sent(*request, reply.route, response.status, size, Clock::now() - start);
  co_return !error && keep_alive;
}

/// Says what is wrong with a request that never became one. The connection has to be closed after it.
Awaitable<bool> Session::refuse(Problem problem) {
  core_.shared.metrics.change_in_flight(1);
  Reply reply;
  reply.answer = to_response(problem);
  const Request request;
  const bool open = co_await send(&request, std::move(reply), false, Clock::now());
  core_.shared.metrics.change_in_flight(-1);
  co_return open;
}

/// Closing with unread bytes makes the kernel reset the connection, and the client may lose the response: so
/// our side is shut first and what still comes is read for a moment.
Awaitable<void> Session::close_gently() {
  boost::system::error_code error;
  if (!socket_.is_open()) co_return;
  socket_.shutdown(asio::socket_base::shutdown_send, error);
  set_deadline(Phase::writing, linger_time);
  for (std::size_t discarded = 0; !error && discarded < 65536;) {
    auto token = asio::redirect_error(use_awaitable, error);
    discarded += co_await socket_.async_read_some(asio::buffer(buffer_), token);
  }
  close();
}

}  // namespace sojourn::server
