#include "server/http_session.hpp"
// The order matters: http_session.hpp makes Boost 1.74's asio compile.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "server/session_waiting.hpp"

namespace sojourn::server {

/// A body in pieces. Where its length is not known: in chunks (RFC 9112, 7.1), or up to the end of the
/// connection.
Awaitable<std::uint64_t> Session::send_pieces(SharedResponse response, Framing framing) {
  head_out_.clear();
  write_fixed_head(*response, head_out_);
  if (framing.chunks) head_out_ += "Transfer-Encoding: chunked\r\n";
  head_out_ += framing.keep_alive ? core_.tails->staying : core_.tails->closing;
  std::uint64_t sent = 0;
  Clock::duration writing{};
  auto kind = BodyPiece::Kind::more;
  if (!framing.with_body) {
    set_write_deadline(0);
    const Buffers head{as_buffer(head_out_), {}, {}};
    if (!co_await write(head)) close();
    co_return sent;
  }
  ends_with_connection_ = !framing.chunks && !response->length;
  while (kind == BodyPiece::Kind::more) {
    phase_ = Phase::answering;
    const auto piece = co_await wait_for<BodyPiece>(socket_.get_executor(), response->next_piece);
    kind = piece.kind;
    std::string_view end;
    if (framing.chunks) {
      if (!piece.bytes.empty()) fmt::format_to(std::back_inserter(head_out_), "{:x}\r\n", piece.bytes.size());
      end = kind == BodyPiece::Kind::last ? (piece.bytes.empty() ? "0\r\n\r\n" : "\r\n0\r\n\r\n")
                                          : (piece.bytes.empty() ? "" : "\r\n");
    }
    sent += piece.bytes.size();
    // Neither may one piece take as long as the whole, nor many pieces be a little late each.
    const auto begun = Clock::now();
    set_write_deadline(piece.bytes.size());
    deadline_ = std::min(deadline_, begun + time_to_write(sent) - writing);
    const Buffers buffers{as_buffer(head_out_), as_buffer(piece.bytes), as_buffer(end)};
    const bool written = kind != BodyPiece::Kind::failed && co_await write(buffers);
    writing += Clock::now() - begun;
    head_out_.clear();
    if (written) continue;
    close();  // a body that breaks off must not look complete
    break;
  }
  ends_with_connection_ = false;
  co_return sent;
}

}  // namespace sojourn::server
