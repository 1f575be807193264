#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

#include "server/compression.hpp"

namespace sojourn::server {
namespace {

constexpr std::size_t step = std::size_t{1} << 15;
/// Windows of 128 kB keep an encoder's memory below a megabyte.
constexpr int window_bits = 17;

class IdentityPieces : public PieceEncoder {
 public:
  void append(std::string_view piece, bool, std::string& out) override { out.append(piece); }
};

class GzipPieces : public PieceEncoder {
 public:
  GzipPieces() {
    constexpr int fast = 3, gzip_header = 15 + 16, memory = 8;
    if (deflateInit2(&stream_, fast, Z_DEFLATED, gzip_header, memory, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~GzipPieces() override { deflateEnd(&stream_); }
  GzipPieces(const GzipPieces&) = delete;
  GzipPieces& operator=(const GzipPieces&) = delete;

  void append(std::string_view piece, bool last, std::string& out) override {
    // zlib's interface is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
      std::array<char, step> space;
      stream_.next_out = reinterpret_cast<Bytef*>(space.data());
      stream_.avail_out = space.size();
      if (deflate(&stream_, last ? Z_FINISH : Z_SYNC_FLUSH) == Z_STREAM_ERROR)
        throw std::runtime_error("gzip failed");
      out.append(space.data(), space.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

 private:
  z_stream stream_{};
};

class BrotliPieces : public PieceEncoder {
 public:
  BrotliPieces() : state_(BrotliEncoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (!state_) throw std::bad_alloc();
    BrotliEncoderSetParameter(state_.get(), BROTLI_PARAM_QUALITY, 3);
    BrotliEncoderSetParameter(state_.get(), BROTLI_PARAM_LGWIN, window_bits);
  }

  void append(std::string_view piece, bool last, std::string& out) override {
    auto left = piece.size();
    const auto* in = reinterpret_cast<const std::uint8_t*>(piece.data());
    do {
      std::array<std::uint8_t, step> space;
      std::size_t free = space.size();
      auto* to = space.data();
      if (!BrotliEncoderCompressStream(state_.get(), last ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_FLUSH,
                                       &left, &in, &free, &to, nullptr))
        throw std::runtime_error("Brotli failed");
      out.append(reinterpret_cast<const char*>(space.data()), space.size() - free);
    } while (left > 0 || BrotliEncoderHasMoreOutput(state_.get()));
  }

 private:
  struct Free {
    void operator()(BrotliEncoderState* state) const { BrotliEncoderDestroyInstance(state); }
  };
  std::unique_ptr<BrotliEncoderState, Free> state_;
};

class ZstdPieces : public PieceEncoder {
 public:
  ZstdPieces() : context_(ZSTD_createCCtx()) {
    if (!context_) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_windowLog, window_bits);
  }

  void append(std::string_view piece, bool last, std::string& out) override {
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    std::size_t left = 0;
    do {
      std::array<char, step> space;
      ZSTD_outBuffer to{space.data(), space.size(), 0};
      left = ZSTD_compressStream2(context_.get(), &to, &in, last ? ZSTD_e_end : ZSTD_e_flush);
      if (ZSTD_isError(left)) throw std::runtime_error("Zstandard failed");
      out.append(space.data(), to.pos);
    } while (left > 0);
  }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> context_;
};

}  // namespace

std::unique_ptr<PieceEncoder> make_piece_encoder(Encoding encoding) {
  switch (encoding) {
    case Encoding::gzip:
      return std::make_unique<GzipPieces>();
    case Encoding::brotli:
      return std::make_unique<BrotliPieces>();
    case Encoding::zstd:
      return std::make_unique<ZstdPieces>();
    default:
      return std::make_unique<IdentityPieces>();
  }
}

}  // namespace sojourn::server
