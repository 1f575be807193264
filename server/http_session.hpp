/// One connection: requests in, responses out, until either side closes.
#pragma once

#include "server/io_core.hpp"
// The order matters: io_core.hpp makes Boost 1.74's asio compile.
#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <optional>
#include <string_view>

#include "server/problem.hpp"

namespace sojourn::server {

/// Lives as long as its coroutine.
class Session {
 public:
  Session(IoCore& core, Socket socket, std::string client, bool told_off);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Answers requests until either side closes.
  Awaitable<void> run();
  void close_if_late(Clock::time_point now);
  /// Closes where a request, or a handshake, is waited for and nothing of it has arrived.
  void stop_waiting();
  void close();

 private:
  enum class Phase : std::uint8_t { shaking_hands, idle, reading, answering, writing };
  using TlsStream = asio::ssl::stream<Socket&>;
  using Buffers = std::array<asio::const_buffer, 3>;
  /// How an answer is to be sent.
  struct Framing {
    bool keep_alive = false;
    bool with_body = true;
    bool chunks = true;  ///< the client knows them
  };

  Awaitable<bool> shake_hands();
  Awaitable<std::size_t> read_head();
  Awaitable<bool> answer(std::string_view head);
  /// `request` has to live until this is done.
  Awaitable<bool> send(const Request* request, Reply reply, Framing framing, Clock::time_point start);
  Awaitable<std::uint64_t> send_whole(SharedResponse response, Framing framing);
  Awaitable<std::uint64_t> send_pieces(SharedResponse response, Framing framing);
  Awaitable<bool> refuse(Problem problem);
  Awaitable<void> close_gently();

  Awaitable<std::size_t> read_some();
  bool nothing_has_arrived();
  bool goes_on_reading();
  Awaitable<bool> write(Buffers buffers);
  void drop_front(std::size_t bytes);
  void set_deadline(Phase phase, std::chrono::seconds from_now);
  void set_write_deadline(std::uint64_t bytes);
  std::chrono::seconds time_to_write(std::uint64_t bytes) const;

  IoCore& core_;
  Socket socket_;
  TlsCertificate::SharedContext tls_context_;
  std::optional<TlsStream> tls_;
  const std::string client_;
  const bool told_off_;
  Phase phase_ = Phase::idle;
  bool late_ = false;
  bool broken_off_ = false;            ///< the last read, by us
  bool ends_with_connection_ = false;  ///< the body being sent: nothing else tells where it ends
  Clock::time_point deadline_;
  std::int64_t answered_ = 0;
  std::string buffer_;  ///< received and not yet answered; its size is what it may hold
  std::size_t used_ = 0;
  std::string head_out_;
};

}  // namespace sojourn::server
