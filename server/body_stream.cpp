#include "server/body_stream.hpp"

#include <exception>
#include <utility>

#include "server/log.hpp"

namespace sojourn::server {
namespace {

class BodyStream {
 public:
  BodyStream(RenderedBody rendered, Encoding encoding, BodyBudget::Share share)
      : share_(std::move(share)),
        encoding_(encoding),
        encoder_(make_piece_encoder(encoding)),
        plain_(std::move(rendered.content)),
        rest_(std::move(rendered.rest)) {}

  BodyPiece next() {
    BodyPiece piece;
    try {
      // What was made to find out that the body is long goes first.
      const bool more = begun_ ? rest_(plain_) : true;
      begun_ = true;
      piece.kind = more ? BodyPiece::Kind::more : BodyPiece::Kind::last;
      if (encoding_ == Encoding::identity) {
        piece.bytes = std::exchange(plain_, {});
      } else {
        encoder_->append(plain_, !more, piece.bytes);
        plain_.clear();
      }
    } catch (const std::exception& error) {
      log(LogLevel::error, "a body could not be completed", {{"reason", std::string_view(error.what())}});
      piece.kind = BodyPiece::Kind::failed;
    }
    return piece;
  }

 private:
  const BodyBudget::Share share_;
  const Encoding encoding_;
  const std::unique_ptr<PieceEncoder> encoder_;
  std::string plain_;
  BodySource rest_;
  bool begun_ = false;
};

}  // namespace

NextPiece stream_body(RenderedBody rendered, Encoding encoding, BodyBudget::Share share,
                      WorkerPool& workers) {
  auto stream = std::make_shared<BodyStream>(std::move(rendered), encoding, std::move(share));
  return [stream = std::move(stream), &workers](TakePiece take) {
    workers.submit_under_way([stream, take = std::move(take)] { take(stream->next()); });
  };
}

}  // namespace sojourn::server
