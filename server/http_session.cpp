#include "server/http_session.hpp"
// The order matters: http_session.hpp makes Boost 1.74's asio compile.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "server/request_gate.hpp"
#include "server/request_head.hpp"
#include "server/session_waiting.hpp"

namespace sojourn::server {
namespace {

constexpr std::chrono::seconds linger_time(2);
/// A client slower than this many bytes per second runs into the write deadline.
constexpr std::uint64_t slowest_rate = 8192;
/// One TLS record.
constexpr std::size_t record_bytes = 16384;

/// Counts a request as long as it is being answered, however that ends.
class InFlight {
 public:
  explicit InFlight(Metrics& metrics) : metrics_(metrics) { metrics_.change_in_flight(1); }
  ~InFlight() { metrics_.change_in_flight(-1); }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

 private:
  Metrics& metrics_;
};

}  // namespace

Session::Session(IoCore& core, Socket socket, std::string client, bool told_off)
    : core_(core),
      socket_(std::move(socket)),
      client_(std::move(client)),
      told_off_(told_off),
      buffer_(static_cast<std::size_t>(core.shared.settings.server_header_bytes), '\0') {
  if (core.shared.certificate) {
    tls_context_ = core.shared.certificate->context();
    tls_.emplace(socket_, *tls_context_);
  }
  core_.sessions.insert(this);
  core_.shared.metrics.change_open_connections(1);
  set_deadline(tls_ ? Phase::shaking_hands : Phase::idle,
               std::chrono::seconds(core_.shared.settings.server_header_seconds));
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

void Session::set_write_deadline(std::uint64_t bytes) {
  set_deadline(Phase::writing, time_to_write(bytes));
}

/// What a client may take for so many bytes.
std::chrono::seconds Session::time_to_write(std::uint64_t bytes) const {
  return std::chrono::seconds(core_.shared.settings.server_write_seconds +
                              static_cast<std::int64_t>(bytes / slowest_rate));
}

void Session::close() {
  boost::system::error_code ignored;
  // A reset: the usual end would say that the body is whole.
  if (ends_with_connection_) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

/// The read is cancelled, not the socket closed: a read that is done already is not undone by that, and its
/// request is answered.
void Session::stop_waiting() {
  boost::system::error_code ignored;
  if (nothing_has_arrived()) socket_.cancel(ignored);
}

/// Of what the client has to say next.
bool Session::nothing_has_arrived() {
  if (phase_ != Phase::shaking_hands) return phase_ == Phase::idle && used_ == 0;
  boost::system::error_code error;
  return SSL_get_state(tls_->native_handle()) == TLS_ST_BEFORE && socket_.available(error) == 0;
}

void Session::close_if_late(Clock::time_point now) {
  if (now < deadline_ || phase_ == Phase::answering) return;
  if (phase_ == Phase::idle && used_ == 0) return stop_waiting();
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
  bool open = !tls_ || co_await shake_hands();
  if (!open) co_return;
  while (open) {
    const auto size = co_await read_head();
    if (size == 0) break;
    open = co_await answer(std::string_view(buffer_).substr(0, size));
    drop_front(size);
    set_deadline(Phase::idle, std::chrono::seconds(core_.shared.settings.server_idle_seconds));
  }
  co_await close_gently();
}

Awaitable<bool> Session::shake_hands() {
  boost::system::error_code error;
  auto token = asio::redirect_error(use_awaitable, error);
  co_await tls_->async_handshake(asio::ssl::stream_base::server, token);
  if (error) {
    core_.shared.metrics.count_failed_handshake();
    close();
    co_return false;
  }
  set_deadline(Phase::idle, std::chrono::seconds(core_.shared.settings.server_header_seconds));
  co_return true;
}

void Session::drop_front(std::size_t bytes) {
  buffer_.erase(0, bytes);
  buffer_.resize(buffer_.size() + bytes);
  used_ -= bytes;
}

/// Receives more of the request; 0 when the connection is over or was cancelled.
Awaitable<std::size_t> Session::read_some() {
  boost::system::error_code error;
  auto token = asio::redirect_error(use_awaitable, error);
  const auto space = asio::buffer(buffer_.data() + used_, buffer_.size() - used_);
  const auto bytes =
      tls_ ? co_await tls_->async_read_some(space, token) : co_await socket_.async_read_some(space, token);
  broken_off_ = error == asio::error::operation_aborted;
  co_return error ? 0 : bytes;
}

/// After a read that brought nothing: whether it was broken off while we waited for a request, and one has
/// arrived since, which from now on has the time that any request has.
bool Session::goes_on_reading() {
  if (!broken_off_ || phase_ != Phase::idle || !socket_.is_open()) return false;
  boost::system::error_code error;
  if (socket_.available(error) == 0) {
    close();
    return false;
  }
  set_deadline(Phase::reading, std::chrono::seconds(core_.shared.settings.server_header_seconds));
  return true;
}

/// Sends all; false if the client has gone.
Awaitable<bool> Session::write(Buffers buffers) {
  boost::system::error_code error;
  auto token = asio::redirect_error(use_awaitable, error);
  if (tls_)
    co_await asio::async_write(*tls_, buffers, token);
  else
    co_await asio::async_write(socket_, buffers, token);
  co_return !error;
}

/// Receives until a whole head is in the buffer, and returns its size; 0 when there is none to be had.
Awaitable<std::size_t> Session::read_head() {
  std::optional<Problem> problem;
  while (!problem) {
    if (const auto empty = leading_empty_lines({buffer_.data(), used_}); empty > 0) drop_front(empty);
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
      set_deadline(Phase::reading, std::chrono::seconds(core_.shared.settings.server_header_seconds));
    // A server that stops looks once more, at the next sweep, for a request on a connection that it called
    // open.
    if (used_ == 0 && phase_ == Phase::idle && core_.draining)
      set_deadline(Phase::idle, std::chrono::seconds(0));
    const auto bytes = co_await read_some();
    used_ += bytes;
    if (late_ && socket_.is_open())
      problem.emplace(ProblemCode::request_timeout, "The request did not arrive in time.");
    else if (bytes == 0 && !goes_on_reading())
      co_return 0;
  }
  co_await refuse(*problem);
  co_return 0;
}

/// Answers one request; whether the connection stays open.
Awaitable<bool> Session::answer(std::string_view head) {
  const auto start = Clock::now();
  std::optional<Problem> problem;
  RequestHead parsed;
  try {
    if (told_off_) throw Problem(ProblemCode::overloaded, "There are too many connections.");
    parsed = parse_request_head(head);
  } catch (const Problem& found) {
    problem = found;
  }
  if (problem) {
    co_await refuse(*problem);
    co_return false;
  }
  phase_ = Phase::answering;
  ++answered_;
  const InFlight counted(core_.shared.metrics);
  auto reply = core_.shared.service.respond(parsed.request);
  const bool stays = parsed.keep_alive && answered_ < core_.shared.settings.server_requests_per_connection;
  const Framing framing{stays, parsed.request.verb != Verb::head, !parsed.is_1_0};
  co_return co_await send(&parsed.request, std::move(reply), framing, start);
}

Awaitable<bool> Session::send(const Request* request, Reply reply, Framing framing, Clock::time_point start) {
  SharedResponse response;
  if (const auto* work = std::get_if<Deferred>(&reply.answer))
    response = co_await wait_for<SharedResponse>(socket_.get_executor(), *work);
  else
    response = std::get<SharedResponse>(reply.answer);
  // What breaks off with the connection needs no other end.
  framing.chunks = framing.chunks && !response->length;
  const bool ends_by_itself = framing.chunks || response->length || !response->next_piece;
  framing.keep_alive = framing.keep_alive && !core_.draining && ends_by_itself;
  const auto bytes =
      response->next_piece ? co_await send_pieces(response, framing) : co_await send_whole(response, framing);
  core_.shared.service.sent(*request, reply.route, response->status, bytes, Clock::now() - start);
  const bool stays = framing.keep_alive && socket_.is_open();
  co_return stays;
}

/// The bytes of the body that were sent.
Awaitable<std::uint64_t> Session::send_whole(SharedResponse response, Framing framing) {
  head_out_.clear();
  std::string_view fixed;
  if (response->head) {
    fixed = *response->head;
  } else {
    write_fixed_head(*response, head_out_);
    fixed = head_out_;
  }
  const auto tails = core_.tails;  // held while they are written: the core puts others in their place
  const std::string_view tail = framing.keep_alive ? tails->staying : tails->closing;
  auto body = framing.with_body && response->status != 304 ? response->body_view() : std::string_view();
  const auto size = body.size();
  if (tls_) {  // each buffer would become a record, and a packet, of its own
    if (response->head) head_out_ = fixed;
    head_out_.append(tail);
    const auto beside = std::min(body.size(), record_bytes - std::min(record_bytes, head_out_.size()));
    head_out_.append(body.substr(0, beside));
    body.remove_prefix(beside);
  }
  set_write_deadline(size);
  const auto buffers = tls_ ? Buffers{as_buffer(head_out_), as_buffer(body), {}}
                            : Buffers{as_buffer(fixed), as_buffer(tail), as_buffer(body)};
  if (!co_await write(buffers)) close();
  co_return size;
}

/// Says what is wrong with a request that never became one. The connection has to be closed after it.
Awaitable<bool> Session::refuse(Problem problem) {
  const InFlight counted(core_.shared.metrics);
  Reply reply;
  reply.answer = std::make_shared<const Response>(to_response(problem));
  const Request request;
  Framing framing;
  framing.with_body = !std::string_view(buffer_.data(), used_).starts_with("HEAD ");
  co_return co_await send(&request, std::move(reply), framing, Clock::now());
}

/// Closing with unread bytes makes the kernel reset the connection, and the client may lose the response: so
/// our side is shut first and what still comes is read for a moment.
Awaitable<void> Session::close_gently() {
  if (!socket_.is_open()) co_return;
  boost::system::error_code error;
  set_deadline(Phase::writing, linger_time);
  if (tls_) {
    auto token = asio::redirect_error(use_awaitable, error);
    co_await tls_->async_shutdown(token);
  }
  socket_.shutdown(asio::socket_base::shutdown_send, error);
  for (std::size_t discarded = 0; !error && discarded < 65536;) {
    auto token = asio::redirect_error(use_awaitable, error);
    discarded += co_await socket_.async_read_some(asio::buffer(buffer_), token);
  }
  close();
}

}  // namespace sojourn::server
