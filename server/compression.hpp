/// The content encodings: gzip (RFC 1952), Brotli (RFC 7932) and Zstandard (RFC 8878).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/negotiation.hpp"

namespace sojourn::server {

/// Below this many bytes the header and the time cost more than is won.
inline constexpr std::size_t least_worth_compressing = 1024;

enum class Effort : std::uint8_t {
  on_request,  ///< about as much time as making the body took
  once,        ///< for what is compressed once and sent often
};

/// The whole of `content`, encoded; a copy for identity. Throws std::bad_alloc.
std::string compress(std::string_view content, Encoding encoding, Effort effort);

/// Encodes a body piece by piece with a memory of its own that does not grow.
class PieceEncoder {
 public:
  virtual ~PieceEncoder() = default;
  /// Appends what `piece` becomes; all of it can be decoded at once by who receives it. After `last` nothing
  /// may follow. Throws std::runtime_error.
  virtual void append(std::string_view piece, bool last, std::string& out) = 0;
};
/// Throws std::bad_alloc.
std::unique_ptr<PieceEncoder> make_piece_encoder(Encoding encoding);
/// At most what a piece encoder keeps in memory.
inline constexpr std::size_t piece_encoder_bytes = std::size_t{1} << 20;

}  // namespace sojourn::server
