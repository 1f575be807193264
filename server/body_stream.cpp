#include "server/body_stream.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include "server/one_answer.hpp"

namespace sojourn::server {
namespace {

/// While one piece is written the next is made; never more than that one ahead.
class BodyStream : public std::enable_shared_from_this<BodyStream> {
 public:
  BodyStream(RenderedBody rendered, Encoding encoding, BodyBudget::Share share, WorkerPool& workers)
      : share_(std::move(share)),
        encoding_(encoding),
        encoder_(make_piece_encoder(encoding)),
        workers_(workers),
        plain_(std::move(rendered.content)),
        rest_(std::move(rendered.rest)) {}

  /// Throws nothing: where no worker can be asked, the body breaks off.
  void give(TakePiece take) noexcept {
    std::optional<BodyPiece> piece;
    {
      const std::lock_guard lock(mutex_);
      piece.swap(ready_);
      if (!piece) taker_.swap(take);
    }
    // The first piece is made when it is wanted: a HEAD wants none.
    if (!piece) {
      if (!begun_.exchange(true)) start_next();
      return;
    }
    hand_over(std::move(*piece), take);
  }

 private:
  void start_next() noexcept {
    try {
      workers_.submit_under_way([stream = shared_from_this()] { stream->offer(stream->next()); });
    } catch (const std::exception& error) {
      log_failure("a body could not be gone on with", error);
      offer({{}, BodyPiece::Kind::failed});
    }
  }

  void hand_over(BodyPiece piece, const TakePiece& take) {
    if (piece.kind == BodyPiece::Kind::more) start_next();
    take(std::move(piece));
  }

  /// To who waits for it, or who asks next.
  void offer(BodyPiece piece) {
    TakePiece take;
    {
      const std::lock_guard lock(mutex_);
      take.swap(taker_);
      if (!take) {
        ready_ = std::move(piece);
        return;
      }
    }
    hand_over(std::move(piece), take);
  }

  /// On one worker at a time.
  BodyPiece next() {
    BodyPiece piece;
    try {
      // What was made to find out that the body is long goes first.
      bool more = true;
      if (plain_.empty()) {
        plain_.reserve(piece_bytes + piece_bytes / 8);
        more = rest_(plain_);
      }
      piece.kind = more ? BodyPiece::Kind::more : BodyPiece::Kind::last;
      if (encoding_ == Encoding::identity) {
        piece.bytes = std::exchange(plain_, {});
      } else {
        encoder_->append(plain_, !more, piece.bytes);
        plain_.clear();
      }
    } catch (const std::exception& error) {
      log_failure("a body could not be completed", error);
      piece.kind = BodyPiece::Kind::failed;
    }
    return piece;
  }

  const BodyBudget::Share share_;
  const Encoding encoding_;
  const std::unique_ptr<PieceEncoder> encoder_;
  WorkerPool& workers_;
  std::string plain_;
  BodySource rest_;
  std::atomic<bool> begun_{false};
  std::mutex mutex_;
  std::optional<BodyPiece> ready_;
  TakePiece taker_;  ///< who waits for the next
};

}  // namespace

NextPiece stream_body(RenderedBody rendered, Encoding encoding, BodyBudget::Share share,
                      WorkerPool& workers) {
  auto stream = std::make_shared<BodyStream>(std::move(rendered), encoding, std::move(share), workers);
  return [stream = std::move(stream)](TakePiece take) { stream->give(std::move(take)); };
}

}  // namespace sojourn::server
